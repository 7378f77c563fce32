import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { ProductError } from '../lib/errors.ts';
import { ProcessEngineError } from '../zeebe/process-engine-error.ts';

/** What the middlewares know of a request. */
export interface RequestFacts {
  /** A UUID; in the answer's header, in problem documents and in the log. */
  readonly requestId: string;
  /** The operation that was found; undefined for files and unknown addresses. */
  operationId?: string;
}

export function factsOf(response: Response): RequestFacts {
  return response.locals['facts'] as RequestFacts;
}

/**
 * Gives every request an id and writes one line about it when it is answered: what kind of request, how it ended, how long
 * it took. No address, query, body, header or person: those would be personal data.
 */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const facts: RequestFacts = { requestId: randomUUID() };
    response.locals['facts'] = facts;
    response.setHeader('Request-Id', facts.requestId);
    const startedAt = performance.now();
    response.once('close', () => {
      logger.info(
        {
          requestId: facts.requestId,
          method: request.method,
          operationId: facts.operationId,
          status: response.writableEnded ? response.statusCode : 'aborted',
          milliseconds: Math.round(performance.now() - startedAt),
        },
        'request',
      );
    });
    next();
  };
}

/** Kinds of errors whose message is made of ids and code, never of what somebody sent or stored. */
const speaksSafely = new Set(['Error', 'TypeError', 'RangeError', 'ReferenceError', 'AssertionError']);

/** Writes a fault to the log. A driver's or parser's message may quote data, so only its place in the code is kept. */
export function logFault(logger: Logger, error: unknown, facts: RequestFacts): void {
  const { requestId, operationId } = facts;
  if (!(error instanceof Error)) {
    logger.error({ requestId, operationId }, 'something that is no error was thrown');
    return;
  }
  const safe =
    error instanceof ProductError || error instanceof ProcessEngineError || speaksSafely.has(error.name);
  logger.error(
    {
      requestId,
      operationId,
      error: {
        name: error.name,
        code: (error as { code?: unknown }).code,
        ...(safe ? { message: error.message } : {}),
        frames: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)),
      },
    },
    'request failed',
  );
}
