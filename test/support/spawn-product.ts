import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  spawnRefused,
  spawnServer,
  type RefusedStart,
  type SpawnedServer,
  type SpawnOptions,
} from './spawn-server.ts';

export interface ProductRun {
  readonly dataDir: string;
  /** Default 0: a free port. */
  readonly port?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the one of this project. */
  readonly program?: string;
}

/** A new, empty data folder. */
export const newDataDir = (): string => mkdtempSync(join(tmpdir(), 'casusoverleg-data-'));

const options = ({
  dataDir,
  port = 0,
  args = ['--demo-users'],
  env = {},
  program = 'dist/server/src/main.js',
}: ProductRun): SpawnOptions => ({
  entry: program,
  args,
  env: { DATA_DIR: dataDir, PORT: String(port), ...env },
  ready: /^Ready: (\S+)$/m,
});

/** The compiled product as a process of its own, as `npm start` runs it; `npm test` builds it first. */
export const spawnProduct = (run: ProductRun): Promise<SpawnedServer> => spawnServer(options(run));

/** Starts the product where it must refuse, and returns how it ended. */
export const spawnRefusedProduct = (run: ProductRun): Promise<RefusedStart> => spawnRefused(options(run));
