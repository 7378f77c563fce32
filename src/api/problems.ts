import { STATUS_CODES } from 'node:http';
import type { Problem } from '../contract/http.ts';
import { productError, ProductError, type ErrorKind } from '../lib/errors.ts';
import { ProcessEngineError } from '../zeebe/process-engine-error.ts';

/** HTTP status of each kind of refusal. The Dutch API Design Rules use 400, not 422, for content that is not valid. */
export const statusOfKind: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
};

/** Refusals that only exist in HTTP; all others are in the product's own catalogue. */
export const httpCatalogue = {
  'unknown-route': {
    status: 404,
    title: 'Onbekend adres',
    detail: 'Dit adres bestaat niet. Kijk in /v1/openapi.json welke adressen er zijn.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Methode niet toegestaan',
    detail: 'Dit adres kent deze methode niet. De kop Allow zegt welke wel.',
  },
  'unsupported-content': {
    status: 415,
    title: 'Soort inhoud niet ondersteund',
    detail: 'Stuur JSON in UTF-8, niet gecomprimeerd, met Content-Type: application/json.',
  },
  'foreign-origin': {
    status: 403,
    title: 'Verzoek van een andere website',
    detail: 'Aanmelden en afmelden kan alleen vanuit dit product zelf.',
  },
  'internal-error': {
    status: 500,
    title: 'Fout in het product',
    detail:
      'Er ging iets mis in het product. Probeer het opnieuw; blijft het misgaan, geef de beheerder dan het nummer van dit verzoek.',
  },
} as const;

export type HttpErrorCode = keyof typeof httpCatalogue;

/** A refusal of {@link httpCatalogue}. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;

  constructor(code: HttpErrorCode) {
    super(httpCatalogue[code].detail);
    this.code = code;
  }
}

/** Too many attempts, with the time after which the next may succeed. */
export class RetryLater extends ProductError {
  readonly seconds: number;

  constructor(seconds: number) {
    const { code, message, errors } = productError('too-many-requests', {});
    super(code, message, errors);
    this.seconds = seconds;
  }
}

/** What an error means for the client, and whether it is a fault of the product that must be looked into. */
export interface Answer {
  readonly problem: Problem;
  readonly isFault: boolean;
}

/**
 * Turns whatever was thrown into a problem document (RFC 9457). Unknown errors tell the client nothing.
 *
 * @param requestId a UUID, with which the log can be searched
 */
export function problemOf(thrown: unknown, requestId: string): Answer {
  const error = known(thrown);
  const common = { type: `urn:problem:casusoverleg:${error.code}`, instance: `urn:uuid:${requestId}` };
  if (error instanceof ProductError) {
    const { code, kind, title, message, whatToDo, errors } = error;
    return {
      isFault: false,
      problem: {
        ...common,
        title,
        status: statusOfKind[kind],
        detail: `${message} ${whatToDo}`,
        code,
        ...(errors.length === 0 ? {} : { errors: errors.map((detail) => ({ ...detail })) }),
      },
    };
  }
  const { status, title, detail } = httpCatalogue[error.code];
  return {
    isFault: error.code === 'internal-error',
    problem: { ...common, title, status, detail, code: error.code },
  };
}

function known(thrown: unknown): ProductError | HttpError {
  if (thrown instanceof ProductError || thrown instanceof HttpError) return thrown;
  if (thrown instanceof ProcessEngineError)
    return thrown.isTransient ? productError('engine-unavailable', {}) : new HttpError('internal-error');
  if (!(thrown instanceof Error)) return new HttpError('internal-error');
  if (isStoreFailure(thrown)) return productError('store-unavailable', {});
  return bodyError(thrown) ?? new HttpError('internal-error');
}

/** The driver's ways to say that the store is away or too slow. */
function isStoreFailure({ name, message }: Error): boolean {
  return (
    /^(Mongo(ose)?ServerSelectionError|MongoNetwork(Timeout)?Error|MongoPoolCleared\w*|MongoNotConnectedError|MongoTopologyClosedError|MongoWaitQueueTimeoutError|MongoOperationTimeoutError|MongoClientClosedError|MongoExpiredSessionError)$/.test(
      name,
    ) ||
    (name === 'MongooseError' && /buffering timed out|initial connection/.test(message))
  );
}

/** Refusals of Express and its body parser. */
function bodyError(thrown: Error): ProductError | HttpError | undefined {
  const { type, limit, status } = thrown as Error & { type?: unknown; limit?: unknown; status?: unknown };
  switch (type) {
    case 'entity.parse.failed':
      return productError('malformed-json', {});
    case 'entity.too.large':
      return productError('too-large', { limit: sizeText(Number(limit)) });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new HttpError('unsupported-content');
    case 'request.aborted':
    case 'request.size.invalid':
      return productError('invalid-request', { reason: 'de inhoud is niet volledig aangekomen' });
    default:
      return status === 400
        ? productError('invalid-request', { reason: `${STATUS_CODES[400]}: het adres is niet te lezen` })
        : undefined;
  }
}

/** `1000000` → `1 MB`. */
function sizeText(bytes: number): string {
  return bytes >= 1_000_000 ? `${Math.round(bytes / 100_000) / 10} MB` : `${Math.round(bytes / 1000)} kB`;
}
