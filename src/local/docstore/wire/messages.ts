import { decodeCommand, documentLength } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { type Doc, RawDocument, type Value } from '../bson/value.ts';
import { crc32c } from './crc32c.ts';
import { HEADER_BYTES, ProtocolError } from './frames.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Of the low 16 bits the receiver must know every one that is set. */
const REQUIRED_FLAGS = 0xffff;

/** Arrays of documents that stay encoded, so that they are stored byte for byte. */
const RAW_ARRAYS: ReadonlySet<string> = new Set(['documents']);

/** A command from a client. */
export interface Request {
  readonly requestId: number;
  /** The command document, with the document sequences put in under their names. */
  readonly body: Doc;
  /** False for an unacknowledged write: no answer is sent. */
  readonly wantsReply: boolean;
  /** How the answer is framed: the old form is for the first handshake only. */
  readonly form: 'msg' | 'query';
  /** The database, for the old form. */
  readonly database: string | undefined;
}

/**
 * Reads one message.
 * @throws ProtocolError for an unknown operation or a malformed frame
 */
export function parseMessage(frame: Buffer): Request {
  const requestId = frame.readInt32LE(4);
  const operation = frame.readInt32LE(12);
  if (operation === OP_MSG) return parseOpMsg(frame, requestId);
  if (operation === OP_QUERY) return parseOpQuery(frame, requestId);
  throw new ProtocolError(`Operation ${operation} is not supported; use OP_MSG`);
}

function parseOpMsg(frame: Buffer, requestId: number): Request {
  if (frame.length < HEADER_BYTES + 4) throw new ProtocolError('OP_MSG is cut off');
  const flags = frame.readUInt32LE(HEADER_BYTES);
  if (flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME))
    throw new ProtocolError('OP_MSG has unknown required flags');
  let end = frame.length;
  if (flags & CHECKSUM_PRESENT) {
    end -= 4;
    if (end < HEADER_BYTES + 5) throw new ProtocolError('OP_MSG is cut off');
    if (crc32c(frame.subarray(0, end)) !== frame.readUInt32LE(end))
      throw new ProtocolError('OP_MSG checksum does not match');
  }
  let body: Doc | undefined;
  const sequences: [string, Value[]][] = [];
  let at = HEADER_BYTES + 4;
  while (at < end) {
    const kind = frame[at++];
    if (kind === 0) {
      if (body) throw new ProtocolError('OP_MSG has two bodies');
      const length = documentLength(frame, at, end);
      body = decodeCommand(frame.subarray(at, at + length), RAW_ARRAYS);
      at += length;
    } else if (kind === 1) {
      const sequence = parseSequence(frame, at, end);
      sequences.push([sequence.name, sequence.documents]);
      at = sequence.end;
    } else throw new ProtocolError(`OP_MSG section kind ${kind} is unknown`);
  }
  if (!body) throw new ProtocolError('OP_MSG has no body');
  for (const [name, documents] of sequences) {
    if (body.has(name)) throw new ProtocolError(`OP_MSG gives '${name}' twice`);
    body.set(name, documents);
  }
  return { requestId, body, wantsReply: (flags & MORE_TO_COME) === 0, form: 'msg', database: undefined };
}

function parseSequence(
  frame: Buffer,
  from: number,
  end: number,
): { name: string; documents: Value[]; end: number } {
  if (from + 4 > end) throw new ProtocolError('OP_MSG sequence is cut off');
  const size = frame.readInt32LE(from);
  const sequenceEnd = from + size;
  if (size < 5 || sequenceEnd > end) throw new ProtocolError('OP_MSG sequence length is out of range');
  const nameEnd = frame.indexOf(0, from + 4);
  if (nameEnd < 0 || nameEnd >= sequenceEnd)
    throw new ProtocolError('OP_MSG sequence name is not terminated');
  const name = frame.toString('utf8', from + 4, nameEnd);
  const documents: Value[] = [];
  let at = nameEnd + 1;
  while (at < sequenceEnd) {
    const length = documentLength(frame, at, sequenceEnd);
    const bytes = frame.subarray(at, at + length);
    documents.push(RAW_ARRAYS.has(name) ? new RawDocument(bytes) : decodeCommand(bytes, new Set()));
    at += length;
  }
  return { name, documents, end: sequenceEnd };
}

/** The handshake that drivers send before they know that OP_MSG is understood. */
function parseOpQuery(frame: Buffer, requestId: number): Request {
  const nameEnd = frame.indexOf(0, HEADER_BYTES + 4);
  if (nameEnd < 0 || nameEnd + 9 > frame.length) throw new ProtocolError('OP_QUERY is cut off');
  const collection = frame.toString('utf8', HEADER_BYTES + 4, nameEnd);
  if (!collection.endsWith('.$cmd')) throw new ProtocolError('OP_QUERY is only supported for the handshake');
  const at = nameEnd + 9;
  const length = documentLength(frame, at);
  let body = decodeCommand(frame.subarray(at, at + length), RAW_ARRAYS);
  const wrapped = body.get('$query');
  if (wrapped instanceof Map) body = wrapped;
  const [name] = body.keys();
  if (name === undefined || !['hello', 'ismaster', 'isMaster'].includes(name)) {
    throw new ProtocolError('OP_QUERY is only supported for the handshake');
  }
  return { requestId, body, wantsReply: true, form: 'query', database: collection.slice(0, -'.$cmd'.length) };
}

let nextRequestId = 1;

function header(length: number, responseTo: number, operation: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeInt32LE(length, 0);
  bytes.writeInt32LE(nextRequestId, 4);
  nextRequestId = (nextRequestId % 0x7fff_ffff) + 1;
  bytes.writeInt32LE(responseTo, 8);
  bytes.writeInt32LE(operation, 12);
  return bytes;
}

/** The answer to a request, as parts to be written one after the other. */
export function formatReply(request: Request, reply: Doc): Buffer[] {
  const body = encodeDocument(reply, 1_024);
  if (request.form === 'msg') {
    // Flags 0, then one section of kind 0.
    const section = Buffer.alloc(5);
    return [header(HEADER_BYTES + 5 + body.length, request.requestId, OP_MSG), section, body];
  }
  const fixed = Buffer.alloc(20);
  fixed.writeInt32LE(8, 0); // AwaitCapable, as mongod sets it
  fixed.writeInt32LE(1, 16); // one document
  return [header(HEADER_BYTES + 20 + body.length, request.requestId, OP_REPLY), fixed, body];
}
