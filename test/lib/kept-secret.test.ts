import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { keptSecret } from '../../src/lib/kept-secret.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casusoverleg-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const what = 'token secret';

describe('a secret of the installation', () => {
  test('is made once and kept for its owner only', async () => {
    const file = join(folder, 'data', 'token-secret');
    const first = await keptSecret({ what, file });
    expect(first.length).toBeGreaterThanOrEqual(32);
    expect(await keptSecret({ what, file })).toBe(first);
    expect((await readFile(file, 'utf8')).trim()).toBe(first);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('is closed to others again when its file was opened up', async () => {
    const file = join(folder, 'token-secret');
    await writeFile(file, 'x'.repeat(40), { mode: 0o644 });
    await keptSecret({ what, file });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('several starts at once agree on one secret', async () => {
    const file = join(folder, 'token-secret');
    const secrets = await Promise.all(Array.from({ length: 8 }, () => keptSecret({ what, file })));
    expect(new Set(secrets).size).toBe(1);
  });

  test('is the configured one when there is one, and makes no file', async () => {
    const file = join(folder, 'token-secret');
    const configured = 'c'.repeat(32);
    expect(await keptSecret({ what, configured, file })).toBe(configured);
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  test('is refused when too short', async () => {
    const file = join(folder, 'token-secret');
    await expect(keptSecret({ what, configured: 'short', file })).rejects.toThrow('at least 32');
    await writeFile(file, 'short');
    await expect(keptSecret({ what, file })).rejects.toThrow('at least 32');
  });
});
