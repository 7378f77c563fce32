import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startLocalStore, verifyLocalStore } from '../../../src/local/docstore/index.ts';

interface Note {
  _id: number;
  owner: string;
  text: string;
}

let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  dataDir = join(folder, 'data');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Everything in the files of the store, as bytes. */
function bytesOnDisk(): Buffer {
  const names = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Buffer.concat(names.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

const notes = (from: number, mark: string): Note[] =>
  Array.from({ length: 200 }, (_, index) => ({
    _id: from + index,
    owner: `${mark}-owner-${index}`,
    text: `${mark} `.repeat(1 + (index % 40)),
  }));

test('compact leaves nothing of what was deleted or replaced in the files, and everything else', async () => {
  const store = await startLocalStore({ port: 0, dataDir });
  const client = await MongoClient.connect(store.uri);
  const collection = client.db('test').collection<Note>('notes');
  await collection.createIndex({ owner: 1 });
  await collection.insertMany([
    ...notes(0, 'GONE-MARK'),
    ...notes(1_000, 'OLD-MARK'),
    ...notes(2_000, 'KEPT-MARK'),
  ]);
  await collection.deleteMany({ _id: { $lt: 1_000 } });
  for (const { _id } of notes(1_000, 'OLD-MARK')) {
    await collection.updateOne({ _id }, { $set: { owner: 'new', text: 'new' } });
  }
  // The marks are really there to be removed.
  expect(bytesOnDisk().includes('GONE-MARK')).toBe(true);
  expect(bytesOnDisk().includes('OLD-MARK')).toBe(true);

  const reply = await client.db('test').command({ compact: 'notes' });

  expect(reply['ok']).toBe(1);
  expect(bytesOnDisk().includes('GONE-MARK')).toBe(false);
  expect(bytesOnDisk().includes('OLD-MARK')).toBe(false);
  expect(bytesOnDisk().includes('KEPT-MARK')).toBe(true);
  expect(await collection.countDocuments()).toBe(400);
  expect(await collection.findOne({ owner: 'KEPT-MARK-owner-7' })).toMatchObject({ _id: 2_007 });

  await client.close();
  await store.close();
  expect(await verifyLocalStore(dataDir)).toMatchObject({ problems: [] });
});

test('compact under concurrent readers and writers loses nothing that was acknowledged', async () => {
  const store = await startLocalStore({ port: 0, dataDir });
  const client = await MongoClient.connect(store.uri);
  const collection = client.db('test').collection<Note>('notes');
  await collection.insertMany(notes(0, 'first'));
  let written = 0;
  let stopping = false;
  const writers = [0, 1, 2, 3].map(async (writer) => {
    for (let n = 0; !stopping; n += 1) {
      await collection.insertOne({ _id: 10_000 * (writer + 1) + n, owner: 'writer', text: 'text' });
      written += 1;
      await collection.findOne({ _id: n % 200 });
    }
  });
  for (let round = 0; round < 5; round += 1) await client.db('test').command({ compact: 'notes' });
  stopping = true;
  await Promise.all(writers);
  expect(await collection.countDocuments({ owner: 'writer' })).toBe(written);

  await client.close();
  await store.close();
  expect(await verifyLocalStore(dataDir)).toMatchObject({ problems: [] });
});

test('compact of a collection that does not exist says so', async () => {
  const store = await startLocalStore({ port: 0, dataDir });
  const client = await MongoClient.connect(store.uri);
  await expect(client.db('test').command({ compact: 'nothing' })).rejects.toMatchObject({ code: 26 });
  await client.close();
  await store.close();
});
