import { createHash, randomBytes } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path of a Unix domain socket that every system accepts. */
const MAX_SOCKET_PATH = 100;

/** The data folder belongs to another running process. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
  constructor(folder: string, pid: number) {
    super(
      `The data folder ${folder} is in use by process ${pid}. Stop that process or choose another folder (--data).`,
    );
  }
}

/** Who holds the folder: the socket on which the holder listens for as long as it lives. */
export interface LockRecord {
  readonly socket: string;
  readonly pid: number;
}

/** Where the record stands: replaced atomically, also between processes. */
export interface LockRegister {
  read(): LockRecord | undefined;
  /** Replaces the record and returns true, unless it is no longer the expected one. */
  replace(expected: LockRecord | undefined, next: LockRecord | undefined): boolean;
}

/**
 * Takes exclusive possession of a data folder. The holder listens on a socket, which the operating system closes when
 * the process ends in whatever way: a lock left by a killed process is recognised at once, and a process number that
 * was given out again cannot be mistaken for the holder.
 *
 * @returns releases the folder
 * @throws DataFolderInUse when the holder is alive
 */
export const lockFolder = async (folder: string, register: LockRegister): Promise<() => Promise<void>> => {
  const mine: LockRecord = { socket: socketPath(folder), pid: process.pid };
  const server = await listen(mine.socket);
  try {
    for (;;) {
      const holder = register.read();
      if (holder !== undefined && (await isListening(holder.socket)))
        throw new DataFolderInUse(folder, holder.pid);
      if (!register.replace(holder, mine)) continue;
      if (holder !== undefined) rmSync(holder.socket, { force: true });
      return async () => {
        register.replace(mine, undefined);
        await close(server);
      };
    }
  } catch (error) {
    await close(server);
    throw error;
  }
};

const socketPath = (folder: string): string => {
  const unique = randomBytes(6).toString('hex');
  const real = realpathSync(folder);
  if (process.platform === 'win32') return `\\\\?\\pipe\\casusoverleg-engine-${unique}`;
  const inside = join(real, `lock-${unique}.sock`);
  if (Buffer.byteLength(inside) <= MAX_SOCKET_PATH) return inside;
  const folderHash = createHash('sha256').update(real).digest('hex').slice(0, 12);
  return join(tmpdir(), `casusoverleg-${folderHash}-${unique}.sock`);
};

const listen = (path: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });

/** Whether somebody accepts connections there. A full backlog means a living, busy holder. */
const isListening = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
