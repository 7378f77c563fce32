/** `npm run engine -- --listen HOST:PORT --data DIR`: the bundled engine on its own (docs/operating-the-engine.md). */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { shiftableClock } from '../lib/clock.ts';
import { backUpStoppedEngine, restoreBackup } from './broker/backup.ts';
import type { AdminOptions } from './gateway/admin.ts';
import { type LocalEngine, startLocalEngine } from './gateway/server.ts';

const USAGE =
  'Usage: npm run engine -- [--listen HOST:PORT] [--data DIR] [--partition N] ' +
  '[--token-file FILE] [--tls-cert FILE --tls-key FILE] [--history-days N] [--history-instances N] ' +
  '[--admin HOST:PORT [--admin-exposed] [--admin-values] [--backups DIR] [--test-clock]] | [--data DIR] [--partition N] (--backup DIR | --restore DIR)';
const DEFAULT_LISTEN = '127.0.0.1:26500';
const DEFAULT_DATA = 'data/engine';

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Ends the process with a message a person can act on. */
const refuse = (message: string): never => {
  say(message);
  process.exit(1);
};

interface Settings {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly partitionId: number;
  readonly token?: string;
  readonly tls?: { readonly certificate: Buffer; readonly key: Buffer };
  readonly admin?: AdminOptions;
  readonly history: { readonly days?: number; readonly instances?: number };
  /** Only copy the data to this folder. */
  readonly backup?: string;
  /** Only put this backup into the data folder. */
  readonly restore?: string;
}

const readAddress = (option: string, text: string): { host: string; port: number } => {
  const match = /^(?:\[(?<ipv6>[^\]]+)\]|(?<name>[^:]+)):(?<port>\d{1,5})$/.exec(text);
  const port = Number(match?.groups?.['port']);
  const host = match?.groups?.['ipv6'] ?? match?.groups?.['name'];
  if (host === undefined || port > 65_535)
    return refuse(`${option} must be HOST:PORT, not "${text}".\n${USAGE}`);
  return { host, port };
};

const parse = () => {
  try {
    return parseArgs({
      options: {
        listen: { type: 'string', default: DEFAULT_LISTEN },
        data: { type: 'string', default: DEFAULT_DATA },
        partition: { type: 'string', default: '1' },
        'token-file': { type: 'string' },
        'tls-cert': { type: 'string' },
        'tls-key': { type: 'string' },
        'history-days': { type: 'string' },
        'history-instances': { type: 'string' },
        admin: { type: 'string' },
        'admin-exposed': { type: 'boolean', default: false },
        'admin-values': { type: 'boolean', default: false },
        backups: { type: 'string' },
        'test-clock': { type: 'boolean', default: false },
        backup: { type: 'string' },
        restore: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return refuse(`${(error as Error).message}\n${USAGE}`);
  }
};

const readFile = (option: string, path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch (error) {
    return refuse(`${option}: ${path} cannot be read: ${(error as Error).message}`);
  }
};

const readCount = (option: string, text: string): number => {
  if (!/^\d{1,7}$/.test(text))
    return refuse(`--${option} must be a whole number from 0 to 9999999.\n${USAGE}`);
  return Number(text);
};

const SHORTEST_TOKEN = 16;

/** The token without the line end that editors add. */
const readToken = (path: string): string => {
  const token = readFile('--token-file', path)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (token.length < SHORTEST_TOKEN || /[^\x21-\x7e]/.test(token))
    return refuse(
      `--token-file: ${path} must hold one token of at least ${SHORTEST_TOKEN} letters, digits and signs, without spaces.`,
    );
  return token;
};

const readSettings = (): Settings => {
  const values = parse();
  const partitionId = Number(values.partition);
  if (!Number.isInteger(partitionId) || partitionId < 1 || partitionId > 8_191) {
    return refuse(`--partition must be a whole number from 1 to 8191.\n${USAGE}`);
  }
  const exposed = values['admin-exposed'];
  const { backup, backups, restore } = values;
  if (backup !== undefined && restore !== undefined)
    return refuse(`--backup and --restore are two different things.\n${USAGE}`);
  const saysMore = exposed || values['admin-values'] || values['test-clock'] || backups !== undefined;
  if (values.admin === undefined && saysMore) {
    return refuse(
      `--admin-exposed, --admin-values, --test-clock and --backups say more about --admin HOST:PORT.\n${USAGE}`,
    );
  }
  const { 'history-days': days, 'history-instances': instances } = values;
  const { 'token-file': tokenFile, 'tls-cert': certificate, 'tls-key': key } = values;
  if ((certificate === undefined) !== (key === undefined))
    return refuse(`--tls-cert and --tls-key go together.\n${USAGE}`);
  return {
    ...readAddress('--listen', values.listen),
    dataDir: values.data,
    partitionId,
    history: {
      ...(days === undefined ? {} : { days: readCount('history-days', days) }),
      ...(instances === undefined ? {} : { instances: readCount('history-instances', instances) }),
    },
    ...(tokenFile === undefined ? {} : { token: readToken(tokenFile) }),
    ...(certificate === undefined || key === undefined
      ? {}
      : { tls: { certificate: readFile('--tls-cert', certificate), key: readFile('--tls-key', key) } }),
    ...(values.admin === undefined
      ? {}
      : {
          admin: {
            ...readAddress('--admin', values.admin),
            exposed,
            values: values['admin-values'],
            ...(values['test-clock'] ? { clock: shiftableClock() } : {}),
            ...(backups === undefined ? {} : { backups }),
          },
        }),
    ...(backup === undefined ? {} : { backup }),
    ...(restore === undefined ? {} : { restore }),
  };
};

const stopOnSignal = (engine: LocalEngine): void => {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    engine.close().then(
      () => process.exit(0),
      (error: unknown) => refuse(`Stopping failed: ${(error as Error).message}`),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
};

/** What others on the network could do; undefined: nothing. */
const exposureOf = ({ token, tls }: Settings): string | undefined => {
  if (token === undefined) return 'The engine asks for no token: everyone who reaches it can do everything.';
  if (tls === undefined)
    return 'Connections are not encrypted: who listens on the network can read the token.';
  return undefined;
};

const settings = readSettings();
try {
  if (settings.backup !== undefined) {
    const rows = await backUpStoppedEngine(settings.dataDir, settings.partitionId, settings.backup);
    process.stdout.write(`backed up ${rows} rows to ${settings.backup}; the copy was read completely\n`);
    process.exit(0);
  }
  if (settings.restore !== undefined) {
    const rows = await restoreBackup(settings.restore, settings.partitionId, settings.dataDir);
    process.stdout.write(`restored ${rows} rows to ${settings.dataDir}; they were read completely\n`);
    process.exit(0);
  }
  const engine = await startLocalEngine({
    ...settings,
    onFatal: (error) => {
      refuse(
        `The engine stopped because going on would be unsafe; everything it acknowledged is on disk.\n${error.stack ?? error.message}`,
      );
    },
    onDiskFull: (error) =>
      say(
        error === undefined
          ? 'The disk takes data again; the engine works on.'
          : `${error.message} Until then every command is refused with RESOURCE_EXHAUSTED; everything it acknowledged is on disk.`,
      ),
    logError: (rpc, error) =>
      say(`${rpc} failed: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown error'}`),
  });
  stopOnSignal(engine);
  const exposure = exposureOf(settings);
  if (exposure !== undefined && !/^(127\.|localhost:|\[::1\])/.test(engine.address))
    say(`${exposure} Keep ${engine.address} in a private network.`);
  if (settings.admin?.clock !== undefined) say('The clock of this engine can be moved: for tests only.');
  if (engine.adminAddress !== undefined) process.stdout.write(`admin http://${engine.adminAddress}\n`);
  process.stdout.write(`listening ${engine.address}\n`);
} catch (error) {
  refuse((error as Error).message);
}
