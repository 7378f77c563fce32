import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { can } from '../access/policy.ts';
import type { User } from '../cases/people.ts';
import { productError } from '../lib/errors.ts';
import { apiVersion } from './openapi.ts';
import type { Credentials, Operation } from './operation.ts';
import { HttpError } from './problems.ts';
import { refreshTokenOf } from './refresh-cookie.ts';
import { factsOf } from './request-log.ts';
import type { ApiServices } from './services.ts';
import { bodyCheck, textCheck } from './validation.ts';

/** Bytes of a request body when an operation says nothing else. */
const defaultBodyLimit = 1_000_000;

export interface RouterOptions {
  readonly services: ApiServices;
  readonly operations: readonly Operation[];
  /** Failed sign-ins per address and minute. */
  readonly failuresPerMinute: number;
}

/** All operations below `/v1`. Each request goes: sign-in, policy, body, validation, handler, record of what it used. */
export function apiRouter({ services, operations, failuresPerMinute }: RouterOptions): Router {
  const router = Router({ strict: true, caseSensitive: true });
  router.use((_request, response, next) => {
    response.set({ 'API-Version': apiVersion, 'Cache-Control': 'no-store' });
    next();
  });
  const limitFailures = rateLimit({
    windowMs: 60_000,
    limit: failuresPerMinute,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => next(productError('too-many-requests', {})),
  });

  const byPath = new Map<string, Operation[]>();
  for (const operation of operations)
    byPath.set(operation.path, [...(byPath.get(operation.path) ?? []), operation]);
  for (const [path, ofPath] of byPath) {
    const route = router.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const operation of ofPath) {
      route[operation.method](
        ...(operation.limitsFailures === true ? [limitFailures] : []),
        ...handlersOf(operation, services),
      );
    }
    route.all((_request, response) => {
      const allowed = ofPath.map(({ method }) => method.toUpperCase());
      response.set('Allow', [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : [])].join(', '));
      throw new HttpError('method-not-allowed');
    });
  }
  return router;
}

function handlersOf(operation: Operation, services: ApiServices): RequestHandler[] {
  const { operationId, body, params, query, action, personalData } = operation;
  const checkParams = params === undefined ? undefined : textCheck(params);
  const checkQuery = query === undefined ? undefined : textCheck(query);
  const checkBody = body === undefined ? undefined : bodyCheck(body);

  const signIn: RequestHandler = async (request, response, next) => {
    factsOf(response).operationId = operationId;
    if (operation.method !== 'get' && isFromElsewhere(request)) throw new HttpError('foreign-origin');
    if (operation.access !== 'public') {
      const { accessToken } = credentialsOf(request);
      const surface = operation.access === 'external' ? 'external' : 'participants';
      const caller =
        accessToken === undefined ? undefined : await services.accounts.authenticate(accessToken, surface);
      if (caller === undefined) {
        response.set('WWW-Authenticate', 'Bearer realm="casusoverleg"');
        throw productError('unauthenticated', {});
      }
      if (action !== undefined) {
        const decision = can(caller.user, action);
        if (!decision.allowed) {
          if (personalData !== 'none') {
            const traceparent = request.get('traceparent');
            const refused = { ...personalData, operationId, user: caller.user, traceparent };
            await services.recorder.refused(refused, 'not-permitted');
          }
          throw productError('not-permitted', { why: decision.why });
        }
      }
      response.locals['user'] = caller.user;
    }
    next();
  };

  const readBody: RequestHandler[] =
    body === undefined
      ? []
      : [
          (request, _response, next) => {
            const isEmpty = request.get('content-length') === '0';
            if (!isEmpty && request.is('application/json') === false)
              throw new HttpError('unsupported-content');
            next();
          },
          express.json({ limit: operation.bodyLimit ?? defaultBodyLimit, strict: true, inflate: false }),
        ];

  const answer: RequestHandler = async (request, response) => {
    const pathParameters: Record<string, unknown> = { ...request.params };
    // An id that cannot exist is not found, like one that could but does not.
    if ((checkParams?.(pathParameters) ?? []).length > 0)
      throw productError('not-found', { what: 'Dit adres' });
    const queryParameters = queryOf(request);
    const queryErrors =
      checkQuery === undefined ? unknownNames(queryParameters) : checkQuery(queryParameters);
    if (queryErrors.length > 0)
      throw productError('invalid-request', { reason: 'de zoekvraag in het adres klopt niet' }, queryErrors);
    const bodyErrors = checkBody?.(request.body) ?? [];
    if (bodyErrors.length > 0)
      throw productError('invalid-request', { reason: 'de inhoud klopt niet' }, bodyErrors);

    const user = response.locals['user'] as User;
    const handle = () =>
      operation.handle({
        services,
        user,
        params: pathParameters,
        query: queryParameters,
        body: request.body as unknown,
        language: request.acceptsLanguages('nl', 'en') === 'en' ? 'en' : 'nl',
        credentials: credentialsOf(request),
      });
    send(
      response,
      personalData === 'none'
        ? await handle()
        : await services.recorder.operation(
            { ...personalData, operationId, user, traceparent: request.get('traceparent') },
            handle,
          ),
    );
  };

  return [signIn, ...readBody, answer];
}

function send(
  response: Response,
  reply: { status: number; body?: unknown; headers?: Readonly<Record<string, string>> },
): void {
  response.status(reply.status).set(reply.headers ?? {});
  if (reply.body === undefined) response.end();
  else if (reply.body instanceof Uint8Array) response.send(Buffer.from(reply.body));
  else response.json(reply.body);
}

/** Browsers say where a request comes from; other clients say nothing. Second lock behind the cookie's SameSite. */
function isFromElsewhere(request: Request): boolean {
  const site = request.get('sec-fetch-site');
  return site === 'cross-site' || site === 'same-site';
}

function credentialsOf(request: Request): Credentials {
  const [, accessToken] = /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(request.get('authorization') ?? '') ?? [];
  return { accessToken, refreshToken: refreshTokenOf(request.get('cookie')) };
}

/** Names that occur twice become lists, which no schema accepts. */
function queryOf(request: Request): Record<string, unknown> {
  const { searchParams } = new URL(request.originalUrl, 'http://localhost');
  const query: Record<string, unknown> = {};
  for (const name of new Set(searchParams.keys())) {
    const values = searchParams.getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  return query;
}

function unknownNames(query: Record<string, unknown>) {
  return Object.keys(query).map((name) => ({
    pointer: `/${name}`,
    message: 'Dit hoort hier niet. Laat het weg.',
  }));
}
