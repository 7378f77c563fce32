import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { keepHeads, readKeptHeads } from '../../../src/cases/accountability/kept-heads.ts';

const key = Buffer.alloc(32, 3);
const head = (number: number) => ({ number, hash: String(number).padStart(64, '0') });

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casusoverleg-heads-'));
  file = join(folder, 'data', 'audit-log-heads');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const failures: unknown[] = [];
const open = () => keepHeads({ file, key, onError: (error) => failures.push(error) });

test('of many heads in a short time the last is kept, and heads of an earlier run stay', async () => {
  const first = open();
  for (const number of [1, 2, 3]) first.keep(head(number));
  await first.close();
  const second = open();
  second.keep(head(8));
  await second.close();
  expect(await readKeptHeads(file, key)).toEqual([head(3), head(8)]);
  expect(failures).toEqual([]);
});

test('there are none before anything was kept', async () => {
  await open().close();
  expect(await readKeptHeads(file, key)).toEqual([]);
});

test('a changed line, and one written with another key, is refused by its number', async () => {
  const heads = open();
  heads.keep(head(3));
  await heads.close();
  await expect(readKeptHeads(file, Buffer.alloc(32, 4))).rejects.toThrow('Line 1');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"number":3', '"number":2'));
  await expect(readKeptHeads(file, key)).rejects.toThrow('Line 1');
});

test('a line that was being written when the product was killed does not count', async () => {
  const heads = open();
  heads.keep(head(3));
  await heads.close();
  await appendFile(file, '{"number":4,"ha');
  expect(await readKeptHeads(file, key)).toEqual([head(3)]);
});
