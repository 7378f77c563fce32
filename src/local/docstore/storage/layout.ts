/**
 * Where things stand in the ordered map:
 * - `01 …`                                    store-wide facts (format version)
 * - `02 <collection u32>`                     catalogue entry: names, options, indexes, counts (BSON), checksum
 * - `03 <collection u32> <record u48>`        document (BSON, byte for byte), checksum
 * - `04 <index u32> <key> [<record u48>]`     index entry → record; a unique index has no record in its key
 *
 * The checksum is that of `checksum.ts`. In an encrypted folder the values of 02 and 03 are sealed instead, and 04 is in
 * memory only: see `sealed-environment.ts`.
 */

/** Raised with every incompatible change of the layout; see `format.ts`. */
export const FORMAT_VERSION = 3;

/** Key of the format version. */
export const FORMAT_KEY = Buffer.from('\x01format', 'latin1');

/** Key of what an encrypted folder needs besides the operator's key; missing when the folder is not encrypted. */
export const ENCRYPTION_KEY = Buffer.from('\x01encryption', 'latin1');

/** One entry of the map. */
export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Keys from `lower` (included) to `upper` (excluded). */
export interface KeyRange {
  readonly lower: Buffer;
  readonly upper: Buffer;
}

/** Bytes of a record number. */
export const RECORD_BYTES = 6;

function prefixed(kind: number, id: number, extra: number): Buffer {
  const key = Buffer.allocUnsafe(5 + extra);
  key[0] = kind;
  key.writeUInt32BE(id, 1);
  return key;
}

/** Key of a catalogue entry. */
export function catalogKey(collection: number): Buffer {
  return prefixed(0x02, collection, 0);
}

const kindRange = (kind: number): KeyRange => ({
  lower: Buffer.from([kind]),
  upper: Buffer.from([kind + 1]),
});

/** All catalogue entries. */
export const CATALOG_RANGE = kindRange(0x02);

/** All documents. */
export const DOCUMENTS_RANGE = kindRange(0x03);

/** All index entries. */
export const INDEXES_RANGE = kindRange(0x04);

/** Whether a key is that of an index entry. */
export function isIndexEntry(key: Buffer): boolean {
  return key[0] === 0x04;
}

/** Whether a key is that of a document. */
export function isDocument(key: Buffer): boolean {
  return key[0] === 0x03;
}

/** The collection in the key of a catalogue entry or a document, the index in that of an index entry. */
export function ownerOfKey(key: Buffer): number {
  return key.readUInt32BE(1);
}

/** Key of a document. */
export function recordKey(collection: number, record: number): Buffer {
  const key = prefixed(0x03, collection, RECORD_BYTES);
  key.writeUIntBE(record, 5, RECORD_BYTES);
  return key;
}

/** The record number in the key of a document. */
export function recordOfKey(key: Buffer): number {
  return key.readUIntBE(5, RECORD_BYTES);
}

/** All documents of a collection. */
export function recordRange(collection: number): KeyRange {
  return { lower: prefixed(0x03, collection, 0), upper: prefixed(0x03, collection + 1, 0) };
}

/** Bytes before the key proper in an index entry. */
export const INDEX_PREFIX_BYTES = 5;

/** The first bytes of every entry of an index. */
export function indexPrefix(index: number): Buffer {
  return prefixed(0x04, index, 0);
}

/** All entries of an index. */
export function indexRange(index: number): KeyRange {
  return { lower: indexPrefix(index), upper: indexPrefix(index + 1) };
}

/** Key of an index entry; with the record number unless the index is unique. */
export function indexEntryKey(index: number, key: Buffer, record: number | undefined): Buffer {
  const entry = Buffer.allocUnsafe(
    INDEX_PREFIX_BYTES + key.length + (record === undefined ? 0 : RECORD_BYTES),
  );
  entry[0] = 0x04;
  entry.writeUInt32BE(index, 1);
  key.copy(entry, INDEX_PREFIX_BYTES);
  if (record !== undefined) entry.writeUIntBE(record, INDEX_PREFIX_BYTES + key.length, RECORD_BYTES);
  return entry;
}

/** The value of an index entry. */
export function recordValue(record: number): Buffer {
  const value = Buffer.allocUnsafe(RECORD_BYTES);
  value.writeUIntBE(record, 0, RECORD_BYTES);
  return value;
}

/** The record number in the value of an index entry. */
export function recordOfValue(value: Buffer): number {
  return value.readUIntBE(0, RECORD_BYTES);
}
