import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  backupLocalStore,
  FolderLockedError,
  rekeyLocalStore,
  restoreLocalStore,
  startLocalStore,
  verifyLocalStore,
  type Verification,
} from './docstore/index.ts';

const USAGE = `Usage: npm run store -- [--listen HOST:PORT] [--data DIR] [--key-file FILE]
  --listen         address for MongoDB drivers (default 127.0.0.1:27017; any but loopback needs a password)
  --data           folder of the data (default ./data/store)
  --password-file  file with the password of the user casusoverleg, 16 characters or more
  --key-file       file with the key of an encrypted folder (or the variable STORE_KEY or STORE_KEY_FILE);
                   a new folder is encrypted with it. Make one with: openssl rand -base64 32

On a stopped store, and then stop:
  --verify         check the documents against their indexes
  --backup DIR     copy the data folder into the new folder DIR
  --restore DIR    check the backup DIR and copy it to --data, which must not exist
  --rekey DIR      copy the data folder into the new folder DIR, encrypted with the key in --new-key-file FILE,
                   or not encrypted with --decrypt`;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function parseListen(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) fail(`--listen ${text} is not HOST:PORT.\n${USAGE}`);
  return { host: match[1] ?? (match[2] === '' || match[2] === undefined ? '127.0.0.1' : match[2]), port };
}

function explain(error: unknown, listen: string): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE')
    return `Port of ${listen} is already in use. Stop the other program, or choose another with --listen.`;
  if (code === 'EACCES') return `No permission for ${listen} or the data folder.`;
  return error instanceof Error ? error.message : String(error);
}

/** Waits for work on a stopped store; ends the program with its reason when it fails. */
const finish = <T>(work: Promise<T>, dataDir: string): Promise<T> =>
  work.catch((error: unknown) => fail(explain(error, dataDir)));

const counted = (result: Verification): string =>
  `${result.collections} collections, ${result.documents} documents, ${result.indexEntries} index entries, ${result.problems.length} problems\n`;

async function verify(dataDir: string, key: string | undefined): Promise<void> {
  const result = await finish(verifyLocalStore(dataDir, key), dataDir);
  for (const problem of result.problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(counted(result));
  if (result.problems.length > 0) process.exitCode = 1;
}

async function backup(dataDir: string, target: string, key: string | undefined): Promise<void> {
  await backupLocalStore(dataDir, target, key).catch((error: unknown) =>
    fail(
      error instanceof FolderLockedError
        ? `${error.message}\nTo back up a running store, run on its machine: mongosh --eval 'db.adminCommand({ casusoverlegBackup: 1, path: ${JSON.stringify(resolve(target))} })'`
        : explain(error, dataDir),
    ),
  );
  process.stdout.write(`backup complete ${resolve(target)}\n`);
}

async function restore(from: string, dataDir: string, key: string | undefined): Promise<void> {
  const result = await finish(restoreLocalStore(from, dataDir, key), dataDir);
  process.stdout.write(`${counted(result)}restored ${resolve(dataDir)}\n`);
}

async function rekey(
  dataDir: string,
  target: string,
  keys: { from: string | undefined; to: string | undefined },
): Promise<void> {
  await finish(rekeyLocalStore(dataDir, target, keys), dataDir);
  process.stdout.write(
    `${keys.to === undefined ? 'decrypted' : 'encrypted'} copy complete ${resolve(target)}\nThe folder ${resolve(dataDir)} still opens as before: destroy it when the copy is in use.\n`,
  );
}

/** A secret without the line end that editors add. */
function readSecret(what: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    return fail(`The ${what} file ${path} cannot be read: ${(error as Error).message}`);
  }
}

function readKey(option: string | undefined): string | undefined {
  const path = option ?? process.env['STORE_KEY_FILE'];
  return path ? readSecret('key', path) : process.env['STORE_KEY'] || undefined;
}

async function serve(
  listen: string,
  options: { dataDir: string; password: string | undefined; key: string | undefined },
): Promise<void> {
  const { host, port } = parseListen(listen);
  const { dataDir, password, key } = options;
  const store = await startLocalStore({
    host,
    port,
    dataDir,
    key,
    ...(password === undefined ? {} : { password }),
  }).catch((error: unknown) => fail(explain(error, listen)));
  const stop = (): void => {
    store.close().then(
      () => process.exit(0),
      (error: unknown) => fail(explain(error, listen)),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Only now: whoever waits for this line may send a signal at once.
  process.stdout.write(`listening ${store.host}:${store.port}\n`);
}

async function main(): Promise<void> {
  let options;
  try {
    options = parseArgs({
      options: {
        listen: { type: 'string', default: '127.0.0.1:27017' },
        data: { type: 'string', default: 'data/store' },
        'password-file': { type: 'string' },
        'key-file': { type: 'string' },
        backup: { type: 'string' },
        restore: { type: 'string' },
        rekey: { type: 'string' },
        'new-key-file': { type: 'string' },
        decrypt: { type: 'boolean', default: false },
        verify: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    fail(`${(error as Error).message}\n${USAGE}`);
  }
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const dataDir = options.data;
  const key = readKey(options['key-file']);
  const newKeyFile = options['new-key-file'];
  const given = Number(newKeyFile !== undefined) + Number(options.decrypt);
  if (given !== (options.rekey === undefined ? 0 : 1))
    fail(`--rekey needs either --new-key-file FILE or --decrypt, and they need --rekey.\n${USAGE}`);
  if (options.verify) return verify(dataDir, key);
  if (options.backup !== undefined) return backup(dataDir, options.backup, key);
  if (options.restore !== undefined) return restore(options.restore, dataDir, key);
  if (options.rekey !== undefined)
    return rekey(dataDir, options.rekey, {
      from: key,
      to: newKeyFile === undefined ? undefined : readSecret('key', newKeyFile),
    });
  const passwordFile = options['password-file'];
  return serve(options.listen, {
    dataDir,
    key,
    password: passwordFile === undefined ? undefined : readSecret('password', passwordFile),
  });
}

await main();
