import { rmSync } from 'node:fs';
import { type GatewayClient, openGatewayClient } from '../../support/gateway-client.ts';
import { newDataDir } from '../../support/spawn-product.ts';
import { type SpawnedServer, spawnServer } from '../../support/spawn-server.ts';

/** How much is measured, and of which program. */
export interface BenchSettings {
  /** The engine's program, relative to the project. */
  readonly entry: string;
  /** Three-task instances; the other loads are sized after it. */
  readonly instances: number;
  /** Requests that wait for an answer at the same time. */
  readonly inFlight: number;
  /** How many instances wait, ascending. */
  readonly waiting: readonly number[];
  readonly timers: number;
  /** The time within which the timers become due, in seconds. */
  readonly timerSeconds: number;
  /** Timers that are all due at the same moment. */
  readonly dueAtOnce: number;
  /** Jobs activated one at a time. */
  readonly activations: number;
  readonly coldStarts: number;
}

/** An engine in a process of its own. */
export interface MeasuredEngine {
  readonly server: SpawnedServer;
  readonly client: GatewayClient;
  readonly dataDir: string;
}

/** What the engine wrote so far. */
export interface Commits {
  readonly count: number;
  readonly commands: number;
  readonly seconds: number;
}

export const startEngine = async (
  { entry }: Pick<BenchSettings, 'entry'>,
  dataDir = newDataDir(),
): Promise<MeasuredEngine> => {
  const server = await spawnServer({
    entry,
    args: ['--listen', '127.0.0.1:0', '--data', dataDir, '--admin', '127.0.0.1:0'],
    startLimitMs: 300_000,
  });
  return { server, client: openGatewayClient(server.address), dataDir };
};

export const stopEngine = async ({ server, client, dataDir }: MeasuredEngine): Promise<void> => {
  client.close();
  await server.stop('SIGTERM');
  rmSync(dataDir, { recursive: true });
};

export const deploy = (client: GatewayClient, name: string, content: string): Promise<unknown> =>
  client.call('DeployResource', { resources: [{ name: `${name}.bpmn`, content: Buffer.from(content) }] });

/** Reads the engine's own metrics, each by its series. */
const metricsOf = async ({ server }: MeasuredEngine): Promise<(series: string) => number> => {
  const address = /^admin (\S+)$/m.exec(server.output())?.[1] ?? '';
  const text = await (await fetch(`${address}/metrics`)).text();
  return (series) => Number(new RegExp(`^${series} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
};

/** How many timers wait. */
export const timersOf = async (engine: MeasuredEngine): Promise<number> =>
  (await metricsOf(engine))('engine_timers');

export const commitsOf = async (engine: MeasuredEngine): Promise<Commits> => {
  const read = await metricsOf(engine);
  return {
    count: read('engine_commit_seconds_count'),
    commands: read('engine_commit_commands_sum'),
    seconds: read('engine_commit_seconds_sum'),
  };
};
