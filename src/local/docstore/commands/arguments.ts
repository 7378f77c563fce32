import { Binary, Double, Long } from 'bson';
import { type Doc, isDoc, isNumeric, RawDocument, toJsNumber, typeName, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { isFalsy } from '../update/operators.ts';

/** Fields that any command may carry; what they may say is checked in `checkCommon`. */
const COMMON = new Set([
  '$db',
  '$readPreference',
  '$clusterTime',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'readConcern',
  'writeConcern',
  'collation',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'maxTimeMSOpOnly',
]);

/** Options that ask for nothing here: there are no validators to bypass. mongorestore always sends it. */
export const NO_VALIDATION = ['bypassDocumentValidation'] as const;

/** Reads the fields of a command with the errors that MongoDB gives. */
export class Arguments {
  readonly body: Doc;
  readonly command: string;

  constructor(command: string, body: Doc) {
    this.command = command;
    this.body = body;
  }

  /**
   * Refuses every field that this store does not know: an option that is ignored would give a wrong answer.
   * @throws StoreError UnknownField
   */
  allow(...names: string[]): this {
    for (const name of this.body.keys()) {
      if (name === this.command || COMMON.has(name) || names.includes(name)) continue;
      throw new StoreError('UnknownField', `BSON field '${this.command}.${name}' is an unknown field.`);
    }
    return this;
  }

  /** Refuses options that would change the meaning, unless they are off. */
  refuse(...names: string[]): this {
    for (const name of names) {
      if (!isFalsy(this.body.get(name))) {
        throw new StoreError(
          'BadValue',
          `The option '${name}' of ${this.command} is not supported by this store; leave it out.`,
        );
      }
    }
    return this;
  }

  value(name: string): Value | undefined {
    return this.body.get(name);
  }

  doc(name: string): Doc | undefined {
    const value = this.body.get(name);
    if (value === undefined || value === null) return undefined;
    if (!isDoc(value)) throw this.#mismatch(name, value, 'object');
    return value;
  }

  string(name: string): string | undefined {
    const value = this.body.get(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw this.#mismatch(name, value, 'string');
    return value;
  }

  array(name: string): Value[] | undefined {
    const value = this.body.get(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.#mismatch(name, value, 'array');
    return value;
  }

  boolean(name: string, otherwise = false): boolean {
    const value = this.body.get(name);
    if (value === undefined || value === null) return otherwise;
    if (typeof value === 'boolean') return value;
    if (isNumeric(value)) return toJsNumber(value) !== 0;
    throw this.#mismatch(name, value, 'bool');
  }

  /** A whole number that is not negative. */
  count(name: string): number | undefined {
    const value = this.body.get(name);
    if (value === undefined || value === null) return undefined;
    if (!isNumeric(value)) throw this.#mismatch(name, value, 'number');
    const number = toJsNumber(value);
    if (!Number.isFinite(number) || Math.trunc(number) !== number)
      throw new StoreError('BadValue', `${name} must be a whole number`);
    if (number < 0)
      throw new StoreError(
        'Location51024',
        `BSON field '${name}' value must be >= 0, actual value '${number}'`,
      );
    return number;
  }

  /** The collection that the command names. */
  collection(): string {
    const name = this.body.get(this.command);
    if (typeof name !== 'string') {
      throw new StoreError(
        'InvalidNamespace',
        `collection name has invalid type ${name === undefined ? 'missing' : typeName(name)}`,
      );
    }
    if (name === '' || name.includes('\0'))
      throw new StoreError(
        'InvalidNamespace',
        'Invalid namespace specified: the collection name is empty or has a null byte',
      );
    return name;
  }

  required<T>(name: string, value: T | undefined): T {
    if (value === undefined)
      throw new StoreError(
        'MissingField',
        `BSON field '${this.command}.${name}' is missing but a required field`,
      );
    return value;
  }

  #mismatch(name: string, value: Value, expected: string): StoreError {
    const found = value instanceof RawDocument ? 'object' : typeName(value);
    return new StoreError(
      'TypeMismatch',
      `BSON field '${this.command}.${name}' is the wrong type '${found}', expected type '${expected}'`,
    );
  }
}

/**
 * Checks what every command may carry: transactions, retryable writes, read and write concern, collation.
 * @throws StoreError with the codes by which drivers recognise a standalone server
 */
export function checkCommon(args: Arguments): void {
  const { body } = args;
  if (body.has('autocommit') || body.has('startTransaction') || body.has('txnNumber')) {
    throw new StoreError(
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
  }
  const readConcern = args.doc('readConcern');
  if (readConcern) {
    const level = readConcern.get('level');
    if (readConcern.has('afterClusterTime') || readConcern.has('atClusterTime')) {
      throw new StoreError('IllegalOperation', 'afterClusterTime and atClusterTime need a replica set');
    }
    if (
      level !== undefined &&
      level !== 'local' &&
      level !== 'available' &&
      level !== 'majority' &&
      level !== 'linearizable'
    ) {
      throw new StoreError(
        'InvalidOptions',
        'readConcern level is not supported by this store; use local or majority.',
      );
    }
    if (level === 'linearizable')
      throw new StoreError('Location123', 'Linearizable read concern needs a replica set');
  }
  const writeConcern = args.doc('writeConcern');
  if (writeConcern) checkWriteConcern(writeConcern);
  refuseCollation(args.value('collation'));
  checkApi(args);
  args.count('maxTimeMS');
}

/** The commands of stable API version 1 that this store has. */
const API_COMMANDS: ReadonlySet<string> = new Set([
  ...['aggregate', 'count', 'create', 'createIndexes', 'delete', 'drop', 'dropDatabase', 'dropIndexes'],
  ...['endSessions', 'explain', 'find', 'findAndModify', 'getMore', 'hello', 'insert', 'killCursors'],
  ...['listCollections', 'listDatabases', 'listIndexes', 'ping', 'refreshSessions', 'update'],
  ...['saslStart', 'saslContinue', 'commitTransaction', 'abortTransaction'],
]);

/** @throws StoreError APIVersionError, APIStrictError */
function checkApi({ body, command }: Arguments): void {
  const version = body.get('apiVersion');
  if (version === undefined) {
    if (body.has('apiStrict') || body.has('apiDeprecationErrors'))
      throw new StoreError(
        'APIVersionError',
        'Provided apiStrict or apiDeprecationErrors without passing apiVersion',
      );
    return;
  }
  if (version !== '1') throw new StoreError('APIVersionError', 'API version must be "1"');
  if (body.get('apiStrict') === true && !API_COMMANDS.has(command))
    throw new StoreError(
      'APIStrictError',
      `Provided apiStrict:true, but the command ${command} is not in API Version 1`,
    );
}

/** Every acknowledged write is on disk, so `w: 1`, `w: 'majority'` and `j` ask for nothing more. */
function checkWriteConcern(writeConcern: Doc): void {
  const w = writeConcern.get('w');
  if (w === undefined || w === 'majority' || w === 0 || w === 1) return;
  if (isNumeric(w)) {
    const nodes = toJsNumber(w);
    if (nodes === 0 || nodes === 1) return;
    throw new StoreError('BadValue', "cannot use 'w' > 1 when a host is not replicated");
  }
  throw new StoreError(
    'BadValue',
    "cannot use non-majority 'w' mode when a host is not a member of a replica set",
  );
}

/** @throws StoreError for any collation but the simple one */
export function refuseCollation(collation: Value | undefined): void {
  if (collation === undefined || collation === null) return;
  if (isDoc(collation) && (collation.size === 0 || collation.get('locale') === 'simple')) return;
  throw new StoreError(
    'BadValue',
    'Collation is not supported by this store: strings are compared by their bytes. Leave the option out.',
  );
}

/** The size of the first batch that a command asks for with `cursor`. */
export function cursorBatchSize(args: Arguments): number | undefined {
  const cursor = args.doc('cursor');
  return cursor && new Arguments('cursor', cursor).allow('batchSize').count('batchSize');
}

/** A reply from names and values; `ok` is added by the dispatcher. */
export function reply(fields: Record<string, Value | undefined>): Doc {
  return docOf(fields);
}

/** A document from names and values, leaving out what is undefined. */
export function docOf(fields: Record<string, Value | undefined>): Doc {
  const doc: Doc = new Map();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) doc.set(name, value);
  return doc;
}

/** A count as MongoDB returns it: Int32, or Int64 when larger. */
export function countValue(value: number): Value {
  return value <= 0x7fff_ffff ? value : Long.fromNumber(value);
}

/** A number that is not a whole one, or a size in bytes. */
export function doubleValue(value: number): Value {
  return new Double(value);
}

/** A UUID value. */
export function uuidValue(bytes: Buffer): Value {
  return new Binary(bytes, Binary.SUBTYPE_UUID);
}
