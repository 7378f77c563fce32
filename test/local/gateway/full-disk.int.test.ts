import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { processFixture } from '../../support/fixtures.ts';
import { openGatewayClient } from '../../support/gateway-client.ts';
import { openSmallDisk } from '../../support/small-disk.ts';
import { type SpawnedServer, spawnServer } from '../../support/spawn-server.ts';

let engine: SpawnedServer;

afterEach(async () => {
  await engine.stop('SIGKILL');
});

/** A limit on the size of a file makes its writes fail as a full disk does; `prlimit` sets it for one process. */
const canLimit = spawnSync('prlimit', ['--version']).status === 0;

const limit = (pid: number, bytes: number | 'unlimited'): unknown =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);

(canLimit ? test : test.skip)(
  'a disk that takes no more is an error that says so, loses nothing, and works again when there is space',
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
    const start = () =>
      spawnServer({
        entry: 'src/local/engine-cli.ts',
        args: ['--listen', '127.0.0.1:0', '--data', dataDir, '--admin', '127.0.0.1:0'],
      });
    engine = await start();
    const admin = async (path: string): Promise<string> => {
      const url = /^admin (http:\S+)$/m.exec(engine.output())?.[1] ?? '';
      return (await fetch(`${url}/${path}`)).text();
    };
    const living = async () =>
      (JSON.parse(await admin('process-instances?limit=1000')) as { items: { key: string }[] }).items.map(
        ({ key }) => key,
      );
    let client = openGatewayClient(engine.address);
    const resources = ['one-service-task', 'timer-catch'].map((name) => ({
      name: `${name}.bpmn`,
      content: Buffer.from(processFixture(name)),
    }));
    await client.call('DeployResource', { resources });
    const acknowledged: string[] = [];
    const refusals: { code: number; details: string }[] = [];
    const create = async (bpmnProcessId: string, variables: object): Promise<void> => {
      const request = { bpmnProcessId, version: -1, variables: JSON.stringify(variables) };
      await client.call<{ processInstanceKey: string }>('CreateProcessInstance', request).then(
        ({ processInstanceKey }) => acknowledged.push(processInstanceKey),
        (error: { code: number; details: string }) => refusals.push(error),
      );
    };
    const createMany = (count: number) =>
      Promise.all(
        Array.from({ length: count }, () => create('one-service-task', { filler: 'x'.repeat(20_000) })),
      );
    await create('timer-catch', { delay: 'PT1S' });
    await createMany(20);
    expect(refusals).toEqual([]);

    limit(engine.pid, statSync(join(dataDir, 'data.mdb')).size + 400_000);
    for (let round = 0; round < 10; round += 1) await createMany(10);
    expect(refusals.length).toBeGreaterThan(10);
    for (const { code, details } of refusals) {
      expect(code).toBe(status.RESOURCE_EXHAUSTED);
      expect(details).toMatch(/takes no more data .*Free space there.*Nothing was changed/);
    }
    expect(await living()).toEqual([...acknowledged].sort());
    expect(engine.output()).toContain('every command is refused with RESOURCE_EXHAUSTED');
    // Small commits may still fit now and then; large ones fill the disk again.
    await eventually('the metric', async () => {
      await createMany(10);
      return (await admin('metrics')).includes('engine_disk_full 1\n');
    });
    const refused = await eventually('a refused request for jobs', async () => {
      await createMany(10);
      const request = client.activate({ type: 'nobody-has-this', requestTimeout: -1 }).ended;
      return request.then(
        () => undefined,
        (error: unknown) => error,
      );
    });
    expect(refused).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      details: expect.stringContaining(
        "no jobs available and at least one broker returned 'RESOURCE_EXHAUSTED'",
      ) as unknown,
    });

    limit(engine.pid, 'unlimited');
    // What became due meanwhile is carried out without anybody asking.
    await eventually('the timer', async () => (await admin('timers')) === '{"items":[]}\n');
    await eventually('the end of the pause', async () => {
      refusals.length = 0;
      await createMany(10);
      return refusals.length === 0;
    });
    expect(await admin('metrics')).toContain('engine_disk_full 0\n');
    expect(engine.output()).toContain('The disk takes data again');
    expect(await living()).toEqual([...acknowledged].sort());

    await engine.stop('SIGKILL');
    client.close();
    engine = await start();
    client = openGatewayClient(engine.address);
    expect(await living()).toEqual([...acknowledged].sort());
    const jobs = await client.activate({ type: 'check', maxJobsToActivate: 1_000, requestTimeout: 1 }).ended;
    expect(jobs.length).toBeGreaterThan(20);
    client.close();
    expect(await engine.stop('SIGTERM')).toBe(0);
    rmSync(dataDir, { recursive: true });
  },
);

const disk = openSmallDisk(256);
afterAll(() => disk?.remove());

(disk ? test : test.skip)('a disk that is nearly full is not written to until there is space', async () => {
  const dataDir = join(disk!.folder, 'data');
  engine = await spawnServer({
    entry: 'src/local/engine-cli.ts',
    args: ['--listen', '127.0.0.1:0', '--data', dataDir],
  });
  const client = openGatewayClient(engine.address);
  const resource = { name: 'p.bpmn', content: Buffer.from(processFixture('one-service-task')) };
  await client.call('DeployResource', { resources: [resource] });
  const create = () =>
    client.call<{ processInstanceKey: string }>('CreateProcessInstance', {
      bpmnProcessId: 'one-service-task',
      version: -1,
    });
  await create();

  disk!.fill(60);
  const size = statSync(join(dataDir, 'data.mdb')).size;
  for (let i = 0; i < 20; i += 1)
    await expect(create()).rejects.toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      details: expect.stringMatching(/less than 64 MiB is free.*Nothing was changed/) as unknown,
    });
  expect(statSync(join(dataDir, 'data.mdb')).size).toBe(size);
  expect(engine.output()).not.toContain('Write error');

  disk!.empty();
  await eventually('the end of the pause', () => create().catch(() => undefined));
  const jobs = await client.activate({ type: 'check', maxJobsToActivate: 100, requestTimeout: 1 }).ended;
  expect(jobs).toHaveLength(2);
  client.close();
  await engine.stop('SIGTERM');
});
