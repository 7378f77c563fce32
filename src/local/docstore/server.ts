import { existsSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { credentialsOf } from './auth/scram.ts';
import { dispatch, type FailureLog } from './commands/dispatch.ts';
import { BackupError } from './storage/backup.ts';
import { parseStoreKey } from './storage/seal.ts';
import { sweepExpired } from './storage/ttl.ts';
import { Damage, type Verification, verifyStore } from './storage/verify.ts';
import { Store, type StoreClock, type StoreOptions } from './store.ts';
import { Connection } from './wire/connection.ts';
import { isLoopback } from './wire/loopback.ts';

/** How to start the store. */
export interface LocalStoreOptions {
  /** Address to listen on; default `127.0.0.1`. Anything but loopback opens the store to the network: see `password`. */
  readonly host?: string;
  /** Password of the user `casusoverleg` (SCRAM-SHA-256); needed on any address but loopback. Default: none. */
  readonly password?: string;
  /** Port; 0 for any free one. */
  readonly port: number;
  /** Folder of the data; created when it does not exist. */
  readonly dataDir: string;
  /**
   * Key of an encrypted folder: 32 random bytes in base64 or hexadecimal. A new folder is encrypted with it. Default: the
   * folder is not encrypted.
   */
  readonly key?: string | undefined;
  /** The time, for time-to-live indexes and `$currentDate`; default the machine's. */
  readonly clock?: StoreClock;
  /** How often time-to-live indexes are swept (milliseconds); default one minute. */
  readonly ttlSweepMs?: number;
  /** How long a read works before others go first (milliseconds); 0: one document. Default 5. */
  readonly sliceMs?: number;
  /** How long a write works in one transaction before others go first (milliseconds); 0: one document. Default 10. */
  readonly writeSliceMs?: number;
  /** Told about the store's own failures; default standard error. */
  readonly log?: FailureLog;
}

/** A running store. */
export interface LocalStore {
  /** Connection string for any MongoDB driver. */
  readonly uri: string;
  readonly host: string;
  readonly port: number;
  /** Removes what has expired by time-to-live indexes now; returns how many documents. */
  sweepExpired(): Promise<number>;
  /** Finishes running commands, closes connections and files. Safe to call twice. */
  close(): Promise<void>;
}

/** How often idle cursors are looked for (milliseconds). */
const CURSOR_SWEEP_MS = 30_000;
/** How often time-to-live indexes are swept when the options do not say (milliseconds; as MongoDB). */
const TTL_SWEEP_MS = 60_000;

function logToStandardError(message: string, error: unknown): void {
  process.stderr.write(
    `${message}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
}

/**
 * Starts the bundled document store: a standalone server for MongoDB drivers on one data folder.
 * @throws Error when a password is missing or not good enough, FolderLockedError when another process has the folder
 * open, FormatError for a folder of
 * another release, StoreKeyError when the folder needs a key, another key or none, and the system's error (EADDRINUSE, EACCES) when the port cannot be used
 */
export async function startLocalStore(options: LocalStoreOptions): Promise<LocalStore> {
  const host = options.host ?? '127.0.0.1';
  if (options.password === undefined && !isLoopback(host))
    throw new Error(
      `Listening on ${host} opens the store to the network and needs a password; give one with --password-file, or listen on 127.0.0.1.`,
    );
  const credentials = options.password === undefined ? undefined : credentialsOf(options.password);
  const log = options.log ?? logToStandardError;
  const store = await Store.open(options.dataDir, {
    clock: options.clock,
    key: keyOf(options.key),
    sliceMs: options.sliceMs,
    writeSliceMs: options.writeSliceMs,
  });
  const connections = new Set<Connection>();
  let nextConnection = 1;
  const server = createServer((socket) => {
    const connection = new Connection(
      nextConnection++,
      socket,
      (request, from) => dispatch(store, request, from, log, credentials),
      (error) => log('Connection closed', new Error(error.message)),
    );
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  try {
    await listen(server, options.port, host);
  } catch (error) {
    await store.close();
    throw error;
  }
  const sweep = setInterval(() => store.cursors.expire(), CURSOR_SWEEP_MS);
  sweep.unref();
  let sweeping: Promise<number> | undefined;
  const sweepNow = (): Promise<number> =>
    (sweeping ??= store.gate
      .pass(() => sweepExpired(store))
      .finally(() => {
        sweeping = undefined;
      }));
  const ttl = setInterval(
    () => void sweepNow().catch((error: unknown) => log('Removing expired documents failed', error)),
    options.ttlSweepMs ?? TTL_SWEEP_MS,
  );
  ttl.unref();
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    uri: `mongodb://${host.includes(':') ? `[${host}]` : host}:${port}`,
    host,
    port,
    sweepExpired: sweepNow,
    close() {
      closing ??= (async () => {
        clearInterval(sweep);
        clearInterval(ttl);
        await sweeping?.catch(() => undefined);
        const stopped = new Promise((resolve) => server.close(resolve));
        await Promise.all([...connections].map((connection) => connection.end()));
        await stopped;
        await store.close();
      })();
      return closing;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

const keyOf = (text: string | undefined): Buffer | undefined =>
  text === undefined ? undefined : parseStoreKey(text);

async function withStopped<T>(
  dataDir: string,
  key: string | undefined,
  work: (store: Store) => T | Promise<T>,
  onDamaged?: StoreOptions['onDamaged'],
): Promise<T> {
  if (!existsSync(dataDir)) throw new BackupError(`The data folder ${dataDir} does not exist.`);
  const store = await Store.open(dataDir, { key: keyOf(key), onDamaged });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function checked<T>(
  dataDir: string,
  key: string | undefined,
  work: (store: Store, found: Verification) => T | Promise<T>,
): Promise<T> {
  const damage = new Damage();
  return withStopped(dataDir, key, (store) => work(store, verifyStore(store, damage)), damage.add);
}

/**
 * Checks the documents of a data folder and their indexes; the folder must not be in use. Of an encrypted folder the
 * indexes are made anew from the documents, so that there it is the documents only that are checked.
 * @throws FolderLockedError, FormatError, StoreKeyError
 */
export function verifyLocalStore(dataDir: string, key?: string): Promise<Verification> {
  return checked(dataDir, key, (_store, found) => found);
}

/**
 * Copies a data folder that is not in use; see `Store.backup`.
 * @throws FolderLockedError when a store is running on it, BackupError, FormatError, StoreKeyError
 */
export function backupLocalStore(dataDir: string, target: string, key?: string): Promise<void> {
  return withStopped(dataDir, key, (store) => store.backup(target));
}

/**
 * Puts a backup back as a data folder that does not exist yet, after it was checked completely; the backup stays.
 * @throws BackupError when the backup is not whole or the data folder exists, FolderLockedError, FormatError, StoreKeyError
 */
export function restoreLocalStore(backup: string, dataDir: string, key?: string): Promise<Verification> {
  return checked(backup, key, async (store, result) => {
    if (result.problems.length > 0)
      throw new BackupError(
        `The backup ${backup} is damaged (${result.problems.length} problems; see --verify) and was not restored.`,
      );
    await store.backup(dataDir);
    return result;
  });
}

/**
 * Copies a data folder that is not in use into a new one under another key: encrypts, changes the key, or (without a new
 * key) decrypts.
 * @throws FolderLockedError when a store is running on it, BackupError, FormatError, StoreKeyError
 */
export function rekeyLocalStore(
  dataDir: string,
  target: string,
  keys: { readonly from: string | undefined; readonly to: string | undefined },
): Promise<void> {
  const newKey = keyOf(keys.to);
  return withStopped(dataDir, keys.from, (store) => store.rekey(target, newKey));
}
