import { crc32 } from 'node:zlib';
import type { ValueGuard } from './guarded-environment.ts';

const CHECKSUM_BYTES = 4;

/** CRC-32 of the value and its place, behind the value: against what a disk does, not against people. */
export const checksum: ValueGuard = {
  close(place, value) {
    const stored = Buffer.allocUnsafe(value.length + CHECKSUM_BYTES);
    value.copy(stored);
    stored.writeUInt32LE(crc32(value, crc32(place)), value.length);
    return stored;
  },

  open(place, stored) {
    const value = withoutChecksum(stored);
    if (stored.length < CHECKSUM_BYTES || crc32(value, crc32(place)) !== stored.readUInt32LE(value.length))
      throw new Error('The checksum does not match.');
    return value;
  },

  remains: withoutChecksum,
};

function withoutChecksum(stored: Buffer): Buffer {
  return stored.subarray(0, Math.max(0, stored.length - CHECKSUM_BYTES));
}
