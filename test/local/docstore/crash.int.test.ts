import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startLocalStore, verifyLocalStore } from '../../../src/local/docstore/index.ts';
import { spawnServer } from '../../support/spawn-server.ts';

const WRITERS = 8;

test.each([
  // Acknowledged rounds of a writer before each kill.
  ['a folder', undefined, [40, 200, 350, 90]],
  ['an encrypted folder', Buffer.alloc(32, 9).toString('base64'), [60, 150]],
])(
  'killing the process under concurrent writers leaves %s whole, with all that was acknowledged',
  async (_name, key, kills) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'store-'));
    const args = ['--listen', '127.0.0.1:0', '--data', dataDir];
    const env = key === undefined ? {} : { STORE_KEY: key };
    /** Last acknowledged and last attempted counter per writer. */
    const acknowledged = new Array<number>(WRITERS).fill(0);
    const attempted = new Array<number>(WRITERS).fill(0);
    const insertedIds = new Set<string>();
    const deletedIds = new Set<string>();
    for (const killAfter of kills) {
      const server = await spawnServer({ entry: 'src/local/store-cli.ts', args, env });
      const client = new MongoClient(`mongodb://${server.address}`, { serverSelectionTimeoutMS: 2_000 });
      const things = client
        .db('crash')
        .collection<{ _id: string; n: number; a: number; b: number; tags: number[] }>('things');
      await things.createIndex({ a: 1, b: -1 });
      await things.createIndex({ tags: 1 });
      await things.createIndex({ n: 1, _id: 1 }, { unique: true });
      let done = 0;
      let killed: Promise<number | null> | undefined;
      await Promise.all(
        Array.from({ length: WRITERS }, async (_, writer) => {
          try {
            for (;;) {
              const n = attempted[writer]! + 1;
              attempted[writer] = n;
              // Both halves of a document, and its index entries, change together.
              await things.updateOne(
                { _id: `w${writer}` },
                { $set: { n, a: n, b: n, tags: [n, n % 7] } },
                { upsert: true },
              );
              await things.insertOne({ _id: `w${writer}-${n}`, n, a: n, b: n, tags: [n] });
              insertedIds.add(`w${writer}-${n}`);
              acknowledged[writer] = n;
              if (n > 5) {
                // Not yet known to be there or gone, while the answer is on its way.
                insertedIds.delete(`w${writer}-${n - 5}`);
                await things.deleteOne({ _id: `w${writer}-${n - 5}` });
                deletedIds.add(`w${writer}-${n - 5}`);
              }
              if (++done >= killAfter) killed ??= server.stop('SIGKILL');
            }
          } catch (error) {
            if (!killed) throw error;
          }
        }),
      );
      expect(await killed).toBeNull();
      await client.close();

      expect(await verifyLocalStore(dataDir, key)).toMatchObject({ problems: [] });
      const again = await spawnServer({ entry: 'src/local/store-cli.ts', args, env });
      const reader = await MongoClient.connect(`mongodb://${again.address}`);
      const found = reader.db('crash').collection<{ _id: string; n: number; a: number; b: number }>('things');
      for (let writer = 0; writer < WRITERS; writer++) {
        const current = await found.findOne({ _id: `w${writer}` });
        expect(current!.a).toBe(current!.b);
        expect(current!.n).toBeGreaterThanOrEqual(acknowledged[writer]!);
        expect(current!.n).toBeLessThanOrEqual(attempted[writer]!);
      }
      const there = new Set(
        (await found.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id),
      );
      expect([...insertedIds].filter((id) => !there.has(id))).toEqual([]);
      expect([...deletedIds].filter((id) => there.has(id))).toEqual([]);
      await reader.close();
      await again.stop('SIGTERM');
    }
    rmSync(dataDir, { recursive: true });
  },
  240_000,
);

test('killing the process in the midst of a write of many documents leaves each wholly as it was or as it becomes', async () => {
  const COUNT = 20_000;
  const dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  const server = await spawnServer({
    entry: 'src/local/store-cli.ts',
    args: ['--listen', '127.0.0.1:0', '--data', dataDir],
  });
  const client = new MongoClient(`mongodb://${server.address}`, { serverSelectionTimeoutMS: 2_000 });
  interface Thing {
    _id: number;
    a: number;
    b: number;
    tags: number[];
  }
  const things = client.db('crash').collection<Thing>('things');
  await things.createIndex({ a: 1, b: -1 });
  await things.createIndex({ tags: 1 });
  await things.insertMany(Array.from({ length: COUNT }, (_, _id) => ({ _id, a: 0, b: 0, tags: [_id] })));
  const write = things.updateMany({}, { $inc: { a: 1, b: 1 }, $push: { tags: -1 } }).catch(() => undefined);
  // The first of them is changed and on the disk: others follow.
  while ((await things.findOne({ _id: 0 }))?.a === 0);
  await server.stop('SIGKILL');
  expect(await write).toBeUndefined();
  await client.close();

  expect(await verifyLocalStore(dataDir)).toMatchObject({ problems: [], documents: COUNT });
  const store = await startLocalStore({ port: 0, dataDir });
  const reader = await MongoClient.connect(store.uri);
  const found = await reader.db('crash').collection<Thing>('things').find().sort({ _id: 1 }).toArray();
  const changed = found.filter(({ a }) => a === 1);
  expect(found).toEqual(
    found.map(({ _id }) =>
      _id < changed.length ? { _id, a: 1, b: 1, tags: [_id, -1] } : { _id, a: 0, b: 0, tags: [_id] },
    ),
  );
  expect(changed.length).toBeGreaterThan(0);
  await reader.close();
  await store.close();
  rmSync(dataDir, { recursive: true });
}, 240_000);
