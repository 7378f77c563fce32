import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { type LocalStore, startLocalStore } from '../../../src/local/docstore/index.ts';

const schema = new mongoose.Schema(
  { name: { type: String, unique: true }, n: Number, tags: [String], sub: { a: Number } },
  { timestamps: true, optimisticConcurrency: true },
);

let dataDir: string;
let store: LocalStore;
let connection: mongoose.Connection;

async function open(): Promise<void> {
  store = await startLocalStore({ port: 0, dataDir });
  connection = await mongoose.createConnection(`${store.uri}/test`).asPromise();
}

async function shut(): Promise<void> {
  await connection.close();
  await store.close();
}

function model() {
  return connection.model('Thing', schema);
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  await open();
});

afterEach(async () => {
  await shut();
  rmSync(dataDir, { recursive: true });
});

test('creates, finds and changes documents', async () => {
  const Thing = model();
  await Thing.init();
  await Thing.create({ name: 'a', n: 1, tags: ['x'], sub: { a: 1.5 } });
  await Thing.create({ name: 'b', n: 2 });
  const changed = await Thing.findOneAndUpdate(
    { name: 'a' },
    { $inc: { n: 5 }, $push: { tags: 'y' } },
    { returnDocument: 'after' },
  );
  expect(changed).toMatchObject({ n: 6, tags: ['x', 'y'] });
  const sorted = await Thing.find({ n: { $gt: 1 } })
    .sort({ n: -1 })
    .lean();
  expect(sorted.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('refuses a second document with the same unique key, naming the key', async () => {
  const Thing = model();
  await Thing.init();
  await Thing.create({ name: 'b' });
  await expect(Thing.create({ name: 'b' })).rejects.toMatchObject({
    code: 11000,
    keyPattern: { name: 1 },
    keyValue: { name: 'b' },
  });
});

test('refuses a save of a document that was changed in between', async () => {
  const Thing = model();
  const mine = await Thing.create({ name: 'a', n: 1 });
  const theirs = await Thing.findById(mine._id).orFail();
  theirs.n = 2;
  await theirs.save();
  mine.n = 3;
  await expect(mine.save()).rejects.toBeInstanceOf(mongoose.Error.VersionError);
});

test('has documents and indexes again after a restart', async () => {
  let Thing = model();
  await Thing.init();
  await Thing.create({ name: 'a', n: 42 });
  await shut();
  await open();
  Thing = model();
  expect(await Thing.findOne({ name: 'a' }).lean()).toMatchObject({ n: 42 });
  await expect(Thing.create({ name: 'a' })).rejects.toMatchObject({ code: 11000 });
});

test('refuses transactions with the error that drivers know from a standalone server', async () => {
  const Thing = model();
  await Thing.init();
  const session = await connection.startSession();
  session.startTransaction();
  await expect(Thing.create([{ name: 'z' }], { session })).rejects.toThrow(
    /retryable writes|Transaction numbers/,
  );
  await session.endSession();
  expect(await Thing.countDocuments()).toBe(0);
});
