import { crc32 } from 'node:zlib';

/** Keys of all rows. */
export const ROWS = { start: Buffer.from('r'), end: Buffer.from('s') } as const;

const CHECKSUM_LENGTH = 8;

const checksumOf = (text: string): string => crc32(text).toString(16).padStart(CHECKSUM_LENGTH, '0');

/** A text as it is stored: behind its checksum. */
export const sealed = (text: string): string => checksumOf(text) + text;

/** The text that was stored; undefined when it is not what was written. */
export const unsealed = (stored: string): string | undefined => {
  const text = stored.slice(CHECKSUM_LENGTH);
  return stored.startsWith(checksumOf(text)) ? text : undefined;
};
