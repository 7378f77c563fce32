import { status } from '@grpc/grpc-js';
import { ProcessEngineError, type ProcessEngineErrorCode } from './process-engine-error.ts';

const CODES: Readonly<Partial<Record<number, ProcessEngineErrorCode>>> = {
  [status.INVALID_ARGUMENT]: 'invalid-argument',
  [status.DEADLINE_EXCEEDED]: 'deadline-exceeded',
  [status.NOT_FOUND]: 'not-found',
  [status.ALREADY_EXISTS]: 'already-exists',
  [status.RESOURCE_EXHAUSTED]: 'resource-exhausted',
  [status.FAILED_PRECONDITION]: 'failed-precondition',
  [status.UNAVAILABLE]: 'unavailable',
  [status.CANCELLED]: 'unavailable',
};

/** Refusals whose text the engine builds from keys, ids and states; any other text may quote what was sent. */
const QUOTABLE = new Set<ProcessEngineErrorCode>(['not-found', 'failed-precondition', 'already-exists']);

const WITHOUT_TEXT: Readonly<Record<ProcessEngineErrorCode, string>> = {
  'not-found': 'the engine does not know it',
  'failed-precondition': 'its state does not allow this',
  'already-exists': 'it exists already',
  'invalid-argument': "the engine refused the request's content",
  unavailable: 'the engine cannot be reached; check that it runs and that its address is right',
  'deadline-exceeded': 'the engine did not answer in time; whether it did the work is unknown',
  'resource-exhausted': 'the engine is overloaded or its disk is full; try again later',
  internal: 'the engine failed; its log has the reason',
};

const textOf = (error: unknown): string => {
  const details = (error as { details?: unknown }).details;
  return typeof details === 'string' ? details : '';
};

/** The code of a failure of the gRPC call, `internal` when it is none of the known ones. */
export const codeOf = (error: unknown): ProcessEngineErrorCode =>
  CODES[Number((error as { code?: unknown } | null)?.code)] ?? 'internal';

/**
 * Turns whatever zeebe-node rejected with into a `ProcessEngineError`.
 *
 * @param quoteRefusal whether the engine's own text may be passed on for `invalid-argument` as well: only where the
 *   request carried no variables, such as a deployment
 */
export const toProcessEngineError = (
  error: unknown,
  operation: string,
  key: string | undefined,
  quoteRefusal: boolean,
): ProcessEngineError => {
  if (error instanceof ProcessEngineError) return error;
  const code = codeOf(error);
  const mayQuote = QUOTABLE.has(code) || (quoteRefusal && code === 'invalid-argument');
  const text = mayQuote ? textOf(error) : '';
  return new ProcessEngineError(code, operation, key, text === '' ? WITHOUT_TEXT[code] : text);
};
