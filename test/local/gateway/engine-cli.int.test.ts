import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { open } from 'lmdb';
import { openGatewayClient } from '../../support/gateway-client.ts';
import { spawnRefused, spawnServer, type SpawnedServer } from '../../support/spawn-server.ts';

const ENTRY = 'src/local/engine-cli.ts';

let dataDir: string;
let running: SpawnedServer | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
  running = undefined;
});

afterEach(async () => {
  await running?.stop('SIGKILL');
  rmSync(dataDir, { recursive: true });
});

const args = (listen = '127.0.0.1:0', ...more: string[]): string[] => [
  '--listen',
  listen,
  '--data',
  dataDir,
  ...more,
];

test.each(['SIGTERM', 'SIGINT'] as const)(
  'serves at the address it prints and ends cleanly on %s',
  async (signal) => {
    running = await spawnServer({ entry: ENTRY, args: args() });
    const client = openGatewayClient(running.address);
    const topology = await client.call<{ brokers: { host: string; port: number }[] }>('Topology', {});
    expect(topology.brokers.map(({ host, port }) => `${host}:${port}`)).toEqual([running.address]);
    // A parked request must not hold the end up.
    const parked = client.activate({ type: 'x', requestTimeout: 600_000 });
    const code = await running.stop(signal);
    expect(code).toBe(0);
    await expect(parked.ended).rejects.toMatchObject({ code: 14 });
    client.close();
  },
);

test('opens the admin port when asked to, and says where', async () => {
  running = await spawnServer({ entry: ENTRY, args: args(undefined, '--admin', '127.0.0.1:0') });
  const url = /^admin (http:\S+)$/m.exec(running.output())?.[1] ?? '';
  const response = await fetch(`${url}/process-instances`);
  expect(await response.json()).toEqual({ items: [] });
  expect(await running.stop('SIGTERM')).toBe(0);
});

test('backs up the data of a stopped engine, from which it starts again', async () => {
  running = await spawnServer({ entry: ENTRY, args: args() });
  const client = openGatewayClient(running.address);
  await client.call('PublishMessage', {
    name: 'kept',
    correlationKey: 'k',
    messageId: 'm',
    timeToLive: 3_600_000,
  });
  client.close();
  const folder = join(dataDir, 'copy');
  const backup = { entry: ENTRY, args: ['--data', dataDir, '--backup', folder] };
  const whileRunning = await spawnRefused(backup);
  expect(whileRunning.output).toContain('is in use');
  await running.stop('SIGTERM');
  const made = await spawnRefused(backup);
  expect(made).toMatchObject({ code: 0, output: expect.stringContaining('backed up 2 rows') });
  const again = await spawnRefused(backup);
  expect(again).toMatchObject({ code: 1, output: expect.stringContaining('exists already') });
  running = await spawnServer({ entry: ENTRY, args: ['--listen', '127.0.0.1:0', '--data', folder] });
  const restored = openGatewayClient(running.address);
  await expect(
    restored.call('PublishMessage', { name: 'kept', correlationKey: 'k', messageId: 'm', timeToLive: 1 }),
  ).rejects.toMatchObject({ code: 6 });
  restored.close();
});

test('restores a backup where nothing is, and overwrites nothing', async () => {
  running = await spawnServer({ entry: ENTRY, args: args() });
  const client = openGatewayClient(running.address);
  const message = { name: 'kept', correlationKey: 'k', messageId: 'm', timeToLive: 3_600_000 };
  await client.call('PublishMessage', message);
  client.close();
  await running.stop('SIGTERM');
  const [backup, empty] = [join(dataDir, 'backup'), join(dataDir, 'empty')];
  mkdirSync(empty);
  await spawnRefused({ entry: ENTRY, args: ['--data', dataDir, '--backup', backup] });
  const before = readFileSync(join(backup, 'data.mdb'));

  const over = await spawnRefused({ entry: ENTRY, args: ['--data', dataDir, '--restore', backup] });
  expect(over).toMatchObject({ code: 1, output: expect.stringContaining('Restoring overwrites nothing') });
  const nothing = await spawnRefused({ entry: ENTRY, args: ['--data', empty, '--restore', empty] });
  expect(nothing).toMatchObject({ code: 1, output: expect.stringContaining('There are no engine data') });
  const other = await spawnRefused({
    entry: ENTRY,
    args: ['--data', empty, '--restore', backup, '--partition', '2'],
  });
  expect(other).toMatchObject({ code: 1, output: expect.stringContaining('belongs to partition 1') });
  expect(readdirSync(empty)).toEqual([]);

  const restored = await spawnRefused({ entry: ENTRY, args: ['--data', empty, '--restore', backup] });
  expect(restored).toMatchObject({ code: 0, output: expect.stringContaining('restored 2 rows') });
  expect(readFileSync(join(backup, 'data.mdb'))).toEqual(before);
  running = await spawnServer({ entry: ENTRY, args: ['--listen', '127.0.0.1:0', '--data', empty] });
  const again = openGatewayClient(running.address);
  await expect(again.call('PublishMessage', message)).rejects.toMatchObject({ code: 6 });
  again.close();
});

test('does not make a backup of nothing', async () => {
  const missing = join(dataDir, 'missing');
  const refused = await spawnRefused({
    entry: ENTRY,
    args: ['--data', missing, '--backup', `${missing}-copy`],
  });
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('There are no engine data') });
  expect(existsSync(missing)).toBe(false);
});

test('refuses a port that is taken', async () => {
  const taken = createServer();
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port));
  });
  const refused = await spawnRefused({ entry: ENTRY, args: args(`127.0.0.1:${port}`) });
  await new Promise((resolve) => taken.close(resolve));
  expect(refused.code).toBe(1);
  expect(refused.output).toContain(`127.0.0.1:${port}`);
});

test('refuses a data folder that another process uses, and takes it over when that one was killed', async () => {
  running = await spawnServer({ entry: ENTRY, args: args() });
  const refused = await spawnRefused({ entry: ENTRY, args: args() });
  expect(refused.code).toBe(1);
  expect(refused.output).toContain(`in use by process ${running.pid}`);
  await running.stop('SIGKILL');
  running = await spawnServer({ entry: ENTRY, args: args() });
  expect(await running.stop('SIGTERM')).toBe(0);
});

test('refuses data of another format and of another partition', async () => {
  running = await spawnServer({ entry: ENTRY, args: args() });
  await running.stop('SIGTERM');
  const otherPartition = await spawnRefused({ entry: ENTRY, args: args(undefined, '--partition', '2') });
  expect(otherPartition.output).toContain('belongs to partition 1, not to 2');

  const db = open<string, Buffer>({
    path: dataDir,
    noSubdir: false,
    keyEncoding: 'binary',
    encoding: 'string',
  });
  await db.put(Buffer.from('mformat'), '99');
  await db.close();
  const newer = await spawnRefused({ entry: ENTRY, args: args() });
  expect(newer.code).toBe(1);
  expect(newer.output).toContain('written by a newer release (format 99');
});

test('does not let its clock be moved in production', async () => {
  const testClock = args(undefined, '--admin', '127.0.0.1:0', '--test-clock');
  const refused = await spawnRefused({ entry: ENTRY, args: testClock, env: { NODE_ENV: 'production' } });
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('leave out --test-clock');
  running = await spawnServer({ entry: ENTRY, args: testClock, env: { NODE_ENV: 'development' } });
  expect(running.output()).toContain('can be moved');
});

test.each([
  ['no port', ['--listen', 'localhost']],
  ['a port beyond the last', ['--listen', 'localhost:70000']],
  ['an unknown option', ['--lissten', 'x']],
  ['a partition that does not exist', ['--partition', '9000']],
  ['an admin port without address', ['--admin', '9600']],
  ['an exposed admin port that is off', ['--admin-exposed']],
  ['a clock to move without an admin port', ['--test-clock']],
])('refuses %s and says how to call it', async (_what, wrong) => {
  const refused = await spawnRefused({ entry: ENTRY, args: wrong });
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('Usage:');
});
