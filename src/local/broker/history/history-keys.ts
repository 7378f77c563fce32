import type { Key } from '../../engine/records.ts';

/**
 * Where history stands, apart from the engine's rows:
 * - `h <process instance u64> <chapter u48>`  what a commit added to the history of an instance
 * - `i <end u48> <process instance u64>`      instances that ended, in the order of that
 */
const CHAPTER = 0x68;
const ENDING = 0x69;

/** Keys from `start` (included) to `end` (excluded). */
export interface KeyRange {
  readonly start: Buffer;
  readonly end: Buffer;
}

/** Everything of history. */
export const HISTORY_ENTRIES: KeyRange = { start: Buffer.from([CHAPTER]), end: Buffer.from([ENDING + 1]) };

/** All endings, the first first. */
export const ENDINGS: KeyRange = { start: Buffer.from([ENDING]), end: Buffer.from([ENDING + 1]) };

/** @param chapter counts through all instances */
export const chapterKey = (processInstanceKey: Key, chapter: number): Buffer => {
  const key = Buffer.alloc(15);
  key[0] = CHAPTER;
  key.writeBigUInt64BE(BigInt(processInstanceKey), 1);
  key.writeUIntBE(chapter, 9, 6);
  return key;
};

/** The chapters of one process instance, the first first. */
export const chapterRange = (processInstanceKey: Key): KeyRange => ({
  start: chapterKey(processInstanceKey, 0),
  end: chapterKey((BigInt(processInstanceKey) + 1n).toString(), 0),
});

/** @param endedAt epoch milliseconds */
export const endingKey = (endedAt: number, processInstanceKey: Key): Buffer => {
  const key = Buffer.alloc(15);
  key[0] = ENDING;
  key.writeUIntBE(Math.max(0, endedAt), 1, 6);
  key.writeBigUInt64BE(BigInt(processInstanceKey), 7);
  return key;
};

export const endingOfKey = (key: Buffer): { readonly endedAt: number; readonly key: Key } => ({
  endedAt: key.readUIntBE(1, 6),
  key: key.readBigUInt64BE(7).toString(),
});
