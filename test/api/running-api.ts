import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Ajv, type ValidateFunction } from 'ajv';
import formatsPlugin from 'ajv-formats';
import { pino } from 'pino';
import { createDemoAccounts, openAccounts, type Accounts } from '../../src/access/accounts/index.ts';
import {
  caseAccess,
  meetingAccess,
  personAccess,
  provisionAccess,
  readAccessLog,
  transferAccess,
} from '../../src/access/policy.ts';
import { createApi, operationName, type ApiOptions } from '../../src/api/index.ts';
import { operations } from '../../src/api/operations/index.ts';
import { createAccessLogReader } from '../../src/cases/accountability/access-log.ts';
import { yearlyReportReader } from '../../src/cases/accountability/yearly-report.ts';
import {
  notingAccess,
  notingItems,
  notingRepository,
  openAccountability,
  type Accountability,
} from '../../src/cases/accountability/index.ts';
import { createBreakGlassDesk } from '../../src/cases/break-glass/desk.ts';
import { createLawfulnessDesk } from '../../src/cases/lawfulness-desk.ts';
import { createCaseDesk } from '../../src/cases/case-desk.ts';
import { createCaseRepository, type CaseRepository } from '../../src/cases/case-repository.ts';
import { loadConfiguration, type Configuration } from '../../src/cases/configuration.ts';
import { dashboardReader } from '../../src/cases/dashboard.ts';
import { createFormDesk } from '../../src/cases/form-desk.ts';
import { loadForms } from '../../src/cases/forms/index.ts';
import { createInbox } from '../../src/cases/inbox.ts';
import { createInformationDesk } from '../../src/cases/information/desk.ts';
import { createInboxStore, type InboxStore } from '../../src/cases/inbox-store.ts';
import { matchKeysOf } from '../../src/cases/matching/match-keys.ts';
import { createOutbox } from '../../src/cases/outbox.ts';
import {
  openProcessDefinitions,
  type ProcessDefinitions,
} from '../../src/cases/process-definitions/index.ts';
import { createMeetingItemDesk } from '../../src/cases/meeting/item-desk.ts';
import { createMeetingDesk } from '../../src/cases/meeting/meeting-desk.ts';
import { createMeetingStore, type MeetingStore } from '../../src/cases/meeting/meeting-store.ts';
import { createPersonDesk } from '../../src/cases/person/person-desk.ts';
import { createExternalDesk } from '../../src/cases/provision/external-desk.ts';
import { createProvisionDesk } from '../../src/cases/provision/provision-desk.ts';
import { createTransferDesk } from '../../src/cases/transfer/desk.ts';
import { certificatesOf } from '../../src/cases/retention/certificates.ts';
import { createWorkingDayCalendar } from '../../src/cases/working-days.ts';
import type { Problem } from '../../src/contract/http.ts';
import { shiftableClock, type ShiftableClock } from '../../src/lib/clock.ts';
import { openTestStore, type TestStore } from '../support/local-store.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { FakeEngine } from './fake-engine.ts';

const root = projectRoot(import.meta.dirname);

export const tokenSecretOfTests = 'a secret that only the tests of this product know';

/** Thursday, so that a working day before and after is near. */
export const startOfTests = new Date('2026-11-19T10:00:00Z');

/** An answer; its body was checked against the API's own description. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown;
}

export interface Request {
  readonly token?: string | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API with real accounts, policy, cases and store, and an engine that does what the test says. */
export interface RunningApi {
  readonly url: string;
  readonly clock: ShiftableClock;
  readonly engine: FakeEngine;
  readonly store: TestStore;
  readonly accounts: Accounts;
  readonly accountability: Accountability;
  readonly configuration: Configuration;
  readonly repository: CaseRepository;
  readonly items: InboxStore;
  readonly meetings: MeetingStore;
  readonly processDefinitions: ProcessDefinitions;
  /** What was logged, one JSON text per line. */
  readonly logged: string[];
  /** Sends a request below `/v1` and checks the answer against `/v1/openapi.json`. */
  call(method: string, path: string, request?: Request): Promise<Answer>;
  /** Like `call`, for an answer that must be a problem. */
  refused(method: string, path: string, request?: Request): Promise<Problem>;
  /** A token for a demo account, by user id. */
  tokenOf(userId: string): Promise<string>;
  close(): Promise<void>;
}

export async function startApi({
  otlpEndpoint,
  ...overrides
}: Partial<Pick<ApiOptions, 'webRoot' | 'failuresPerMinute' | 'secureCookies' | 'store'>> & {
  readonly otlpEndpoint?: string;
} = {}): Promise<RunningApi> {
  const configuration = loadConfiguration(join(root, 'config'));
  const forms = loadForms(join(root, 'processes', 'forms'));
  const clock = shiftableClock(startOfTests);
  const store = await openTestStore();
  const { connection } = store;
  const engine = new FakeEngine();
  const accounts = await openAccounts({
    connection,
    clock,
    tokenSecret: tokenSecretOfTests,
    directory: configuration,
  });
  await createDemoAccounts({ accounts, configuration, environment: 'test' });

  const repository = createCaseRepository(connection);
  const items = createInboxStore(connection);
  const meetings = createMeetingStore(connection);
  await Promise.all([repository.ensureIndexes(), items.ensureIndexes(), meetings.ensureIndexes()]);
  const calendar = createWorkingDayCalendar(configuration);
  const partnerName = (partnerId: string): string =>
    configuration.partners.find((partner) => partner.partnerId === partnerId)?.name ?? partnerId;
  const outbox = createOutbox({ repository, items, commands: engine, clock, log: () => undefined });
  const accountability = await openAccountability({
    connection,
    clock,
    register: configuration.register,
    secret: tokenSecretOfTests,
    headsFile: join(await mkdtemp(join(tmpdir(), 'casusoverleg-heads-')), 'heads'),
    productVersion: '0.0.0-test',
    otlpEndpoint,
    keepFor: configuration.retention.logs.period,
    log: () => undefined,
  });
  const noting = {
    repository: notingRepository(repository),
    items: notingItems(items),
    access: notingAccess(caseAccess),
  };
  const formDesk = createFormDesk({ forms, configuration, people: accounts, access: noting.access, clock });
  const processDefinitions = await openProcessDefinitions({
    connection,
    clock,
    deployer: engine,
    people: accounts,
    hiddenBelow: configuration.dashboard.hiddenBelow,
    formIds: new Set(forms.keys()),
    termIds: new Set(Object.keys(configuration.terms)),
  });
  const inbox = createInbox({
    ...noting,
    outbox,
    forms: formDesk,
    people: accounts,
    calendar,
    timeZone: configuration.timeZone,
    clock,
    partnerName,
    categories: configuration.fieldAccess.categories,
    nextStepWaitMs: 0,
  });
  const caseDesk = createCaseDesk({
    ...noting,
    outbox,
    forms: formDesk,
    people: accounts,
    configuration,
    matchKeys: matchKeysOf(tokenSecretOfTests),
    outlines: processDefinitions,
    calendar,
    clock,
    partnerName,
  });

  const shared = {
    ...noting,
    outbox,
    forms: formDesk,
    people: accounts,
    clock,
    partnerName,
    categories: configuration.fieldAccess.categories,
  };
  const ofMeetings = { ...shared, meetings, meetingAccess, configuration };
  const logged: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(chunk.toString());
      done();
    },
  });
  const app = createApi({
    configuration,
    accounts,
    recorder: accountability.recorder,
    accessLog: createAccessLogReader({
      repository: noting.repository,
      auditLog: accountability.auditLog,
      people: accounts,
      mayRead: readAccessLog,
      register: configuration.register,
      partnerName,
      operationName,
    }),
    yearlyReport: yearlyReportReader({ connection, clock, configuration }),
    inbox,
    caseDesk,
    personDesk: createPersonDesk({ ...shared, personAccess, configuration, calendar }),
    breakGlass: createBreakGlassDesk({ ...shared, configuration }),
    lawfulness: createLawfulnessDesk(shared),
    meetingDesk: createMeetingDesk(ofMeetings),
    meetingItemDesk: createMeetingItemDesk(ofMeetings),
    provisionDesk: createProvisionDesk({ ...shared, provisionAccess, configuration }),
    externalDesk: createExternalDesk({ ...shared, access: provisionAccess }),
    transferDesk: createTransferDesk({ ...shared, transferAccess, configuration }),
    information: createInformationDesk(shared),
    processDefinitions,
    dashboard: dashboardReader({ connection, clock, calendar, configuration, people: accounts }),
    certificates: certificatesOf({ repository, people: accounts, partnerName }),
    engine,
    store: { ping: () => connection.db?.command({ ping: 1 }) ?? Promise.reject(new Error('no store')) },
    productVersion: '0.0.0-test',
    demo: configuration.demo,
    secureCookies: false,
    failuresPerMinute: 1000,
    logger: pino({ level: 'info' }, sink),
    ...overrides,
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const description = (await (await fetch(`${url}/v1/openapi.json`)).json()) as Description;
  const answerCheck = new AnswerCheck(description);

  const call = async (method: string, path: string, request: Request = {}): Promise<Answer> => {
    const { token, body, text, headers } = request;
    const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    });
    const answered = await response.text();
    const answer = {
      status: response.status,
      headers: response.headers,
      body: answered === '' ? undefined : (JSON.parse(answered) as unknown),
    };
    answerCheck.check(method, path, answer);
    return answer;
  };

  const tokens = new Map<string, string>();
  return {
    url,
    clock,
    engine,
    store,
    accounts,
    accountability,
    configuration,
    repository,
    items,
    meetings,
    processDefinitions,
    logged,
    call,
    async refused(method, path, request) {
      const { status, body } = await call(method, path, request);
      if (status < 400) throw new Error(`${method} ${path} was not refused but answered ${status}.`);
      return body as Problem;
    },
    async tokenOf(userId) {
      const known = tokens.get(userId);
      if (known !== undefined) return known;
      const user = configuration.demo.users.find((candidate) => candidate.userId === userId);
      if (user === undefined) throw new Error(`config/demo.json has no ${userId}.`);
      const signedIn = await accounts.signIn({ email: user.email, password: configuration.demo.password });
      if ('waitSeconds' in signedIn) throw new Error(`${userId} has to wait.`);
      tokens.set(userId, signedIn.accessToken);
      return signedIn.accessToken;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await accountability.close();
      await store.close();
    },
  };
}

interface Description {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, ResponseOf>> }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

interface ResponseOf {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

/** Holds every answer against the published description. */
class AnswerCheck {
  readonly #description: Description;
  readonly #ajv = new Ajv({ allErrors: true, strict: false });
  readonly #compiled = new Map<object, ValidateFunction>();

  constructor(description: Description) {
    this.#description = description;
    formatsPlugin.default(this.#ajv, ['date-time']);
    this.#ajv.addSchema({ $id: 'api', components: description.components });
  }

  check(method: string, path: string, { status, headers, body }: Answer): void {
    const where = `${method} ${path.split('?')[0]} → ${status}`;
    if (headers.get('api-version') === null && status !== 404)
      throw new Error(`${where}: the answer has no API-Version.`);
    const operation = this.#operation(method, path);
    if (operation === undefined) {
      if (status < 400) throw new Error(`${where}: succeeded, but is not in the description.`);
      return this.#validate(where, { $ref: '#/components/schemas/Problem' }, body);
    }
    const response =
      operation.responses[String(status)] ?? (status >= 400 ? operation.responses['default'] : undefined);
    if (response === undefined) throw new Error(`${where}: this status is not in the description.`);
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    const schema = response.content?.[type]?.schema;
    if (schema === undefined) {
      if (body !== undefined) throw new Error(`${where}: has a body that is not described.`);
      return;
    }
    if (!headers.get('content-type')?.startsWith(type))
      throw new Error(`${where}: the content type is ${headers.get('content-type')}.`);
    this.#validate(where, schema, body);
  }

  #operation(method: string, path: string) {
    const [address = ''] = path.split('?');
    const template = Object.keys(this.#description.paths)
      // A literal path goes before one with parameters.
      .sort((a, b) => Number(a.includes('{')) - Number(b.includes('{')))
      .find((candidate) => new RegExp(`^${candidate.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address));
    return template === undefined ? undefined : this.#description.paths[template]?.[method.toLowerCase()];
  }

  #validate(where: string, schema: object, body: unknown): void {
    let validate = this.#compiled.get(schema);
    if (validate === undefined) {
      validate = this.#ajv.compile(
        JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as object,
      );
      this.#compiled.set(schema, validate);
    }
    if (!validate(body)) throw new Error(`${where}: ${this.#ajv.errorsText(validate.errors)}`);
  }
}

/** Every operation as method and path, for tests over all of them. */
export const everyOperation = operations.map(({ method, path, access, operationId }) => ({
  operationId,
  method: method.toUpperCase(),
  path,
  access,
}));
