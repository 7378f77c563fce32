import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** LMDB's file with everything that is stored in a folder. */
export const DATA_FILE = 'data.mdb';

/** Stays in a folder that holds data, so that a data file that vanished is not taken for a new folder. */
const MARKER = 'data.used';
const MARKER_TEXT = `This folder holds data: while this file is here, an empty or missing ${DATA_FILE} is not taken for a new folder.\n`;

/** The folder was used, and its data file is gone. */
export class DataFileLost extends Error {
  override readonly name = 'DataFileLost';
  constructor(folder: string) {
    super(
      `The folder ${folder} was used before, but its file ${DATA_FILE} is missing or empty. Nothing was started, so that the ` +
        `loss does not go unnoticed. Put the file back or restore a backup; to start with nothing, delete ${join(folder, MARKER)}.`,
    );
  }
}

/** What is stored in a folder is not what was written there. */
export class DamagedData extends Error {
  override readonly name = 'DamagedData';
  /** @param what the damage, as the end of a sentence, without what is stored */
  constructor(folder: string, what: string, options?: ErrorOptions) {
    super(`The data in ${folder} are damaged: ${what}. Restore a backup and check the disk.`, options);
  }
}

/**
 * Before LMDB opens a folder: refuses one whose data file was lost, and makes the file as long as its header says. What
 * LMDB does not find in its file ends the process with a signal (SIGBUS); in zeros it finds no page, and says so. A file
 * may be shorter without damage, since pages that were given back before they were written count as well.
 *
 * @throws DataFileLost; DamagedData when the file is much shorter
 */
export const prepareDataFile = (folder: string): void => {
  const path = join(folder, DATA_FILE);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 0) makeAsLong(folder, path);
  else if (existsSync(join(folder, MARKER))) throw new DataFileLost(folder);
};

/** After the first commit is on the disk: from now on the data file must be there. */
export const markUsed = (folder: string): void => {
  const path = join(folder, MARKER);
  if (existsSync(path)) return;
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, MARKER_TEXT);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** Where the two pages that say which pages count have what is needed here; lengths in bytes. */
const META = { magic: 24, pageSize: 48, lastPage: 144, transaction: 152, length: 168 } as const;
const MAGIC = 0xbeefc0de;
const ZEROS = Buffer.alloc(1024 * 1024);
/** No transaction gives back so much unwritten: the file was cut off, or its header was damaged. */
const MOST_ADDED_BYTES = 1024 ** 3;

const makeAsLong = (folder: string, path: string): void => {
  // Appended, wherever the end is by then: another process that has the file open may have made it longer meanwhile.
  const file = openSync(path, 'a+');
  try {
    const { size } = fstatSync(file);
    const missing = lengthByHeader(file) - size;
    if (missing > MOST_ADDED_BYTES)
      throw new DamagedData(folder, `${DATA_FILE} has ${size} bytes and should have ${size + missing}`);
    for (let left = missing; left > 0; left -= ZEROS.length)
      writeSync(file, ZEROS, 0, Math.min(ZEROS.length, left));
  } finally {
    closeSync(file);
  }
};

/** How long the file is by the newer of its two headers; 0 when neither can be read. */
const lengthByHeader = (file: number): number => {
  const first = headerAt(file, 0);
  const second = headerAt(file, first?.pageSize ?? 4_096);
  const newer =
    first !== undefined && (second === undefined || first.transaction > second.transaction) ? first : second;
  return newer === undefined ? 0 : Number(newer.lastPage + 1n) * newer.pageSize;
};

const headerAt = (
  file: number,
  position: number,
): { pageSize: number; lastPage: bigint; transaction: bigint } | undefined => {
  const header = Buffer.alloc(META.length);
  if (readSync(file, header, 0, header.length, position) < header.length) return undefined;
  if (header.readUInt32LE(META.magic) !== MAGIC) return undefined;
  return {
    pageSize: header.readUInt32LE(META.pageSize),
    lastPage: header.readBigUInt64LE(META.lastPage),
    transaction: header.readBigUInt64LE(META.transaction),
  };
};
