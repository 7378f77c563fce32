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
import { BsonUndefined, type Doc, RawDocument, type Value } from './value.ts';

/** Growing output buffer; little-endian as BSON is. */
class Writer {
  #bytes: Buffer;
  #length = 0;

  constructor(initial: number) {
    this.#bytes = Buffer.allocUnsafe(initial);
  }

  get length(): number {
    return this.#length;
  }

  /** Room for `size` bytes. May replace the buffer, so take the position before touching `#bytes`. */
  #reserve(size: number): number {
    const at = this.#length;
    if (at + size > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, at + size));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    this.#length = at + size;
    return at;
  }

  byte(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  int32(value: number): void {
    const at = this.#reserve(4);
    this.#bytes.writeInt32LE(value, at);
  }

  uint32(value: number): void {
    const at = this.#reserve(4);
    this.#bytes.writeUInt32LE(value >>> 0, at);
  }

  double(value: number): void {
    const at = this.#reserve(8);
    this.#bytes.writeDoubleLE(value, at);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  cstring(text: string, what: string): void {
    if (text.includes('\0')) throw new StoreError('BadValue', `${what} must not contain a null byte.`);
    const size = Buffer.byteLength(text);
    const at = this.#reserve(size + 1);
    this.#bytes.write(text, at, size, 'utf8');
    this.#bytes[at + size] = 0;
  }

  string(text: string): void {
    const size = Buffer.byteLength(text);
    this.int32(size + 1);
    const at = this.#reserve(size + 1);
    this.#bytes.write(text, at, size, 'utf8');
    this.#bytes[at + size] = 0;
  }

  patchInt32(at: number, value: number): void {
    this.#bytes.writeInt32LE(value, at);
  }

  patchByte(at: number, value: number): void {
    this.#bytes[at] = value;
  }

  done(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}

function writeElement(out: Writer, name: string, value: Value): void {
  const typeAt = out.length;
  out.byte(0);
  out.cstring(name, 'A field name');
  out.patchByte(typeAt, writeValue(out, value));
}

/** Writes the value and returns its BSON type byte. */
function writeValue(out: Writer, value: Value): number {
  switch (typeof value) {
    case 'number':
      out.int32(value);
      return 0x10;
    case 'string':
      out.string(value);
      return 0x02;
    case 'boolean':
      out.byte(value ? 1 : 0);
      return 0x08;
    default:
  }
  if (value === null) return 0x0a;
  if (value instanceof Map) {
    writeDocument(out, value);
    return 0x03;
  }
  if (Array.isArray(value)) {
    const start = out.length;
    out.int32(0);
    for (let i = 0; i < value.length; i++) writeElement(out, String(i), value[i]!);
    out.byte(0);
    out.patchInt32(start, out.length - start);
    return 0x04;
  }
  if (value instanceof RawDocument) {
    out.raw(value.bytes);
    return 0x03;
  }
  if (value instanceof Date) {
    const milliseconds = value.getTime();
    const high = Math.floor(milliseconds / 0x1_0000_0000);
    out.uint32(milliseconds - high * 0x1_0000_0000);
    out.int32(high);
    return 0x09;
  }
  if (value instanceof ObjectId) {
    out.raw(value.id);
    return 0x07;
  }
  if (value instanceof Double) {
    out.double(value.value);
    return 0x01;
  }
  if (value instanceof Timestamp) {
    out.uint32(value.low);
    out.uint32(value.high);
    return 0x11;
  }
  if (value instanceof Long) {
    out.int32(value.low);
    out.int32(value.high);
    return 0x12;
  }
  if (value instanceof Decimal128) {
    out.raw(value.bytes);
    return 0x13;
  }
  if (value instanceof Binary) {
    const old = value.sub_type === Binary.SUBTYPE_BYTE_ARRAY;
    const data = value.buffer.subarray(0, value.position);
    out.int32(data.length + (old ? 4 : 0));
    out.byte(value.sub_type);
    if (old) out.int32(data.length);
    out.raw(data);
    return 0x05;
  }
  if (value instanceof BSONRegExp) {
    out.cstring(value.pattern, 'A regular expression');
    out.cstring(value.options, 'Regular expression options');
    return 0x0b;
  }
  if (value instanceof BSONSymbol) {
    out.string(value.value);
    return 0x0e;
  }
  if (value instanceof Code) {
    if (value.scope == null) {
      out.string(value.code);
      return 0x0d;
    }
    const start = out.length;
    out.int32(0);
    out.string(value.code);
    writeDocument(out, value.scope as unknown as Doc);
    out.patchInt32(start, out.length - start);
    return 0x0f;
  }
  if (value instanceof MinKey) return 0xff;
  if (value instanceof MaxKey) return 0x7f;
  if (value instanceof BsonUndefined) return 0x06;
  throw new StoreError('InternalError', 'A value has no BSON form.');
}

function writeDocument(out: Writer, doc: Doc): void {
  const start = out.length;
  out.int32(0);
  for (const [name, value] of doc) writeElement(out, name, value);
  out.byte(0);
  out.patchInt32(start, out.length - start);
}

/** The BSON bytes of a document. */
export function encodeDocument(doc: Doc, sizeHint = 512): Buffer {
  const out = new Writer(sizeHint);
  writeDocument(out, doc);
  return out.done();
}

/** The bytes of one element (type, name, value), to be spliced into an encoded document. */
export function encodeElement(name: string, value: Value): Buffer {
  const out = new Writer(64);
  writeElement(out, name, value);
  return out.done();
}
