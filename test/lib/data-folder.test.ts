import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { prepareDataFolder } from '../../src/lib/data-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casusoverleg-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a data folder that is missing is made, with those above it; one that is there stays', async () => {
  const data = join(folder, 'new', 'data');
  await prepareDataFolder(data);
  if (process.platform !== 'win32') expect(statSync(data).mode & 0o777).toBe(0o700);
  writeFileSync(join(data, 'kept'), '');
  await prepareDataFolder(data);
  expect(existsSync(join(data, 'kept'))).toBe(true);
});

test('a data folder in which nothing can be written is refused with its name and what to do', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const place of [file, join(file, 'data')])
    await expect(prepareDataFolder(place)).rejects.toThrow(
      new RegExp(`^Nothing can be written to the data folder ${place} \\(E[A-Z]+\\)\\. .*DATA_DIR`),
    );
});
