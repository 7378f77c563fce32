/** `npm run engine -- --listen HOST:PORT --data DIR [--partition N]`: the bundled engine on its own. */
import { parseArgs } from 'node:util';
import { type LocalEngine, startLocalEngine } from './gateway/server.ts';

const USAGE = 'Usage: npm run engine -- [--listen HOST:PORT] [--data DIR] [--partition N]';
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
}

const readSettings = (): Settings => {
  let values: { listen?: string; data?: string; partition?: string };
  try {
    ({ values } = parseArgs({
      options: { listen: { type: 'string' }, data: { type: 'string' }, partition: { type: 'string' } },
    }));
  } catch (error) {
    return refuse(`${(error as Error).message}\n${USAGE}`);
  }
  const listen = values.listen ?? DEFAULT_LISTEN;
  const match = /^(?:\[(?<ipv6>[^\]]+)\]|(?<name>[^:]+)):(?<port>\d{1,5})$/.exec(listen);
  const port = Number(match?.groups?.['port']);
  const host = match?.groups?.['ipv6'] ?? match?.groups?.['name'];
  if (host === undefined || port > 65_535)
    return refuse(`--listen must be HOST:PORT, not "${listen}".\n${USAGE}`);
  const partitionId = Number(values.partition ?? '1');
  if (!Number.isInteger(partitionId) || partitionId < 1 || partitionId > 8_191) {
    return refuse(`--partition must be a whole number from 1 to 8191.\n${USAGE}`);
  }
  return { host, port, dataDir: values.data ?? DEFAULT_DATA, partitionId };
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

try {
  const engine = await startLocalEngine({
    ...readSettings(),
    onFatal: (error) => {
      refuse(
        `The engine stopped because going on would be unsafe; everything it acknowledged is on disk.\n${error.stack ?? error.message}`,
      );
    },
    logError: (rpc, error) =>
      say(`${rpc} failed: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown error'}`),
  });
  stopOnSignal(engine);
  if (!/^(127\.|localhost:|\[::1\])/.test(engine.address)) {
    say(
      `The engine knows no users: everyone who reaches ${engine.address} can do everything. Keep it in a private network.`,
    );
  }
  process.stdout.write(`listening ${engine.address}\n`);
} catch (error) {
  refuse((error as Error).message);
}
