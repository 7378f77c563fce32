/** What became of the files outside the store is noticed, not taken for a new folder and not the end of the process. */
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Collection, MongoClient } from 'mongodb';
import {
  backupLocalStore,
  BackupError,
  restoreLocalStore,
  startLocalStore,
  verifyLocalStore,
} from '../../../src/local/docstore/index.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { spawnRefused } from '../../support/spawn-server.ts';

const FIXTURE = join(projectRoot(import.meta.dirname), 'test', 'fixtures', 'store', 'format-3');

let dataDir: string;
let file: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  cpSync(FIXTURE, dataDir, { recursive: true });
  file = join(dataDir, 'documents', 'data.mdb');
});

afterEach(() => rmSync(dataDir, { recursive: true }));

test.each(['missing', 'empty'])(
  'a data file that is %s in a folder that was used is refused',
  async (how) => {
    await (await startLocalStore({ port: 0, dataDir })).close();
    if (how === 'missing') rmSync(file);
    else truncateSync(file, 0);
    await expect(startLocalStore({ port: 0, dataDir })).rejects.toThrow(
      /was used before, but its file data\.mdb is missing or empty/,
    );
  },
);

test.each([0.2, 0.5, 0.8])('the check of a file of which %d is left ends with a reason', async (part) => {
  truncateSync(file, Math.floor(statSync(file).size * part));
  const { code, output } = await spawnRefused({
    entry: 'src/local/store-cli.ts',
    args: ['--data', dataDir, '--verify'],
  });
  expect(output).toMatch(/damaged|MDB_/);
  expect(code).toBe(1);
});

describe('a bit of the file that changes by itself', () => {
  interface Thing {
    _id: string;
    text: string;
    n: number;
  }

  /** Runs a store on the folder. */
  const use = async (work: (things: Collection<Thing>) => Promise<unknown>): Promise<void> => {
    const store = await startLocalStore({ port: 0, dataDir, log: () => undefined });
    const client = await MongoClient.connect(store.uri);
    try {
      await work(client.db('damage').collection<Thing>('things'));
    } finally {
      await client.close();
      await store.close();
    }
  };

  /** Flips one bit of the file wherever these bytes stand in it; a page that is not used any more may have them too. */
  const flip = (bytes: string, at: number): void => {
    const content = readFileSync(file);
    let found = 0;
    for (let from = content.indexOf(bytes); from >= 0; from = content.indexOf(bytes, from + 1)) {
      content[from + at]! ^= 1;
      found++;
    }
    expect(found).toBeGreaterThan(0);
    writeFileSync(file, content);
  };

  const textOf = (n: number): string => `The text of number ${String(n).padStart(3, '0')}.`;

  beforeEach(async () => {
    await use(async (things) => {
      await things.createIndex({ n: 1 });
      await things.insertMany(
        Array.from({ length: 50 }, (_, n) => ({ _id: `thing-${n}`, text: textOf(n), n })),
      );
    });
  });

  test('is an error that names the document, never another answer, and the other documents are as they were', async () => {
    flip(textOf(7), 3);
    // The last one too: its record number is the largest, which is looked for at the start.
    flip(textOf(49), 20);
    const refused = {
      code: 288,
      message: expect.stringMatching(
        /^damage\.things: the document with _id "thing-7" in record 8 was changed .* restore a backup\.$/,
      ) as unknown,
    };
    await use(async (things) => {
      await expect(things.findOne({ _id: 'thing-7' })).rejects.toMatchObject(refused);
      await expect(things.find({ n: { $gte: 5, $lt: 9 } }).toArray()).rejects.toMatchObject(refused);
      await expect(things.find({ text: 'none' }).toArray()).rejects.toMatchObject(refused);
      await expect(things.countDocuments({ n: 7, text: 'none' })).rejects.toMatchObject(refused);
      await expect(things.updateOne({ _id: 'thing-7' }, { $set: { n: 1 } })).rejects.toMatchObject(refused);
      await expect(things.deleteOne({ _id: 'thing-7' })).rejects.toMatchObject(refused);
      await expect(things.findOne({ _id: 'thing-49' })).rejects.toMatchObject({ code: 288 });
      for (const n of [6, 8, 48])
        expect(await things.findOne({ n })).toEqual({ _id: `thing-${n}`, text: textOf(n), n });
      await things.insertOne({ _id: 'new', text: '', n: 60 });
      expect(await things.findOne({ _id: 'new' })).toMatchObject({ n: 60 });
    });
    expect(await verifyLocalStore(dataDir)).toEqual({
      collections: 4,
      documents: 70,
      indexEntries: expect.any(Number) as unknown,
      problems: [
        'damage.things: the document with _id "thing-7" in record 8 was changed outside the store',
        'damage.things: the document with _id "thing-49" in record 50 was changed outside the store',
      ],
    });
    const { code, output } = await spawnRefused({
      entry: 'src/local/store-cli.ts',
      args: ['--data', dataDir, '--verify'],
    });
    expect(code).toBe(1);
    expect(output).toContain('_id "thing-7"');
    expect(output).toContain('2 problems');
    const backup = `${dataDir}-backup`;
    await backupLocalStore(dataDir, backup);
    await expect(restoreLocalStore(backup, `${dataDir}-restored`)).rejects.toBeInstanceOf(BackupError);
    rmSync(backup, { recursive: true });
  });

  test('in the _id or in the structure of a document is told with the record alone', async () => {
    flip('thing-9\0\x02text', 6);
    flip(`\x02text\0\x18\0\0\0${textOf(20)}`, 6);
    const problems = [
      'damage.things: the document in record 10 was changed outside the store',
      'damage.things: the document with _id "thing-20" in record 21 was changed outside the store',
    ];
    expect((await verifyLocalStore(dataDir)).problems).toEqual(problems);
    await use(async (things) => {
      await expect(things.findOne({ _id: 'thing-9' })).rejects.toMatchObject({ code: 288 });
    });
  });
});
