import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ShippedProcess } from './registry.ts';

/** Reads every `.bpmn` file of a folder (`processes/`), in the order of their names. */
export async function readShippedProcesses(directory: string): Promise<readonly ShippedProcess[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.bpmn')).sort();
  return Promise.all(
    names.map(async (fileName) => ({ fileName, xml: await readFile(join(directory, fileName), 'utf8') })),
  );
}
