import { statfsSync } from 'node:fs';

/**
 * What stays free on a disk that data is written to, in MiB. A commit is refused before the disk is full: the system's own
 * refusal comes in the middle of writing, where lmdb-js formats its error into a buffer that is too small for it
 * (docs/adr/0006-engine-durability.md).
 */
export const RESERVED_MIB = 64;

const BYTES_PER_MIB = 1_048_576;

/**
 * Whether a disk has more than the reserve left. Costs one system call.
 *
 * @param folder an existing folder on the disk
 */
export const hasRoom = (folder: string): boolean => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > RESERVED_MIB * BYTES_PER_MIB;
};
