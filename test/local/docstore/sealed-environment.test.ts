import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DiskEnvironment, type Environment } from '../../../src/local/docstore/storage/environment.ts';
import {
  DOCUMENTS_RANGE,
  indexEntryKey,
  INDEXES_RANGE,
  recordKey,
  recordValue,
} from '../../../src/local/docstore/storage/layout.ts';
import { Seal } from '../../../src/local/docstore/storage/seal.ts';
import { SealedEnvironment } from '../../../src/local/docstore/storage/sealed-environment.ts';

let folder: string;
let plain: Environment;
let sealed: Environment;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  plain = new DiskEnvironment(join(folder, 'plain'));
  sealed = new SealedEnvironment(new DiskEnvironment(join(folder, 'sealed')), Seal.create(randomBytes(32)));
});

afterEach(async () => {
  await Promise.all([plain.close(), sealed.close()]);
  rmSync(folder, { recursive: true });
});

const documentKey = fc.integer({ min: 1, max: 20 }).map((record) => recordKey(1, record));
const indexKey = fc
  .uint8Array({ minLength: 0, maxLength: 3 })
  .map((bytes) => indexEntryKey(1, Buffer.from(bytes), undefined));
const step = fc.oneof(
  fc.record({ key: documentKey, value: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) }),
  fc.record({ key: indexKey, value: fc.integer({ min: 1, max: 2 ** 40 }).map(recordValue) }),
  fc.record({ key: fc.oneof(documentKey, indexKey), value: fc.constant(undefined) }),
);

/** Everything in an environment, both ways, as text. */
const contents = (environment: Environment, snapshot?: ReturnType<Environment['snapshot']>): string[][] =>
  [DOCUMENTS_RANGE, INDEXES_RANGE].flatMap((range) =>
    [false, true].map((reverse) =>
      [...environment.range(range, reverse, snapshot)].map(
        ({ key, value }) => `${key.toString('hex')}=${value.toString('hex')}`,
      ),
    ),
  );

test('an encrypted environment holds, orders, rolls back and remembers what a plain one does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ steps: fc.array(step, { maxLength: 8 }), abort: fc.boolean() }), { maxLength: 5 }),
      (transactions) => {
        const before = [plain, sealed].map((environment) => {
          const snapshot = environment.snapshot();
          return { environment, snapshot, was: contents(environment) };
        });
        for (const { steps, abort } of transactions) {
          for (const environment of [plain, sealed]) {
            const run = (): void =>
              environment.write(() => {
                for (const { key, value } of steps) {
                  if (value) environment.put(key, value);
                  else environment.remove(key);
                }
                if (abort) throw new Error('abort');
              });
            if (abort) expect(run).toThrow('abort');
            else run();
          }
          for (const { key } of steps) expect(sealed.get(key)).toEqual(plain.get(key));
        }
        expect(contents(sealed)).toEqual(contents(plain));
        for (const { environment, snapshot, was } of before) {
          expect(contents(environment, snapshot)).toEqual(was);
          snapshot.done();
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('a seal never repeats itself: the same value is closed differently every time', () => {
  const seal = Seal.create(randomBytes(32));
  const [place, value] = [Buffer.from('place'), Buffer.from('value')];
  const closed = Array.from({ length: 1_000 }, () => seal.close(place, value));
  expect(new Set(closed.map((bytes) => bytes.subarray(0, 12).toString('hex'))).size).toBe(1_000);
  for (const bytes of closed) expect(seal.open(place, bytes)).toEqual(value);
});

test('two folders under one key share no nonce and cannot open each other', () => {
  const key = randomBytes(32);
  const [one, other] = [Seal.create(key), Seal.create(key)];
  const closed = one.close(Buffer.from('p'), Buffer.from('v'));
  expect(() => other.open(Buffer.from('p'), closed)).toThrow();
  expect(Seal.of(key, one.header).open(Buffer.from('p'), closed)).toEqual(Buffer.from('v'));
});
