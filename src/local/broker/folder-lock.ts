import { createHash, randomBytes } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

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
  /**
   * Relative to the folder where possible: the same folder may be mounted at another path, and in a copy of the folder
   * nobody listens.
   */
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
  const real = realpathSync(folder);
  const pathOf = (record: LockRecord): string => resolve(real, record.socket);
  const { server, socket } = await listenForLock(real);
  const mine: LockRecord = { socket, pid: process.pid };
  try {
    for (;;) {
      const holder = register.read();
      if (holder !== undefined && (await isListening(pathOf(holder))))
        throw new DataFolderInUse(folder, holder.pid);
      if (!register.replace(holder, mine)) continue;
      if (holder !== undefined && !isPipe(holder.socket)) rmSync(pathOf(holder), { force: true });
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

const PIPE_PREFIX = '\\\\?\\pipe\\';

const isPipe = (socket: string): boolean => socket.startsWith(PIPE_PREFIX);

/**
 * Listens inside the folder where possible, so that processes see each other that share only the folder. Where its path
 * is too long or its file system has no sockets, in the system's folder for temporary files.
 */
const listenForLock = async (folder: string): Promise<{ server: Server; socket: string }> => {
  const unique = randomBytes(6).toString('hex');
  if (process.platform === 'win32') {
    const socket = `${PIPE_PREFIX}casusoverleg-engine-${unique}`;
    return { server: await listen(socket), socket };
  }
  const inside = `lock-${unique}.sock`;
  if (Buffer.byteLength(join(folder, inside)) <= MAX_SOCKET_PATH) {
    try {
      return { server: await listen(join(folder, inside)), socket: inside };
    } catch {
      // A file system without sockets.
    }
  }
  const folderHash = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const outside = join(tmpdir(), `casusoverleg-${folderHash}-${unique}.sock`);
  return { server: await listen(outside), socket: outside };
};

const listen = (path: string): Promise<Server> =>
  new Promise((ready, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(path, () => {
      server.unref();
      ready(server);
    });
  });

/** Whether somebody accepts connections there. A full backlog means a living, busy holder. */
const isListening = (path: string): Promise<boolean> =>
  new Promise((answer) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      answer(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });

const close = (server: Server): Promise<void> => new Promise((closed) => server.close(() => closed()));
