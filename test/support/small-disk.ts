import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, in memory, that a test can fill. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves less than this many MiB free. */
  fill(leaving: number): void;
  /** Gives back what `fill` took. */
  empty(): void;
  remove(): void;
}

/** Mounting takes the right to do so. */
const mount = (folder: string, mib: number): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', folder]).status === 0;

/** @returns undefined where this process may not mount a file system */
export const openSmallDisk = (mib: number): SmallDisk | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  if (!mount(folder, mib)) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill(leaving) {
      writeFileSync(filler, Buffer.alloc((mib - leaving) * 1_048_576));
    },
    empty() {
      rmSync(filler);
    },
    remove() {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
};
