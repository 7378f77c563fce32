import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { verifyLocalStore } from '../../../src/local/docstore/index.ts';
import { openSmallDisk } from '../../support/small-disk.ts';
import { spawnServer } from '../../support/spawn-server.ts';

/** A limit on the size of a file makes its writes fail as a full disk does; `prlimit` sets it for one process. */
const canLimit = spawnSync('prlimit', ['--version']).status === 0;

const limit = (pid: number, bytes: number | 'unlimited'): unknown =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);

(canLimit ? test : test.skip)(
  'a disk that takes no more is an error, loses nothing, and works again when there is space',
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'store-'));
    const args = ['--listen', '127.0.0.1:0', '--data', dataDir];
    const server = await spawnServer({ entry: 'src/local/store-cli.ts', args });
    const client = await MongoClient.connect(`mongodb://${server.address}`);
    const things = client.db('full').collection<{ _id: number; tags: number[]; text: string }>('things');
    await things.createIndex({ tags: 1 });
    const acknowledged: number[] = [];
    const insert = async (_id: number): Promise<void> => {
      await things.insertOne({ _id, tags: [_id, -_id], text: 'x'.repeat(20_000) });
      acknowledged.push(_id);
    };
    for (let id = 1; id <= 20; id++) await insert(id);

    limit(server.pid, statSync(join(dataDir, 'documents', 'data.mdb')).size + 400_000);
    const refusals: unknown[] = [];
    for (let id = 21; id <= 120; id++)
      await insert(id).catch((error: { code?: unknown }) => refusals.push(error.code));
    expect(refusals.length).toBeGreaterThan(10);
    expect(new Set(refusals)).toEqual(new Set([14031]));
    // What was acknowledged can be read while the disk is full.
    const ids = async (): Promise<number[]> =>
      (await things.find({}, { projection: { _id: 1 }, sort: { _id: 1 } }).toArray()).map(({ _id }) => _id);
    expect(await ids()).toEqual(acknowledged);

    limit(server.pid, 'unlimited');
    for (let id = 201; id <= 260; id++) await insert(id);
    expect(await ids()).toEqual(acknowledged);
    await client.close();
    await server.stop('SIGKILL');
    expect(await verifyLocalStore(dataDir)).toMatchObject({ documents: acknowledged.length, problems: [] });
    rmSync(dataDir, { recursive: true });
  },
  120_000,
);

const disk = openSmallDisk(256);
afterAll(() => disk?.remove());

(disk ? test : test.skip)(
  'a disk that is nearly full is not written to until there is space',
  async () => {
    const dataDir = join(disk!.folder, 'data');
    const args = ['--listen', '127.0.0.1:0', '--data', dataDir];
    const server = await spawnServer({ entry: 'src/local/store-cli.ts', args });
    const client = await MongoClient.connect(`mongodb://${server.address}`);
    const things = client.db('full').collection<{ _id: number }>('things');
    await things.insertOne({ _id: 1 });

    disk!.fill(60);
    for (let i = 0; i < 20; i += 1)
      await expect(things.insertOne({ _id: 2 })).rejects.toMatchObject({ code: 14031 });
    expect(await things.find({}).toArray()).toEqual([{ _id: 1 }]);
    expect(server.output()).not.toContain('Write error');

    disk!.empty();
    await things.insertOne({ _id: 2 });
    await client.close();
    await server.stop('SIGTERM');
    expect(await verifyLocalStore(dataDir)).toMatchObject({ documents: 2, problems: [] });
  },
  120_000,
);
