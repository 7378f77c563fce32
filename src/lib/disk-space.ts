import { statfsSync } from 'node:fs';
import { constants } from 'node:os';

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

const { ENOSPC, EDQUOT, EFBIG, EIO } = constants.errno;
/** LMDB's own code for a map that cannot grow. */
const MDB_MAP_FULL = -30_792;
/** LMDB reports a write that the disk took only in part, as a full one does, as an input/output error. */
const FULL: ReadonlySet<unknown> = new Set([ENOSPC, EDQUOT, EFBIG, EIO, MDB_MAP_FULL]);

/** The system's number for a disk that is full. */
export const NO_SPACE = ENOSPC;

/** Whether an error of LMDB, which carries the number of the system or of LMDB as its code, means that the disk takes no more. */
export const meansFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && FULL.has(error.code);
