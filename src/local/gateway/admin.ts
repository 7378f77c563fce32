import { createServer, type IncomingMessage, type Server } from 'node:http';
import { isIP } from 'node:net';
import type { ShiftableClock } from '../../lib/clock.ts';
import type { Broker } from '../broker/broker.ts';
import { LISTS, type ListName, type PageQuery } from '../broker/inspection.ts';
import { type Action, backUpTo, moveClock } from './admin-actions.ts';
import { type Answer, asJson, readJson, Refusal, send } from './admin-http.ts';
import { METRICS_CONTENT_TYPE, metricsText, type OpenRequests } from './metrics-text.ts';
import type { ErrorLog } from './unary.ts';

const DEFAULT_LIMIT = 100;
const MOST_PER_PAGE = 1_000;
/** How long open requests may take to end when the engine stops. */
const SHUTDOWN_MS = 1_000;

/** The admin address is one that others than this machine could reach, and nobody said that they may. */
export class AdminExposed extends Error {
  override readonly name = 'AdminExposed';
  constructor(host: string) {
    super(
      `The admin port knows no users and "${host}" may be reached from other machines. Use a loopback address ` +
        '(127.0.0.1), or allow it with --admin-exposed in a private network.',
    );
  }
}

/** A clock that can be moved would fire timers and give jobs away at wrong times. */
export class ClockInProduction extends Error {
  override readonly name = 'ClockInProduction';
  constructor() {
    super('The clock of an engine in production cannot be moved: leave out --test-clock, or unset NODE_ENV.');
  }
}

/** Where and how much an operator may look. */
export interface AdminOptions {
  readonly host: string;
  /** 0: a free port. */
  readonly port: number;
  /** Allows an address that is not loopback. Default false. */
  readonly exposed?: boolean;
  /** Lets requests ask for the values of variables, which may be confidential. Default false: names only. */
  readonly values?: boolean;
  /** Lets `POST /clock` move this clock, which is then the engine's. Default: nobody can. Never in production. */
  readonly clock?: ShiftableClock;
  /** Folder in which `POST /backup` makes backups. Default: none are made. */
  readonly backups?: string;
}

/** A running admin port. */
export interface AdminPort {
  /** `host:port`. */
  readonly address: string;
  close(): Promise<void>;
}

type Inspected = Pick<
  Broker,
  | 'list'
  | 'variablesOf'
  | 'historyOf'
  | 'variablesInHistory'
  | 'endedInstances'
  | 'endedCount'
  | 'counts'
  | 'metrics'
  | 'queued'
  | 'isDiskFull'
  | 'backUp'
  | 'catchUp'
>;

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/**
 * Starts the operator's view: read-only lists as JSON, metrics for Prometheus, backups and the clock of tests
 * (docs/operating-the-engine.md).
 *
 * @throws AdminExposed, ClockInProduction; Error when the address cannot be listened on
 */
export const openAdminPort = async (
  broker: Inspected,
  openRequests: () => OpenRequests,
  options: AdminOptions,
  logError: ErrorLog,
): Promise<AdminPort> => {
  const { host, exposed = false, values = false } = options;
  if (!exposed && !isLoopback(host)) throw new AdminExposed(host);
  if (options.clock !== undefined && process.env['NODE_ENV'] === 'production') throw new ClockInProduction();
  const actions: Readonly<Record<string, Action>> = {
    '/backup': backUpTo(broker, options.backups),
    '/clock': moveClock(broker, options.clock),
  };
  const handle = async (request: IncomingMessage): Promise<Answer> => {
    // A web page that made its own name point here must not read what is here.
    if (!exposed) requireLoopbackName(request);
    const action = request.method === 'POST' ? actions[request.url ?? ''] : undefined;
    return action === undefined
      ? answer(broker, openRequests, request, values)
      : asJson(await action(await readJson(request)));
  };
  const server = createServer((request, response) => {
    handle(request).then(
      (found) => send(response, 200, found),
      (error: unknown) => {
        if (error instanceof Refusal) {
          send(response, error.status, asJson({ error: error.message }));
          return;
        }
        logError('The admin port', error);
        send(response, 500, asJson({ error: 'This did not succeed; the log of the engine has the reason.' }));
      },
    );
  });
  const port = await listen(server, host, options.port);
  return {
    address: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () => close(server),
  };
};

const answer = (
  broker: Inspected,
  openRequests: () => OpenRequests,
  request: IncomingMessage,
  values: boolean,
): Answer => {
  if (request.method !== 'GET')
    throw new Refusal(
      405,
      'Only GET is answered here, POST /backup and POST /clock; change things over gRPC.',
    );
  const url = parseUrl(request.url ?? '/');
  const path = url.pathname.slice(1);
  if (path === 'metrics') {
    allow(url, []);
    return { contentType: METRICS_CONTENT_TYPE, body: metricsText(broker, openRequests()) };
  }
  if (path === 'variables') return asJson(variables(broker, url, values));
  if (path === 'ended-instances') {
    allow(url, ['after', 'limit']);
    return asJson(broker.endedInstances(pageQuery(url)));
  }
  if (path === 'history') return asJson(history(broker, url));
  if (path === 'history-variables') return asJson(historyVariables(broker, url, values));
  if (isList(path)) {
    allow(url, ['processInstanceKey', 'after', 'limit']);
    return asJson(broker.list(path, pageQuery(url)));
  }
  if (path === '') {
    allow(url, []);
    return asJson({
      lists: [...LISTS, 'variables', ...HISTORY_PATHS].map((name) => `/${name}`),
      metrics: '/metrics',
    });
  }
  throw new Refusal(404, 'There is no such list; GET / names them.');
};

const isList = (path: string): path is ListName => (LISTS as readonly string[]).includes(path);

const HISTORY_PATHS = ['ended-instances', 'history', 'history-variables'] as const;

const variables = (broker: Inspected, url: URL, valuesAllowed: boolean): object => {
  allow(url, ['scopeKey', 'values']);
  const scopeKey = keyOf(url, 'scopeKey');
  if (scopeKey === undefined)
    throw new Refusal(400, 'Say of which scope: scopeKey=KEY of a process or element instance.');
  const found = broker.variablesOf(scopeKey, asksForValues(url, valuesAllowed));
  if (found === undefined)
    throw new Refusal(404, `There is no living process or element instance with key ${scopeKey}.`);
  return { items: found };
};

const history = (broker: Inspected, url: URL): object => {
  allow(url, ['processInstanceKey', 'after', 'limit']);
  const key = instanceKeyOf(url);
  return broker.historyOf(key, pageQuery(url)) ?? unknownInstance(key);
};

const historyVariables = (broker: Inspected, url: URL, valuesAllowed: boolean): object => {
  allow(url, ['processInstanceKey', 'values']);
  const key = instanceKeyOf(url);
  const found = broker.variablesInHistory(key, asksForValues(url, valuesAllowed));
  return found === undefined ? unknownInstance(key) : { items: found };
};

const instanceKeyOf = (url: URL): string => {
  const key = keyOf(url, 'processInstanceKey');
  if (key === undefined) throw new Refusal(400, 'Say of which process instance: processInstanceKey=KEY.');
  return key;
};

const unknownInstance = (key: string): never => {
  throw new Refusal(
    404,
    `Nothing is known of a process instance with key ${key}, or it is not kept any more.`,
  );
};

const asksForValues = (url: URL, allowed: boolean): boolean => {
  const asked = url.searchParams.get('values') ?? 'false';
  if (asked !== 'true' && asked !== 'false') throw new Refusal(400, 'values must be true or false.');
  if (asked === 'true' && !allowed)
    throw new Refusal(403, 'Values are not shown; start the engine with --admin-values to allow it.');
  return asked === 'true';
};

const pageQuery = (url: URL): PageQuery => {
  const processInstanceKey = keyOf(url, 'processInstanceKey');
  const after = keyOf(url, 'after');
  const limit = url.searchParams.get('limit') ?? String(DEFAULT_LIMIT);
  if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > MOST_PER_PAGE)
    throw new Refusal(400, `limit must be a whole number from 1 to ${MOST_PER_PAGE}.`);
  return {
    limit: Number(limit),
    ...(processInstanceKey === undefined ? {} : { processInstanceKey }),
    ...(after === undefined ? {} : { after }),
  };
};

const keyOf = (url: URL, name: string): string | undefined => {
  const value = url.searchParams.get(name);
  if (value === null) return undefined;
  if (!/^[1-9]\d{0,18}$/.test(value)) throw new Refusal(400, `${name} must be a key: a decimal number.`);
  return value;
};

/** A misspelt parameter must not silently widen a list. */
const allow = (url: URL, names: readonly string[]): void => {
  for (const name of new Set(url.searchParams.keys())) {
    if (!names.includes(name) || url.searchParams.getAll(name).length > 1) {
      throw new Refusal(
        400,
        `Parameters here: ${names.length === 0 ? 'none' : names.join(', ')}; each at most once.`,
      );
    }
  }
};

const parseUrl = (target: string): URL => {
  try {
    return new URL(target, 'http://engine');
  } catch {
    throw new Refusal(400, 'The address of the request cannot be read.');
  }
};

const requireLoopbackName = (request: IncomingMessage): void => {
  const name = /^(?:\[([^\]]+)\]|([^:]*))(?::\d+)?$/.exec(request.headers.host ?? '');
  if (!isLoopback(name?.[1] ?? name?.[2] ?? ''))
    throw new Refusal(421, 'Ask for this port by a loopback name, such as 127.0.0.1.');
};

const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((opened, reject) => {
    server.once('error', (error) => {
      reject(
        new Error(
          `The admin port cannot listen on ${host}:${port}: ${error.message}. Choose another one (--admin).`,
          { cause: error },
        ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      opened(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

const close = (server: Server): Promise<void> =>
  new Promise((closed) => {
    const timer = setTimeout(() => server.closeAllConnections(), SHUTDOWN_MS);
    server.close(() => {
      clearTimeout(timer);
      closed();
    });
    server.closeIdleConnections();
  });
