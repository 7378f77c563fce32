import { Double } from 'bson';
import type { Doc } from './bson/value.ts';

/**
 * The error codes of MongoDB that this store uses, by their published names.
 * Drivers and applications branch on the number, so a name never changes its number.
 */
export const ERROR_CODES = {
  InternalError: 1,
  ExceededMemoryLimit: 146,
  ConversionFailure: 241,
  BadValue: 2,
  NoSuchKey: 4,
  HostUnreachable: 6,
  UnknownError: 8,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  ProtocolError: 17,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  IndexAlreadyExists: 68,
  QueryPlanKilled: 175,
  AmbiguousIndexKeyPattern: 181,
  APIVersionError: 322,
  APIStrictError: 323,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CommandNotFound: 59,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  CursorInUse: 143,
  CursorKilled: 237,
  ClientDisconnect: 279,
  ChecksumMismatch: 288,
  Interrupted: 11601,
  MaxTimeMSExpired: 50,
  OutOfDiskSpace: 14031,
  CommandNotSupportedOnView: 166,
  CannotIndexParallelArrays: 171,
  InvalidIndexSpecificationOption: 197,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  ChangeStreamNeedsReplicaSet: 40573,
  UnrecognizedPipelineStage: 40324,
  UnknownField: 40415,
  MissingField: 40414,
  NotImplemented: 238,
} as const;

/** Name of an error code. */
export type ErrorName = keyof typeof ERROR_CODES;

/**
 * What a client is told: a MongoDB error code, its name and a message without document contents
 * (the values of a violated unique key excepted, which E11000 carries by contract).
 */
export class StoreError extends Error {
  readonly code: number;
  readonly codeName: string;
  /** Extra fields of the error document, such as `keyPattern` and `keyValue`. */
  readonly details: Doc;

  /**
   * @param codeName name in the catalogue, or `Location<number>` for an unnamed code
   * @param message what is wrong and what to do
   * @param details extra fields of the error document
   */
  constructor(codeName: ErrorName | `Location${number}`, message: string, details: Doc = new Map()) {
    super(message);
    this.name = 'StoreError';
    this.codeName = codeName;
    this.code = codeName.startsWith('Location')
      ? Number(codeName.slice('Location'.length))
      : ERROR_CODES[codeName as ErrorName];
    this.details = details;
  }

  /** The command reply for this error. */
  toReply(): Doc {
    return new Map([
      ['ok', new Double(0)],
      ['errmsg', this.message],
      ['code', this.code],
      ['codeName', this.codeName],
      ...this.details,
    ] as [string, never][]);
  }
}
