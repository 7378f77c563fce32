import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Logger } from 'pino';
import { healthRoutes } from './health.ts';
import { openApi, type Contact } from './openapi.ts';
import { operations } from './operations/index.ts';
import { HttpError, problemOf, RetryLater } from './problems.ts';
import { factsOf, logFault, requestLog } from './request-log.ts';
import { apiRouter } from './router.ts';
import { securityHeaders } from './security-headers.ts';
import type { ApiServices } from './services.ts';
import { webFiles } from './web-files.ts';

export type { ApiServices } from './services.ts';

/** What an operation is called in Dutch; its id when it no longer exists. */
export const operationName = (operationId: string): string =>
  operations.find((operation) => operation.operationId === operationId)?.summary ?? operationId;

export interface ApiOptions extends Omit<ApiServices, 'apiDescription'> {
  readonly logger: Logger;
  /** Absolute path of the built web app; undefined: no web app is served. */
  readonly webRoot?: string | undefined;
  /** Failed sign-ins per address and minute before more are refused. Default 30. */
  readonly failuresPerMinute?: number;
  /**
   * Express's `trust proxy`: which proxies may say who the client is, such as `loopback` or a number of hops. Default none.
   */
  readonly trustProxy?: string | number | undefined;
  /** Who answers questions about the API; the Dutch API Design Rules ask for it. */
  readonly contact?: Contact;
}

/** Used until an operator names a contact of their own. */
const defaultContact: Contact = {
  name: 'Functioneel beheer casusoverleg',
  url: 'https://casusoverleg.example/',
  email: 'beheer@casusoverleg.example',
};

/** The HTTP server's whole behaviour: API, health, web app. Listening is the caller's. */
export function createApi(options: ApiOptions): Express {
  const { logger, webRoot, failuresPerMinute = 30, trustProxy, contact = defaultContact } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  if (trustProxy !== undefined) app.set('trust proxy', trustProxy);

  app.use(requestLog(logger));
  app.use(securityHeaders());
  app.use('/health', healthRoutes(options));

  const services: ApiServices = { ...options, apiDescription: openApi(operations, contact) };
  app.use('/v1', apiRouter({ services, operations, failuresPerMinute }));
  app.use(['/v1', '/health'], () => {
    throw new HttpError('unknown-route');
  });
  if (webRoot !== undefined) app.use(webFiles(webRoot));
  app.use(() => {
    throw new HttpError('unknown-route');
  });

  const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    const facts = factsOf(response);
    const { problem, isFault } = problemOf(error, facts.requestId);
    if (isFault) logFault(logger, error, facts);
    if (response.headersSent) return next(error);
    if (error instanceof RetryLater) response.set('Retry-After', String(error.seconds));
    if (problem.status === 503) response.set('Retry-After', '5');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
  app.use(answerError);
  return app;
}
