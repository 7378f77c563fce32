import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { StoreError } from '../errors.ts';
import { BSON_UNDEFINED, type Doc, RawDocument, type Value } from './value.ts';

/** Nesting deeper than this is refused, as MongoDB does (100 levels plus the command around it). */
const MAX_DEPTH = 180;
/** JavaScript dates end here; BSON dates go further (milliseconds). */
const MAX_DATE = 8_640_000_000_000_000n;

function malformed(reason: string): StoreError {
  return new StoreError('InvalidBSON', `Malformed BSON: ${reason}`);
}

/** View of bytes as a Buffer without copying. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Length of the document at `offset`, checked against the end of the buffer. */
export function documentLength(bytes: Buffer, offset: number, end: number = bytes.length): number {
  if (offset + 5 > end) throw malformed('document is cut off');
  const length = bytes.readInt32LE(offset);
  if (length < 5 || offset + length > end) throw malformed('document length is out of range');
  if (bytes[offset + length - 1] !== 0) throw malformed('document is not terminated');
  return length;
}

function cstringEnd(bytes: Buffer, from: number, end: number): number {
  // Names are short: looking byte by byte is faster than a call of the buffer.
  let at = from;
  while (at < end && bytes[at] !== 0) at++;
  if (at >= end) throw malformed('string is not terminated');
  return at;
}

function need(from: number, size: number, end: number): void {
  if (size < 0 || from + size > end) throw malformed('value is cut off');
}

/** Number of bytes of the value of the given type at `from`. */
function valueSize(bytes: Buffer, type: number, from: number, end: number): number {
  switch (type) {
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      need(from, 8, end);
      return 8;
    case 0x02:
    case 0x0d:
    case 0x0e: {
      need(from, 5, end);
      const length = bytes.readInt32LE(from);
      if (length < 1) throw malformed('string length is out of range');
      need(from, 4 + length, end);
      if (bytes[from + 3 + length] !== 0) throw malformed('string is not terminated');
      return 4 + length;
    }
    case 0x03:
    case 0x04:
      return documentLength(bytes, from, end);
    case 0x05: {
      need(from, 5, end);
      const length = bytes.readInt32LE(from);
      need(from, 5 + length, end);
      if (length < 0) throw malformed('binary length is out of range');
      return 5 + length;
    }
    case 0x07:
      need(from, 12, end);
      return 12;
    case 0x08:
      need(from, 1, end);
      return 1;
    case 0x06:
    case 0x0a:
    case 0xff:
    case 0x7f:
      return 0;
    case 0x0b: {
      const pattern = cstringEnd(bytes, from, end);
      return cstringEnd(bytes, pattern + 1, end) + 1 - from;
    }
    case 0x0f: {
      need(from, 14, end);
      const length = bytes.readInt32LE(from);
      if (length < 14) throw malformed('code length is out of range');
      need(from, length, end);
      return length;
    }
    case 0x10:
      need(from, 4, end);
      return 4;
    case 0x13:
      need(from, 16, end);
      return 16;
    case 0x0c:
      throw new StoreError(
        'InvalidBSON',
        'The deprecated BSON type DBPointer is not supported; store a reference document instead.',
      );
    default:
      throw malformed(`unknown type 0x${type.toString(16)}`);
  }
}

function decodeString(bytes: Buffer, from: number): string {
  const length = bytes.readInt32LE(from);
  return bytes.toString('utf8', from + 4, from + 3 + length);
}

function decodeValue(bytes: Buffer, type: number, from: number, size: number, depth: number): Value {
  switch (type) {
    case 0x01:
      return new Double(bytes.readDoubleLE(from));
    case 0x02:
      return decodeString(bytes, from);
    case 0x03:
      return decodeAt(bytes, from, size, depth + 1);
    case 0x04:
      return decodeArray(bytes, from, size, depth + 1);
    case 0x05: {
      const subType = bytes[from + 4]!;
      let data = bytes.subarray(from + 5, from + size);
      if (subType === Binary.SUBTYPE_BYTE_ARRAY) {
        // The old binary subtype repeats its length inside the data.
        if (data.length < 4 || data.readInt32LE(0) !== data.length - 4) throw malformed('old binary length');
        data = data.subarray(4);
      }
      return new Binary(Buffer.from(data), subType);
    }
    case 0x06:
      return BSON_UNDEFINED;
    case 0x07:
      return new ObjectId(Uint8Array.prototype.slice.call(bytes, from, from + 12));
    case 0x08: {
      const flag = bytes[from]!;
      if (flag > 1) throw malformed('boolean is neither 0 nor 1');
      return flag === 1;
    }
    case 0x09: {
      const low = bytes.readUInt32LE(from);
      const milliseconds = bytes.readInt32LE(from + 4) * 0x1_0000_0000 + low;
      if (milliseconds > Number(MAX_DATE) || milliseconds < -Number(MAX_DATE)) {
        throw new StoreError(
          'BadValue',
          'A date lies outside the supported range (years -271821 to 275760).',
        );
      }
      return new Date(milliseconds);
    }
    case 0x0a:
      return null;
    case 0x0b: {
      const pattern = cstringEnd(bytes, from, from + size);
      return new BSONRegExp(
        bytes.toString('utf8', from, pattern),
        bytes.toString('utf8', pattern + 1, from + size - 1),
      );
    }
    case 0x0d:
      return new Code(decodeString(bytes, from));
    case 0x0e:
      return new BSONSymbol(decodeString(bytes, from));
    case 0x0f: {
      const codeLength = bytes.readInt32LE(from + 4);
      if (codeLength < 1 || 8 + codeLength + 5 > size) throw malformed('code length is out of range');
      const scopeAt = from + 8 + codeLength;
      const scope = decodeAt(bytes, scopeAt, documentLength(bytes, scopeAt, from + size), depth + 1);
      // The scope is data to us: it is kept and written back, never evaluated.
      return new Code(decodeString(bytes, from + 4), scope);
    }
    case 0x10:
      return bytes.readInt32LE(from);
    case 0x11:
      return new Timestamp({ t: bytes.readUInt32LE(from + 4), i: bytes.readUInt32LE(from) });
    case 0x12:
      return new Long(bytes.readInt32LE(from), bytes.readInt32LE(from + 4));
    case 0x13:
      return new Decimal128(Uint8Array.prototype.slice.call(bytes, from, from + 16));
    case 0xff:
      return new MinKey();
    default:
      return new MaxKey();
  }
}

function decodeArray(bytes: Buffer, offset: number, length: number, depth: number): Value[] {
  if (depth > MAX_DEPTH) throw new StoreError('Overflow', `Nesting deeper than ${MAX_DEPTH} levels.`);
  const end = offset + length - 1;
  const values: Value[] = [];
  let at = offset + 4;
  while (at < end) {
    const type = bytes[at]!;
    const nameEnd = cstringEnd(bytes, at + 1, end);
    const size = valueSize(bytes, type, nameEnd + 1, end);
    values.push(decodeValue(bytes, type, nameEnd + 1, size, depth));
    at = nameEnd + 1 + size;
  }
  if (at !== end) throw malformed('array ends in the wrong place');
  return values;
}

function decodeAt(bytes: Buffer, offset: number, length: number, depth: number): Doc {
  if (depth > MAX_DEPTH) throw new StoreError('Overflow', `Nesting deeper than ${MAX_DEPTH} levels.`);
  const end = offset + length - 1;
  const doc: Doc = new Map();
  let at = offset + 4;
  while (at < end) {
    const type = bytes[at]!;
    const nameEnd = cstringEnd(bytes, at + 1, end);
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const size = valueSize(bytes, type, nameEnd + 1, end);
    doc.set(name, decodeValue(bytes, type, nameEnd + 1, size, depth));
    at = nameEnd + 1 + size;
  }
  if (at !== end) throw malformed('document ends in the wrong place');
  return doc;
}

/**
 * Decodes one complete document.
 * @throws StoreError InvalidBSON when the bytes are not exactly one well-formed document
 */
export function decodeDocument(bytes: Uint8Array): Doc {
  const buffer = asBuffer(bytes);
  const length = documentLength(buffer, 0);
  if (length !== buffer.length) throw malformed('bytes after the document');
  return decodeAt(buffer, 0, length, 0);
}

/** A field name, and how it stands in an encoded document. */
export interface FieldName {
  readonly name: string;
  readonly bytes: Buffer;
}

export const fieldName = (name: string): FieldName => ({ name, bytes: Buffer.from(name) });

/**
 * Decodes these top-level fields of a complete document and passes over the others: a third of the work for a few of many.
 * @throws StoreError InvalidBSON as `decodeDocument`, except for what is wrong inside a field that is passed over
 */
export function decodeFields(bytes: Buffer, names: readonly FieldName[]): Doc {
  const length = documentLength(bytes, 0);
  if (length !== bytes.length) throw malformed('bytes after the document');
  const end = length - 1;
  const doc: Doc = new Map();
  let at = 4;
  while (at < end) {
    const type = bytes[at]!;
    const nameEnd = cstringEnd(bytes, at + 1, end);
    const size = valueSize(bytes, type, nameEnd + 1, end);
    const field = names.find((wanted) => isAt(bytes, at + 1, nameEnd, wanted.bytes));
    if (field) doc.set(field.name, decodeValue(bytes, type, nameEnd + 1, size, 0));
    at = nameEnd + 1 + size;
  }
  if (at !== end) throw malformed('document ends in the wrong place');
  return doc;
}

/**
 * The `_id` of an encoded document that has it as its first field; nothing after it is looked at.
 * @throws StoreError InvalidBSON when it cannot be read
 */
export function decodeId(bytes: Buffer): Value {
  if (bytes.length < 9 || bytes.toString('latin1', 5, 9) !== '_id\0') throw malformed('no _id');
  const type = bytes[4]!;
  return decodeValue(bytes, type, 9, valueSize(bytes, type, 9, bytes.length), 0);
}

function isAt(bytes: Buffer, from: number, to: number, name: Buffer): boolean {
  if (to - from !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name[i]) return false;
  return true;
}

/**
 * Decodes a command. The documents of the array fields named in `rawArrays` stay encoded (`RawDocument`), so that
 * documents to be inserted are stored byte for byte.
 */
export function decodeCommand(bytes: Uint8Array, rawArrays: ReadonlySet<string>): Doc {
  const buffer = asBuffer(bytes);
  const length = documentLength(buffer, 0);
  if (length !== buffer.length) throw malformed('bytes after the document');
  const doc: Doc = new Map();
  for (const element of elements(buffer)) {
    const { name, type, valueAt, size } = element;
    doc.set(
      name,
      type === 0x04 && rawArrays.has(name)
        ? rawElements(buffer.subarray(valueAt, valueAt + size))
        : decodeValue(buffer, type, valueAt, size, 0),
    );
  }
  return doc;
}

function rawElements(array: Buffer): Value[] {
  return elements(array).map(({ type, valueAt, size }) => {
    if (type !== 0x03) return decodeValue(array, type, valueAt, size, 0);
    return new RawDocument(array.subarray(valueAt, valueAt + size));
  });
}

interface Element {
  readonly name: string;
  readonly type: number;
  /** Where the element (type byte) starts. */
  readonly at: number;
  readonly valueAt: number;
  readonly size: number;
}

/** The top-level elements of an encoded document, values not decoded. */
function elements(bytes: Buffer): Element[] {
  const end = bytes.length - 1;
  const found: Element[] = [];
  let at = 4;
  while (at < end) {
    const type = bytes[at]!;
    const nameEnd = cstringEnd(bytes, at + 1, end);
    const size = valueSize(bytes, type, nameEnd + 1, end);
    found.push({ name: bytes.toString('utf8', at + 1, nameEnd), type, at, valueAt: nameEnd + 1, size });
    at = nameEnd + 1 + size;
  }
  if (at !== end) throw malformed('document ends in the wrong place');
  return found;
}

/**
 * The same document with `_id` as its first field, every other byte unchanged. `generated` is the encoded `_id`
 * element to put there when the document has none.
 * @throws StoreError BadValue for a document with two
 */
export function withIdFirst(bytes: Uint8Array, generated: () => Uint8Array): Buffer {
  const buffer = asBuffer(bytes);
  const list = elements(buffer);
  const index = list.findIndex((element) => element.name === '_id');
  if (list.findLastIndex((element) => element.name === '_id') !== index)
    throw new StoreError('BadValue', "can't have multiple _id fields in one document");
  if (index === 0) return buffer;
  const id = list[index];
  const head = id ? buffer.subarray(id.at, id.valueAt + id.size) : generated();
  const rest = id ? [buffer.subarray(4, id.at), buffer.subarray(id.valueAt + id.size)] : [buffer.subarray(4)];
  const length = Buffer.alloc(4);
  const result = Buffer.concat([length, head, ...rest]);
  result.writeInt32LE(result.length, 0);
  return result;
}
