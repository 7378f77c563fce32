import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import {
  BackupError,
  backupLocalStore,
  FolderLockedError,
  startLocalStore,
  verifyLocalStore,
} from '../../../src/local/docstore/index.ts';
import { DiskEnvironment } from '../../../src/local/docstore/storage/environment.ts';
import { INDEXES_RANGE } from '../../../src/local/docstore/storage/layout.ts';
import { eventually } from '../../support/eventually.ts';
import { spawnRefused, spawnServer } from '../../support/spawn-server.ts';

interface Pair {
  _id: string;
  n: number;
  a: number;
  b: number;
}

let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  dataDir = join(folder, 'data');
});

afterEach(() => rmSync(folder, { recursive: true }));

async function read(dir: string): Promise<Pair[]> {
  expect(await verifyLocalStore(dir)).toMatchObject({ problems: [] });
  const store = await startLocalStore({ port: 0, dataDir: dir });
  const client = await MongoClient.connect(store.uri);
  const found = await client.db('test').collection<Pair>('pairs').find().sort({ _id: 1 }).toArray();
  await client.close();
  await store.close();
  return found;
}

test('a backup under concurrent writers is one moment between its start and its end', async () => {
  const server = await spawnServer({
    entry: 'src/local/store-cli.ts',
    args: ['--listen', '127.0.0.1:0', '--data', dataDir],
  });
  const client = await MongoClient.connect(`mongodb://${server.address}`);
  const pairs = client.db('test').collection<Pair>('pairs');
  await pairs.createIndex({ a: 1, b: -1 });
  const acknowledged = new Array<number>(8).fill(0);
  const attempted = new Array<number>(8).fill(0);
  let stopping = false;
  const writers = acknowledged.map(async (_, writer) => {
    while (!stopping) {
      const n = (attempted[writer] = attempted[writer]! + 1);
      await pairs.updateOne({ _id: `w${writer}` }, { $set: { n, a: n, b: -n } }, { upsert: true });
      await pairs.insertOne({ _id: `w${writer}-${n}`, n, a: n, b: -n });
      acknowledged[writer] = n;
    }
  });
  mkdirSync(join(folder, 'backups'));
  for (const round of [1, 2]) {
    await eventually('some writes', () => acknowledged.every((n) => n >= round * 20));
    const atStart = [...acknowledged];
    await client.db('admin').command({ casusoverlegBackup: 1, path: join(folder, 'backups', `b${round}`) });
    const atEnd = [...attempted];
    const copied = await read(join(folder, 'backups', `b${round}`));
    for (let writer = 0; writer < 8; writer++) {
      const counter = copied.find(({ _id }) => _id === `w${writer}`)!;
      expect(counter.n).toBeGreaterThanOrEqual(atStart[writer]!);
      expect(counter.n).toBeLessThanOrEqual(atEnd[writer]!);
      expect(counter.a).toBe(-counter.b);
      // The counter goes before the insert: at most the last insert is missing, and none in between.
      const inserted = copied.filter(({ _id }) => _id.startsWith(`w${writer}-`)).length;
      expect([counter.n - 1, counter.n]).toContain(inserted);
    }
  }
  stopping = true;
  await Promise.all(writers);
  await client.close();
  expect(await server.stop('SIGTERM')).toBe(0);
  expect(readdirSync(join(folder, 'backups')).sort()).toEqual(['b1', 'b2']);
  expect(statSync(join(folder, 'backups', 'b1')).mode & 0o077).toBe(0);
});

test('the command refuses what would surprise, and leaves nothing behind', async () => {
  const store = await startLocalStore({ port: 0, dataDir });
  const client = await MongoClient.connect(store.uri);
  await client.db('test').collection<Pair>('pairs').insertOne({ _id: 'x', n: 1, a: 1, b: 1 });
  const backup = (db: string, path: unknown) => client.db(db).command({ casusoverlegBackup: 1, path });
  await expect(backup('test', join(folder, 'b'))).rejects.toMatchObject({ code: 13 });
  await expect(backup('admin', 'relative')).rejects.toMatchObject({ code: 2 });
  await expect(backup('admin', 5)).rejects.toMatchObject({ code: 14 });
  await expect(backup('admin', dataDir)).rejects.toMatchObject({ code: 2 });
  await expect(backup('admin', '/proc/cannot/be')).rejects.toMatchObject({ code: 2 });
  await expect(backupLocalStore(dataDir, join(folder, 'b'))).rejects.toBeInstanceOf(FolderLockedError);
  await client.close();
  await store.close();
  expect(readdirSync(folder)).toEqual(['data']);
});

test('a stopped folder is copied by the program, and by nobody who must not', async () => {
  const store = await startLocalStore({ port: 0, dataDir });
  const client = await MongoClient.connect(store.uri);
  await client.db('test').collection<Pair>('pairs').insertOne({ _id: 'x', n: 1, a: 1, b: 1 });
  const program = (...args: string[]) =>
    spawnRefused({ entry: 'src/local/store-cli.ts', args: ['--data', dataDir, ...args] });
  const busy = await program('--backup', join(folder, 'b'));
  expect(busy.code).toBe(1);
  expect(busy.output).toContain('casusoverlegBackup');
  await client.close();
  await store.close();

  const target = join(folder, 'b');
  expect(await program('--backup', target)).toMatchObject({ code: 0 });
  expect(await read(target)).toEqual([{ _id: 'x', n: 1, a: 1, b: 1 }]);
  await expect(backupLocalStore(dataDir, target)).rejects.toBeInstanceOf(BackupError);
  mkdirSync(join(folder, 'empty'));
  await expect(backupLocalStore(dataDir, join(folder, 'empty'))).rejects.toBeInstanceOf(BackupError);
  await expect(backupLocalStore(join(folder, 'none'), join(folder, 'c'))).rejects.toBeInstanceOf(BackupError);
  expect(existsSync(join(folder, 'none'))).toBe(false);
});

test('a backup is checked and put back by the program; a damaged one is refused', async () => {
  const store = await startLocalStore({ port: 0, dataDir });
  const client = await MongoClient.connect(store.uri);
  await client.db('test').collection<Pair>('pairs').insertOne({ _id: 'x', n: 1, a: 1, b: 1 });
  await client.close();
  await store.close();
  const kept = join(folder, 'kept');
  await backupLocalStore(dataDir, kept);
  const restore = (target: string) =>
    spawnRefused({ entry: 'src/local/store-cli.ts', args: ['--restore', kept, '--data', target] });
  const restored = await restore(join(folder, 'restored'));
  expect(restored.code).toBe(0);
  expect(restored.output).toContain('1 collections, 1 documents, 1 index entries, 0 problems');
  expect(await read(join(folder, 'restored'))).toEqual([{ _id: 'x', n: 1, a: 1, b: 1 }]);
  const twice = await restore(join(folder, 'restored'));
  expect(twice.code).toBe(1);
  expect(twice.output).toContain('exists already');

  const disk = new DiskEnvironment(join(kept, 'documents'));
  const [entry] = disk.range(INDEXES_RANGE, false);
  disk.write(() => disk.remove(entry!.key));
  await disk.close();
  const refused = await restore(join(folder, 'other'));
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('is damaged (1 problems; see --verify) and was not restored');
  expect(existsSync(join(folder, 'other'))).toBe(false);
});
