import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BSON, MongoClient } from 'mongodb';
import { startLocalStore, verifyLocalStore } from '../../../src/local/docstore/index.ts';
import { DiskEnvironment } from '../../../src/local/docstore/storage/environment.ts';
import { FORMAT_KEY } from '../../../src/local/docstore/storage/layout.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';

const FIXTURES = join(projectRoot(import.meta.dirname), 'test', 'fixtures', 'store');
const KEY = 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
});

afterEach(() => rmSync(dataDir, { recursive: true }));

/** The format on the disk, and what it is changed into when a new one is given. */
async function formatOnDisk(change?: string): Promise<string> {
  const disk = new DiskEnvironment(join(dataDir, 'documents'));
  const found = disk.get(FORMAT_KEY)!.toString();
  if (change !== undefined) disk.write(() => disk.put(FORMAT_KEY, Buffer.from(change)));
  await disk.close();
  return found;
}

test.each([
  ['format-1', undefined, '1'],
  ['format-2', undefined, '2'],
  ['format-2-encrypted', KEY, '2'],
  ['format-3', undefined, '3'],
  ['format-3-encrypted', KEY, '3'],
])(
  'opens the folder %s of this or an earlier release with everything in it',
  async (fixture, key, format) => {
    cpSync(join(FIXTURES, fixture), dataDir, { recursive: true });
    expect(await formatOnDisk()).toBe(format);
    const store = await startLocalStore({ port: 0, dataDir, key });
    const client = await MongoClient.connect(store.uri);
    const db = client.db('fixture');
    const things = db.collection<{ _id: number; reference: string; group: number }>('things');

    expect((await db.listCollections().toArray()).map(({ name }) => name).sort()).toEqual([
      'empty',
      'things',
      'types',
    ]);
    expect((await things.listIndexes().toArray()).map(({ name }) => String(name))).toEqual([
      '_id_',
      'by_reference',
      'group_1_at_-1',
      'tags_1',
      'a.b_1',
      'open_1',
      'expires_1',
    ]);
    const ids = async (filter: object, hint: string): Promise<number[]> =>
      (await things.find(filter).hint(hint).toArray()).map(({ _id }) => _id);
    expect(await ids({ reference: 'R-7' }, 'by_reference')).toEqual([7]);
    expect(await ids({ group: 1 }, 'group_1_at_-1')).toEqual([19, 16, 13, 10, 7, 4, 1]);
    expect(await ids({ tags: 't2' }, 'tags_1')).toEqual([2, 6, 10, 14, 18]);
    expect(await ids({ 'a.b': { $lt: -15 } }, 'a.b_1')).toEqual([19, 17]);
    expect(await ids({ open: true }, 'open_1')).toEqual([0, 5, 10, 15]);
    const types = await db.collection('types').findOne({}, { promoteValues: false });
    expect(BSON.EJSON.stringify(types, { relaxed: false })).toBe(
      '{"_id":{"$oid":"64b000000000000000000001"},"int":{"$numberInt":"5"},"double":{"$numberDouble":"5.0"},' +
        '"long":{"$numberLong":"9007199254740993"},"decimal":{"$numberDecimal":"1.50"},' +
        '"binary":{"$binary":{"base64":"AQID","subType":"04"}},"date":{"$date":{"$numberLong":"-14182939999"}},' +
        '"timestamp":{"$timestamp":{"t":1,"i":2}},"regex":{"$regularExpression":{"pattern":"^a","options":"i"}},' +
        '"min":{"$minKey":1},"max":{"$maxKey":1},"code":{"$code":"x"},"none":null,"list":[null,[],{}],"text":"één 😀"}',
    );

    await expect(things.insertOne({ _id: 50, reference: 'R-7', group: 0 })).rejects.toMatchObject({
      code: 11000,
    });
    await things.insertOne({ _id: 51, reference: 'R-51', group: 1 });
    await client.close();
    await store.close();
    expect(await verifyLocalStore(dataDir, key)).toMatchObject({
      collections: 3,
      documents: 22,
      problems: [],
    });
    expect(await formatOnDisk()).toBe('3');
  },
);

test.each(['4', '0', 'x', '99'])('refuses format %s and leaves it as it is', async (format) => {
  cpSync(join(FIXTURES, 'format-3'), dataDir, { recursive: true });
  await formatOnDisk(format);
  await expect(startLocalStore({ port: 0, dataDir })).rejects.toThrow(
    `The data folder has format ${format}; this release reads formats 1 to 3.`,
  );
  expect(await formatOnDisk()).toBe(format);
});
