import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../src/lib/project-root.ts';

/**
 * The compiled product with another configuration, in a folder of its own; `npm test` builds it first.
 *
 * @param file below `config/`, such as `retention.json`
 * @param change from what the file says to what it says here
 * @returns the program to run
 */
export function installationWith<T>(file: string, change: (content: T) => T): string {
  const root = projectRoot(import.meta.dirname);
  const folder = mkdtempSync(join(tmpdir(), 'casusoverleg-installation-'));
  for (const part of ['config', 'dist', 'processes', 'package.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  for (const part of ['node_modules', 'src']) symlinkSync(join(root, part), join(folder, part));
  const path = join(folder, 'config', file);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as T)));
  return join(folder, 'dist', 'server', 'src', 'main.js');
}
