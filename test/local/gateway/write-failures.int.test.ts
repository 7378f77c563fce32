/**
 * The disk fails under the engine: a write or a sync is refused, or the machine takes the process away between two system
 * calls of a commit. The engine then acknowledges nothing and says why; everything that it acknowledged is there at the next
 * start. (A disk that is full and has space again: `full-disk.int.test.ts`.)
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { expectKept, Ledger, prepare, work } from '../../support/engine/ledger.ts';
import { eventually } from '../../support/eventually.ts';
import { type GatewayClient, openGatewayClient } from '../../support/gateway-client.ts';
import {
  type SpawnedServer,
  type SpawnOptions,
  spawnRefused,
  spawnServer,
} from '../../support/spawn-server.ts';

jest.setTimeout(300_000);

/** The size of LMDB's pages here. */
const PAGE = 4_096;
/** Bounds a hang, not the speed. */
const LIMIT_MS = 60_000;
/** System calls of a kind after which the failure comes, at most. */
const LATEST_CALL = 60;

/** What may go wrong in a system call of a commit. */
const FAILURES = [
  { call: 'pwrite64,pwritev', effect: 'error=ENOSPC' },
  { call: 'pwrite64,pwritev', effect: 'error=EIO' },
  { call: 'fdatasync', effect: 'error=EIO' },
  { call: 'pwrite64,pwritev', effect: 'signal=KILL' },
  { call: 'fdatasync', effect: 'signal=KILL' },
];

/** Tracing a process that is no child takes the right to do so. */
const canTrace = spawnSync('strace', ['--version']).status === 0 && process.getuid?.() === 0;

let dataDir: string;
let ledger: Ledger;
let server: SpawnedServer;
let client: GatewayClient;
let tracer: ChildProcess | undefined;

const options = (): SpawnOptions => ({
  entry: 'src/local/engine-cli.ts',
  args: ['--listen', '127.0.0.1:0', '--data', dataDir, '--partition', '5'],
});

const start = async (): Promise<void> => {
  server = await spawnServer(options());
  client = openGatewayClient(server.address);
};

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
  ledger = new Ledger();
  await start();
  await prepare(client);
});

afterEach(async () => {
  tracer?.kill('SIGKILL');
  client.close();
  await server.stop('SIGKILL');
  rmSync(dataDir, { recursive: true });
});

/** Lets system calls of the engine fail from a random one on. */
const inject = async (call: string, effect: string): Promise<void> => {
  const first = 1 + Math.floor(Math.random() * LATEST_CALL);
  tracer = spawn('strace', [
    '-f',
    '-p',
    String(server.pid),
    '-e',
    `inject=${call}:${effect}:when=${first}+`,
    '-o',
    '/dev/null',
  ]);
  let said = '';
  tracer.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await eventually(`strace to attach, which said: ${said}`, () => said.includes('attached'), LIMIT_MS);
};

/** Works until the engine refuses or is gone, whichever the failure leads to. */
const workUntilItFails = async (): Promise<void> => {
  await work(client, ledger);
  client.close();
};

/**
 * It goes on when there is space, or ends: in both cases its log has the reason. After a refused write lmdb-js may damage its
 * memory, which aborts the process (docs/adr/0006-engine-durability.md): LMDB's own line is then the reason.
 */
const expectSaidWhy = async (failure: string): Promise<void> => {
  const said = (): string => server.output();
  await eventually(
    `the reason of ${failure}`,
    () => said().includes('everything it acknowledged is on disk') || server.endedBy() !== null,
  ).catch((error: unknown) => {
    throw new Error(`The engine printed:\n${said()}`, { cause: error });
  });
  if (server.endedBy() === null) expect(said()).toMatch(/takes no more data \(|Writing to .* failed/);
  else expect(said()).toMatch(/^Write error: (No space left on device|Input\/output error) position/m);
};

(canTrace ? test : test.skip)(
  'a system call that fails within a commit loses nothing, whichever it is',
  async () => {
    for (const { call, effect } of FAILURES) {
      await inject(call, effect);
      await workUntilItFails();
      if (effect.startsWith('error')) await expectSaidWhy(`${effect} of ${call}`);
      await server.stop('SIGKILL');
      await start();
    }
    await expectKept(client, ledger);
  },
);

test('a data file that was cut off is not served', async () => {
  const working = work(client, ledger);
  await eventually('some work', () => ledger.acknowledged > 50, LIMIT_MS);
  await server.stop('SIGKILL');
  await working;
  const file = join(dataDir, 'data.mdb');
  truncateSync(file, PAGE * Math.floor(statSync(file).size / PAGE / 2));
  const { code, output } = await spawnRefused(options());
  expect(code).not.toBe(0);
  expect(output).not.toContain('listening');
});
