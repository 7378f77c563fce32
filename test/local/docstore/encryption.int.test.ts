import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import {
  backupLocalStore,
  rekeyLocalStore,
  restoreLocalStore,
  startLocalStore,
  StoreKeyError,
  verifyLocalStore,
} from '../../../src/local/docstore/index.ts';
import { DiskEnvironment } from '../../../src/local/docstore/storage/environment.ts';
import { DOCUMENTS_RANGE, recordOfKey } from '../../../src/local/docstore/storage/layout.ts';
import { spawnRefused, spawnServer } from '../../support/spawn-server.ts';

/** A text that is in documents, in index keys (both directions), in names of fields, collections and indexes. */
const MARK = 'Wilhelmina-van-Voorbeeld';

interface Person {
  _id: string;
  name: string;
  tags?: string[];
  n: number;
  gone?: Date;
}

let folder: string;
let dataDir: string;
const newKey = (): string => randomBytes(32).toString('base64');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  dataDir = join(folder, 'data');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** How a text may stand in a file: as itself, and with every bit turned, as a descending index writes it. */
const shapes = [Buffer.from(MARK), Buffer.from([...Buffer.from(MARK)].map((byte) => byte ^ 0xff))];

function filesWithMark(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return shapes.some((shape) => bytes.includes(shape));
    });
}

const use = async <T>(
  options: { dir?: string; key: string | undefined },
  work: (people: ReturnType<typeof collection>, client: MongoClient) => Promise<T>,
): Promise<T> => {
  const store = await startLocalStore({ port: 0, dataDir: options.dir ?? dataDir, key: options.key });
  const client = await MongoClient.connect(store.uri);
  try {
    return await work(collection(client), client);
  } finally {
    await client.close();
    await store.close();
  }
};
const collection = (client: MongoClient) => client.db('secret').collection<Person>(`people-${MARK}`);

/** Inserts, changes and removes, so that freed pages and index pages are among what is searched. */
async function fill(people: ReturnType<typeof collection>): Promise<void> {
  await people.createIndex({ name: 1 }, { unique: true, name: `by ${MARK}` });
  await people.createIndex({ tags: -1 });
  await people.createIndex({ name: -1, n: 1 });
  await people.createIndex({ gone: 1 }, { expireAfterSeconds: 0 });
  const person = (n: number): Person => ({
    _id: `${MARK} ${n}`,
    name: `${MARK} ${n}`,
    n,
    tags: [MARK, `t${n}`],
  });
  for (const from of [0, 20, 40])
    await people.insertMany(Array.from({ length: 20 }, (_, i) => person(from + i)));
  await people.insertOne({ _id: 'long', name: MARK.repeat(2_000), n: 60 });
  await people.updateMany({ n: { $lt: 40 } }, { $set: { [MARK]: MARK } });
  await people.updateMany({ n: { $lt: 30 } }, { $unset: { [MARK]: '' }, $set: { tags: ['none'] } });
  await people.deleteMany({ n: { $gte: 50, $lt: 60 } });
}

describe('an encrypted folder', () => {
  test('has nothing readable in its files, after changes and removals too; nor has a backup', async () => {
    const backups = join(folder, 'backup');
    await use({ key: newKey() }, async (people, client) => {
      await fill(people);
      expect(filesWithMark(dataDir)).toEqual([]);
      await client.db('admin').command({ casusoverlegBackup: 1, path: backups });
      expect(await people.countDocuments()).toBe(51);
    });
    expect(filesWithMark(folder)).toEqual([]);
    // The same search finds what a folder without a key holds, in every shape.
    dataDir = join(folder, 'plain');
    await use({ key: undefined }, fill);
    expect(filesWithMark(folder)).toEqual([join(dataDir, 'documents', 'data.mdb')]);
    const plain = readFileSync(join(dataDir, 'documents', 'data.mdb'));
    expect(shapes.map((shape) => plain.includes(shape))).toEqual([true, true]);
  });

  test('is the same store to a client, also after a restart', async () => {
    const key = newKey();
    await use({ key }, fill);
    await use({ key }, async (people) => {
      expect((await people.listIndexes().toArray()).map(({ name }) => String(name))).toEqual([
        '_id_',
        `by ${MARK}`,
        'tags_-1',
        'name_-1_n_1',
        'gone_1',
      ]);
      const plan = JSON.stringify(await people.find({ name: `${MARK} 7` }).explain('executionStats'));
      expect(plan).toContain(`by ${MARK}`);
      expect(await people.findOne({ name: `${MARK} 7` })).toMatchObject({ n: 7, tags: ['none'] });
      expect(
        (
          await people
            .find({ tags: { $gte: 't4' } })
            .sort({ tags: -1 })
            .toArray()
        )[0],
      ).toMatchObject({
        n: 49,
      });
      await expect(people.insertOne({ _id: 'x', name: `${MARK} 7`, n: 1 })).rejects.toMatchObject({
        code: 11000,
      });
      expect(await people.countDocuments({ name: { $gte: MARK } })).toBe(51);
    });
    expect(await verifyLocalStore(dataDir, key)).toMatchObject({ documents: 51, problems: [] });
  });

  test('a refused write leaves its indexes as they were', async () => {
    const key = newKey();
    await use({ key }, async (people) => {
      await people.createIndex({ name: 1 }, { unique: true });
      await people.insertMany([
        { _id: 'a', name: 'a', n: 1 },
        { _id: 'b', name: 'b', n: 2 },
      ]);
      await expect(people.updateOne({ _id: 'a' }, { $set: { name: 'b' } })).rejects.toMatchObject({
        code: 11000,
      });
      await expect(people.createIndex({ n: 1, name: 1 }, { unique: true })).resolves.toBe('n_1_name_1');
      await people.dropIndex('name_1');
      await people.updateOne({ _id: 'a' }, { $set: { name: 'b' } });
      await expect(people.createIndex({ name: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
      expect(await people.find({ name: 'b' }).sort({ name: 1, n: 1 }).toArray()).toHaveLength(2);
    });
  });

  test('a cursor reads the moment at which it was opened', async () => {
    await use({ key: newKey() }, async (people) => {
      await people.createIndex({ n: 1 });
      await people.insertMany(Array.from({ length: 300 }, (_, n) => ({ _id: `${n}`, name: 'x', n })));
      const cursor = people
        .find({ n: { $gte: 0 } })
        .sort({ n: 1 })
        .batchSize(10);
      const seen = [(await cursor.next())!.n];
      await people.deleteMany({ n: { $gte: 100 } });
      await people.updateMany({}, { $inc: { n: 1_000 } });
      for await (const { n } of cursor) seen.push(n);
      expect(seen).toEqual(Array.from({ length: 300 }, (_, n) => n));
      expect(await people.countDocuments({ n: { $gte: 1_000 } })).toBe(100);
    });
  });

  test('keeps what was acknowledged when the process is killed', async () => {
    const keyFile = join(folder, 'key');
    writeFileSync(keyFile, `${newKey()}\n`);
    const args = ['--listen', '127.0.0.1:0', '--data', dataDir, '--key-file', keyFile];
    const server = await spawnServer({ entry: 'src/local/store-cli.ts', args });
    const client = await MongoClient.connect(`mongodb://${server.address}`);
    const people = collection(client);
    await people.createIndex({ name: 1 }, { unique: true });
    for (let n = 0; n < 20; n++) await people.insertOne({ _id: `${n}`, name: `${MARK} ${n}`, n });
    await server.stop('SIGKILL');
    await client.close();
    expect(filesWithMark(dataDir)).toEqual([]);
    const key = readFileSync(keyFile, 'utf8');
    expect(await verifyLocalStore(dataDir, key)).toMatchObject({ documents: 20, problems: [] });
  });
});

describe('keys', () => {
  test('a missing, wrong or unusable key is refused with what to do', async () => {
    const key = newKey();
    await use({ key }, fill);
    await expect(verifyLocalStore(dataDir)).rejects.toThrow(/is encrypted and needs its key: set STORE_KEY/);
    await expect(verifyLocalStore(dataDir, newKey())).rejects.toThrow(/not the one that this store was/);
    for (const bad of ['secret', '', 'ab'.repeat(31), `${key}x`])
      await expect(verifyLocalStore(dataDir, bad)).rejects.toThrow(/must be 32 random bytes/);
    await expect(verifyLocalStore(dataDir, newKey())).rejects.toBeInstanceOf(StoreKeyError);
    // The same key in another notation.
    const hex = Buffer.from(key, 'base64').toString('hex');
    expect(await verifyLocalStore(dataDir, hex)).toMatchObject({ problems: [] });
  });

  test('the check lists every document that was changed outside the store, and counts the others', async () => {
    const key = newKey();
    await use({ key }, fill);
    const before = await verifyLocalStore(dataDir, key);
    const disk = new DiskEnvironment(join(dataDir, 'documents'));
    const entries = [...disk.range(DOCUMENTS_RANGE, false)].map((entry) => ({
      key: Buffer.from(entry.key),
      value: Buffer.from(entry.value),
    }));
    // The first, one in the middle, and the last.
    const hit = [0, Math.floor(entries.length / 2), entries.length - 1].map((n) => entries[n]!);
    disk.write(() => {
      for (const { key: place, value } of hit) {
        value[value.length >> 1]! ^= 1;
        disk.put(place, value);
      }
    });
    await disk.close();

    const { documents, problems } = await verifyLocalStore(dataDir, key);
    expect(documents).toBe(before.documents - hit.length);
    const named = problems.filter((problem) => problem.includes('was changed outside the store'));
    expect(named).toHaveLength(hit.length);
    for (const { key: place } of hit)
      expect(named.join()).toContain(`record ${recordOfKey(place)} was changed outside the store`);
    // To open the folder and go on without them is another matter.
    await expect(startLocalStore({ port: 0, dataDir, key })).rejects.toThrow('was changed outside the store');
  });

  test('a key does not make a folder encrypted that was not', async () => {
    await use({ key: undefined }, fill);
    await expect(verifyLocalStore(dataDir, newKey())).rejects.toThrow(
      /is not encrypted. Encrypt it .*--rekey/,
    );
  });

  test('encrypts, changes the key and decrypts into new folders, with everything in them', async () => {
    const [first, second] = [newKey(), newKey()];
    await use({ key: undefined }, fill);
    const at = (name: string): string => join(folder, name);
    await rekeyLocalStore(dataDir, at('one'), { from: undefined, to: first });
    await rekeyLocalStore(at('one'), at('two'), { from: first, to: second });
    await rekeyLocalStore(at('two'), at('three'), { from: second, to: undefined });
    expect(filesWithMark(at('one'))).toEqual([]);
    expect(filesWithMark(at('two'))).toEqual([]);
    await expect(verifyLocalStore(at('two'), first)).rejects.toBeInstanceOf(StoreKeyError);
    const original = await verifyLocalStore(dataDir);
    expect(await verifyLocalStore(at('two'), second)).toEqual(original);
    expect(await verifyLocalStore(at('three'))).toEqual(original);
    await use({ key: undefined, dir: at('three') }, async (people) => {
      expect(await people.findOne({ name: `${MARK} 7` })).toMatchObject({ n: 7 });
    });
  });

  test('a backup is encrypted with the key of its store and is restored with it', async () => {
    const key = newKey();
    await use({ key }, fill);
    await backupLocalStore(dataDir, join(folder, 'b'), key);
    const target = join(folder, 'restored');
    await expect(restoreLocalStore(join(folder, 'b'), target)).rejects.toBeInstanceOf(StoreKeyError);
    expect(await restoreLocalStore(join(folder, 'b'), target, key)).toMatchObject({ documents: 51 });
    await use({ key, dir: target }, async (people) => expect(await people.countDocuments()).toBe(51));
  });
});

test.each([
  ['was changed', (one: Buffer) => Buffer.from(one).fill(1, 20, 21)],
  ['was moved from another place', (_one: Buffer, other: Buffer) => other],
])('a value that %s outside the store is told, not served', async (_name, damage) => {
  const key = newKey();
  await use({ key }, async (people) => {
    await people.insertMany([
      { _id: 'a', name: 'x', n: 1 },
      { _id: 'b', name: 'y', n: 2 },
    ]);
  });
  const disk = new DiskEnvironment(join(dataDir, 'documents'));
  const [one, other] = [...disk.range(DOCUMENTS_RANGE, false)];
  disk.write(() => disk.put(one!.key, damage(one!.value, other!.value)));
  await disk.close();
  expect((await verifyLocalStore(dataDir, key)).problems.join()).toContain('was changed outside the store');
  await expect(startLocalStore({ port: 0, dataDir, key })).rejects.toThrow('was changed outside the store');
});

test('the program encrypts by command and refuses half a command', async () => {
  const [keyFile, other] = [join(folder, 'key'), join(folder, 'data-key')];
  writeFileSync(keyFile, newKey());
  await use({ key: undefined }, fill);
  const program = (...args: string[]) =>
    spawnRefused({ entry: 'src/local/store-cli.ts', args: ['--data', dataDir, ...args] });
  expect(await program('--rekey', other)).toMatchObject({ code: 1 });
  expect(await program('--decrypt')).toMatchObject({ code: 1 });
  expect(await program('--rekey', other, '--new-key-file', keyFile)).toMatchObject({ code: 0 });
  dataDir = other;
  expect(await program('--verify')).toMatchObject({ code: 1 });
  const verified = await program('--verify', '--key-file', keyFile);
  expect(verified.code).toBe(0);
  expect(verified.output).toContain('51 documents');
  const fromEnvironment = await spawnRefused({
    entry: 'src/local/store-cli.ts',
    args: ['--data', dataDir, '--verify'],
    env: { STORE_KEY_FILE: keyFile },
  });
  expect(fromEnvironment).toMatchObject({ code: 0 });
});
