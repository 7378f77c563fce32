import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Clock ticks per second in `/proc`; fixed on Linux. */
const TICKS = 100;

/** Processor time that a process has used so far, in milliseconds, to 10 ms; NaN where `/proc` does not exist. */
export const cpuOf = (pid: number): number => {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return NaN;
  const text = readFileSync(file, 'utf8');
  // The name before the last bracket may hold spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1_000;
};

/** Resident memory of a process, in MB. */
export const memoryOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024;

/** Bytes that the files of a folder take on disk. */
export const sizeOf = (folder: string): number =>
  readdirSync(folder)
    .map((name) => statSync(join(folder, name)).blocks * 512)
    .reduce((sum, bytes) => sum + bytes, 0);

/** The value below which this share of all values lies. */
export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
