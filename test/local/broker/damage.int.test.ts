/** What the disk gives back is not what was written: the engine says so and does not start on it. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { open } from 'lmdb';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { Broker } from '../../../src/local/broker/broker.ts';
import { FORMAT_VERSION } from '../../../src/local/broker/format.ts';
import { spawnRefused } from '../../support/spawn-server.ts';

const SOURCE = join(
  projectRoot(import.meta.dirname),
  'test',
  'fixtures',
  'engine',
  `format-${FORMAT_VERSION}`,
);
const PARTITION = 5;
const FLIPS = 150;

let dataDir: string;
let file: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
  cpSync(SOURCE, dataDir, { recursive: true });
  file = join(dataDir, 'data.mdb');
});

afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

const openBroker = (): Promise<Broker> => Broker.open({ dataDir, partitionId: PARTITION });

/** Whatever LMDB holds, by key. */
const entries = async (): Promise<readonly { key: Buffer; value: Buffer }[]> => {
  const db = open<Buffer, Buffer>({
    path: dataDir,
    noSubdir: false,
    keyEncoding: 'binary',
    encoding: 'binary',
  });
  const found = [...db.getRange({ start: Buffer.from('r'), end: Buffer.from('s') })].map(
    ({ key, value }) => ({
      key: Buffer.from(key),
      value: Buffer.from(value),
    }),
  );
  await db.close();
  return found;
};

test('one changed bit anywhere in a row is noticed, and the row is named', async () => {
  const rows = await entries();
  const original = readFileSync(file);
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(7), async (pick, offset, bit) => {
      const { key, value } = rows[pick % rows.length] as (typeof rows)[number];
      const damaged = Buffer.from(original);
      // A page that is not used any more may hold the same text.
      let changes = 0;
      for (let at = damaged.indexOf(value); at >= 0; at = damaged.indexOf(value, at + 1)) {
        const place = at + (offset % value.length);
        damaged.writeUInt8(damaged.readUInt8(place) ^ (1 << bit), place);
        changes += 1;
      }
      expect(changes).toBeGreaterThan(0);
      writeFileSync(file, damaged);
      const table = key.toString().slice(1).split('\u0000')[0] ?? '';
      await expect(openBroker()).rejects.toThrow(`are damaged: the row ${table} `);
    }),
    { numRuns: FLIPS },
  );
});

test('a row that vanished is noticed', async () => {
  const [{ key } = { key: Buffer.alloc(0) }] = await entries();
  const db = open<Buffer, Buffer>({
    path: dataDir,
    noSubdir: false,
    keyEncoding: 'binary',
    encoding: 'binary',
  });
  db.removeSync(key);
  await db.close();
  await expect(openBroker()).rejects.toThrow(/are damaged: there are \d+ rows and there should be \d+\./);
});

test('a row under the key of another is noticed', async () => {
  const [first, second] = await entries();
  const db = open<Buffer, Buffer>({
    path: dataDir,
    noSubdir: false,
    keyEncoding: 'binary',
    encoding: 'binary',
  });
  db.putSync(first?.key ?? Buffer.alloc(0), second?.value ?? Buffer.alloc(0));
  await db.close();
  await expect(openBroker()).rejects.toThrow('stands under a wrong key');
});

test.each([0.1, 0.4, 0.7, 0.95])('a file of which %d is left is refused with a reason', async (part) => {
  truncateSync(file, Math.floor(readFileSync(file).length * part));
  const { code, output } = await spawnRefused({
    entry: 'src/local/engine-cli.ts',
    args: ['--listen', '127.0.0.1:0', '--data', dataDir, '--partition', String(PARTITION)],
  });
  expect(output).toContain('are damaged');
  expect(code).toBe(1);
});

describe('a data file that is gone', () => {
  beforeEach(async () => {
    await (await openBroker()).close();
  });

  test.each(['missing', 'empty'])('%s in a folder that was used is refused', async (how) => {
    if (how === 'missing') rmSync(file);
    else truncateSync(file, 0);
    await expect(openBroker()).rejects.toThrow(/was used before, but its file data\.mdb is missing or empty/);
    expect(existsSync(file)).toBe(how === 'empty');
  });

  test('is replaced by nothing once the mark was deleted, as the message says', async () => {
    rmSync(file);
    rmSync(join(dataDir, 'data.used'));
    const broker = await openBroker();
    expect(broker.counts().processDefinitions).toBe(0);
    await broker.close();
  });
});
