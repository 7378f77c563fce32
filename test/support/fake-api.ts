import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { projectRoot } from '../../src/lib/project-root.ts';
import { fakeState, type FakeState } from './fake-data.ts';

/** The content security policy of production; the browser reports every breach of it as a console error. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.eot': 'application/vnd.ms-fontobject',
};

/** What an operation answers; a body of undefined sends none. */
export interface FakeAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface FakeRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  token: string | null;
}

/** Parameters of the path pattern by name, such as `itemId`. */
export type FakeHandler = (
  request: FakeRequest,
  parameters: Record<string, string>,
) => FakeAnswer | Promise<FakeAnswer>;

export interface FakeApi {
  /** `http://127.0.0.1:<port>` */
  address: string;
  /** The data that the next answers are made from; change it to play another user's work. */
  state: FakeState;
  /** Every call so far, oldest first. */
  requests: FakeRequest[];
  /** Puts another answer in the place of an operation (`POST /v1/cases`, `GET /v1/cases/:caseId`) from now on. */
  replace(operation: string, handler: FakeHandler): void;
  /** Begins a session without the sign-in page, as one that an earlier visit has left. */
  beginSession(email: string): void;
  /** Ends all access tokens; with `signOut` also the refresh token. */
  expire(options?: { signOut: boolean }): void;
  close(): Promise<void>;
}

export const problem = (status: number, code: string, extra: Record<string, unknown> = {}): FakeAnswer => ({
  status,
  body: { type: 'about:blank', title: code, status, detail: `Fake answer: ${code}.`, code, ...extra },
  headers: { 'content-type': 'application/problem+json' },
});

/**
 * Serves the built web app and the HTTP API with made-up data, so that the web app can be tested alone. The data of a
 * server lives and ends with it.
 *
 * @throws when the web app has not been built.
 */
export async function startFakeApi(): Promise<FakeApi> {
  // Another build than the usual one can be tested too, while that one is being made.
  const webRoot = process.env['WEB_ROOT'] ?? join(projectRoot(import.meta.dirname), 'dist/web');
  if (!existsSync(join(webRoot, 'index.html'))) {
    throw new Error(`${webRoot} has no web app. Build it first: \`npm run build\`.`);
  }
  const state = await fakeState();
  const requests: FakeRequest[] = [];
  const replaced = new Map<string, FakeHandler>();
  const tokens = new Map<string, string>();
  let refreshable: string | null = null;
  let issued = 0;

  const begin = (userId: string): FakeAnswer => {
    const accessToken = `token-${(issued += 1)}`;
    tokens.set(accessToken, userId);
    refreshable = userId;
    return { status: 200, body: { accessToken, expiresInSeconds: 900, user: state.person(userId) } };
  };

  const operations = new Map<string, FakeHandler>(
    Object.entries<FakeHandler>({
      'GET /v1/product-info': () => ({ status: 200, body: state.productInfo() }),
      'POST /v1/sessions': ({ body }) => {
        const { email, password } = body as { email: string; password: string };
        const user = state.users.find((one) => one.email === email);
        return user && password === state.password ? begin(user.userId) : problem(401, 'sign-in-failed');
      },
      'POST /v1/sessions/refresh': () =>
        refreshable === null ? problem(401, 'no-session') : begin(refreshable),
      'DELETE /v1/sessions/current': () => {
        refreshable = null;
        tokens.clear();
        return { status: 204 };
      },
      ...state.operations(problem),
    }),
  );

  async function answer(request: FakeRequest): Promise<FakeAnswer> {
    const match = [...operations.keys()].flatMap((operation) => {
      const parameters = matches(operation, request);
      return parameters ? [{ operation, parameters }] : [];
    })[0];
    if (!match) return problem(404, 'unknown-operation');
    const open = /^(GET \/v1\/product-info|\w+ \/v1\/sessions.*)$/.test(match.operation);
    if (!open) {
      const userId = request.token === null ? undefined : tokens.get(request.token);
      if (userId === undefined) return problem(401, 'unauthenticated');
      state.signedIn = userId;
    }
    const handler = replaced.get(match.operation) ?? operations.get(match.operation)!;
    return handler(request, match.parameters);
  }

  const server = createServer((message, response) => {
    void respond(message, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });

  async function respond(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '/', 'http://fake');
    response.setHeader('content-security-policy', contentSecurityPolicy);
    response.setHeader('x-content-type-options', 'nosniff');
    if (!url.pathname.startsWith('/v1/')) {
      await serveFile(webRoot, url.pathname, response);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const request: FakeRequest = {
      method: message.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
      token: message.headers.authorization?.replace(/^Bearer /, '') ?? null,
    };
    requests.push(request);
    const { status, body, headers = {} } = await answer(request);
    response.writeHead(status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...headers,
    });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    requests,
    replace: (operation, handler) => void replaced.set(operation, handler),
    beginSession: (email) => {
      refreshable = state.users.find((one) => one.email === email)!.userId;
    },
    expire: (options) => {
      tokens.clear();
      if (options?.signOut) refreshable = null;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

function matches(operation: string, request: FakeRequest): Record<string, string> | null {
  const [method, pattern] = operation.split(' ') as [string, string];
  const wanted = pattern.split('/');
  const given = request.path.split('/');
  if (method !== request.method || wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(':')) parameters[part.slice(1)] = decodeURIComponent(given[index]!);
    else if (part !== given[index]) return null;
  }
  return parameters;
}

/** A file of the build, or the app's page for every other address, as production does. */
async function serveFile(webRoot: string, path: string, response: ServerResponse): Promise<void> {
  const wanted = join(webRoot, normalize(path));
  const isFile = extname(wanted) !== '' && wanted.startsWith(webRoot) && existsSync(wanted);
  if (!isFile && path.startsWith('/assets/')) {
    response.writeHead(404).end();
    return;
  }
  const file = isFile ? wanted : join(webRoot, 'index.html');
  const content = await readFile(file);
  response.writeHead(200, { 'content-type': contentTypes[extname(file)] ?? 'application/octet-stream' });
  response.end(content);
}
