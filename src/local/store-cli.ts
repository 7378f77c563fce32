import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backupLocalStore, FolderLockedError, startLocalStore, verifyLocalStore } from './docstore/index.ts';

const USAGE = `Usage: npm run store -- [--listen HOST:PORT] [--data DIR]
  --listen         address for MongoDB drivers (default 127.0.0.1:27017; any but loopback needs a password)
  --data           folder of the data (default ./data/store)
  --password-file  file with the password of the user casusoverleg, 16 characters or more
  --verify         check the documents against their indexes and stop
  --backup DIR     copy the data folder of a stopped store into the new folder DIR and stop; to restore, start on DIR`;

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

async function verify(dataDir: string): Promise<void> {
  const result = await verifyLocalStore(dataDir).catch((error: unknown) => fail(explain(error, dataDir)));
  for (const problem of result.problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(
    `${result.collections} collections, ${result.documents} documents, ${result.indexEntries} index entries, ${result.problems.length} problems\n`,
  );
  if (result.problems.length > 0) process.exitCode = 1;
}

async function backup(dataDir: string, target: string): Promise<void> {
  await backupLocalStore(dataDir, target).catch((error: unknown) =>
    fail(
      error instanceof FolderLockedError
        ? `${error.message}\nTo back up a running store, run on its machine: mongosh --eval 'db.adminCommand({ casusoverlegBackup: 1, path: ${JSON.stringify(resolve(target))} })'`
        : explain(error, dataDir),
    ),
  );
  process.stdout.write(`backup complete ${resolve(target)}\n`);
}

/** The password without the line end that editors add. */
function readPassword(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    return fail(`The password file ${path} cannot be read: ${(error as Error).message}`);
  }
}

async function main(): Promise<void> {
  let options;
  try {
    options = parseArgs({
      options: {
        listen: { type: 'string', default: '127.0.0.1:27017' },
        data: { type: 'string', default: 'data/store' },
        'password-file': { type: 'string' },
        backup: { type: 'string' },
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
  if (options.verify) {
    await verify(options.data);
    return;
  }
  if (options.backup !== undefined) {
    await backup(options.data, options.backup);
    return;
  }
  const { host, port } = parseListen(options.listen);
  const store = await startLocalStore({
    host,
    port,
    dataDir: options.data,
    ...(options['password-file'] === undefined ? {} : { password: readPassword(options['password-file']) }),
  }).catch((error: unknown) => fail(explain(error, options.listen)));
  const stop = (): void => {
    store.close().then(
      () => process.exit(0),
      (error: unknown) => fail(explain(error, options.listen)),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Only now: whoever waits for this line may send a signal at once.
  process.stdout.write(`listening ${store.host}:${store.port}\n`);
}

await main();
