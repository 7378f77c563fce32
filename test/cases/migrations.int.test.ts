import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { migrate, type Migration, migrations } from '../../src/cases/migrations.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { openTestStore, type TestStore } from '../support/local-store.ts';

let store: TestStore;

beforeEach(async () => {
  store = await openTestStore();
});

afterEach(() => store.close());

interface Letter {
  _id: number;
  text?: string;
  body?: string;
  words?: number;
}
const letters = () => store.connection.collection<Letter>('letters');
const versionOf = async (name: string): Promise<number | undefined> =>
  (
    await store.connection
      .collection<{ _id: string; version: number }>('collectionVersions')
      .findOne({ _id: name })
  )?.version;

const renameText: Migration = async (collection) => {
  await collection.updateMany({ text: { $exists: true } }, { $rename: { text: 'body' } });
};
const countWords: Migration = async (collection) => {
  await collection.updateMany({ words: { $exists: false } }, [
    { $set: { words: { $size: { $split: ['$body', ' '] } } } },
  ]);
};

test('data of the first release goes through every migration in order, once', async () => {
  await letters().insertMany([
    { _id: 1, text: 'een brief' },
    { _id: 2, text: 'nog een brief' },
  ]);
  await migrate(store.connection, { letters: [renameText, countWords] });
  const migrated = [
    { _id: 1, body: 'een brief', words: 2 },
    { _id: 2, body: 'nog een brief', words: 3 },
  ];
  expect(await letters().find().sort({ _id: 1 }).toArray()).toEqual(migrated);
  expect(await versionOf('letters')).toBe(3);
  await migrate(store.connection, {
    letters: [renameText, () => Promise.reject(new Error('ran again'))],
  });
  expect(await letters().find().sort({ _id: 1 }).toArray()).toEqual(migrated);
});

test('a new installation starts at the version of its release', async () => {
  await migrate(store.connection, { letters: [() => Promise.reject(new Error('nothing to migrate'))] });
  expect(await versionOf('letters')).toBe(2);
});

test('a migration that fails is tried again at the next start, and none is skipped', async () => {
  await letters().insertOne({ _id: 1, text: 'een brief' });
  const broken: Migration = () => Promise.reject(new Error('the disk is full'));
  await expect(migrate(store.connection, { letters: [renameText, broken] })).rejects.toThrow(
    'the disk is full',
  );
  expect(await versionOf('letters')).toBe(2);
  await migrate(store.connection, { letters: [renameText, countWords] });
  expect(await letters().findOne({ _id: 1 })).toEqual({ _id: 1, body: 'een brief', words: 2 });
});

test('data of a newer release is refused, and nothing else is touched', async () => {
  await letters().insertOne({ _id: 1, text: 'een brief' });
  await migrate(store.connection, { letters: [], other: [renameText, countWords] });
  await expect(migrate(store.connection, { letters: [renameText], other: [renameText] })).rejects.toThrow(
    'The collection other has version 3, and this release knows up to 2.',
  );
  expect(await letters().findOne({ _id: 1 })).toEqual({ _id: 1, text: 'een brief' });
  expect(await versionOf('letters')).toBe(1);
});

test('two processes that start at once end at the same version', async () => {
  await letters().insertOne({ _id: 1, text: 'een brief' });
  const known = { letters: [renameText, countWords] };
  await Promise.all([migrate(store.connection, known), migrate(store.connection, known)]);
  expect(await letters().findOne({ _id: 1 })).toEqual({ _id: 1, body: 'een brief', words: 2 });
  expect(await versionOf('letters')).toBe(3);
});

test('every collection of the product has a version', () => {
  const root = join(projectRoot(import.meta.dirname), 'src');
  const declared = ['access', 'cases'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => [...readFileSync(join(root, folder, path), 'utf8').matchAll(/collection: '(\w+)'/g)])
      .map(([, name]) => name!),
  );
  expect([...new Set(declared)].sort()).toEqual(Object.keys(migrations).sort());
});
