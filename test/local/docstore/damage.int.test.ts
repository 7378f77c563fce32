/** What became of the files outside the store is noticed, not taken for a new folder and not the end of the process. */
import { cpSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startLocalStore } from '../../../src/local/docstore/index.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { spawnRefused } from '../../support/spawn-server.ts';

const FIXTURE = join(projectRoot(import.meta.dirname), 'test', 'fixtures', 'store', 'format-2');

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
