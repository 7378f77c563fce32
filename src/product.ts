import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import type { Logger } from 'pino';
import { createDemoAccounts, openAccounts } from './access/accounts/index.ts';
import {
  caseAccess,
  meetingAccess,
  personAccess,
  provisionAccess,
  readAccessLog,
  transferAccess,
} from './access/policy.ts';
import { createApi, operationName } from './api/index.ts';
import { createAccessLogReader } from './cases/accountability/access-log.ts';
import { yearlyReportReader } from './cases/accountability/yearly-report.ts';
import {
  notingAccess,
  notingItems,
  notingRepository,
  openAccountability,
} from './cases/accountability/index.ts';
import { createBreakGlassDesk } from './cases/break-glass/desk.ts';
import { createLawfulnessDesk } from './cases/lawfulness-desk.ts';
import { createCaseDesk } from './cases/case-desk.ts';
import { createCaseRepository } from './cases/case-repository.ts';
import { loadConfiguration, organisationNames, type Demo } from './cases/configuration.ts';
import { dashboardReader } from './cases/dashboard.ts';
import { createFormDesk } from './cases/form-desk.ts';
import { loadForms } from './cases/forms/index.ts';
import { giveItemsTheirMunicipality } from './cases/item-municipalities.ts';
import { createInbox } from './cases/inbox.ts';
import { createInformationDesk } from './cases/information/desk.ts';
import { giveCasesMatchKeys } from './cases/matching/give-match-keys.ts';
import { matchKeysOf } from './cases/matching/match-keys.ts';
import { createInboxStore } from './cases/inbox-store.ts';
import { createMeetingItemDesk } from './cases/meeting/item-desk.ts';
import { createMeetingDesk } from './cases/meeting/meeting-desk.ts';
import { createMeetingStore } from './cases/meeting/meeting-store.ts';
import { migrate } from './cases/migrations.ts';
import { createOutbox, type DomainLog } from './cases/outbox.ts';
import { openProcessDefinitions, readShippedProcesses } from './cases/process-definitions/index.ts';
import { createPersonDesk } from './cases/person/person-desk.ts';
import { createExternalDesk } from './cases/provision/external-desk.ts';
import { createProvisionDesk } from './cases/provision/provision-desk.ts';
import { certificatesOf } from './cases/retention/certificates.ts';
import { createTransferDesk } from './cases/transfer/desk.ts';
import { createWorkingDayCalendar } from './cases/working-days.ts';
import { prepareDataFolder } from './lib/data-folder.ts';
import { shiftableClock, systemClock, type Clock, type ShiftableClock } from './lib/clock.ts';
import { keptSecret } from './lib/kept-secret.ts';
import { projectRoot } from './lib/project-root.ts';
import type { Settings } from './settings.ts';
import { startWorkers } from '../workers/registry.ts';
import { createZeebeNodeClient } from './zeebe/zeebe-node-client.ts';
import type { ProcessClient } from './zeebe/process-client.ts';

/** A running product. */
export interface Product {
  /** Where people go, such as `http://localhost:8080`. */
  readonly url: string;
  /** The demo accounts, in demo mode. */
  readonly demo: Demo | null;
  /** Time of the case rules and terms; demo mode can move it. */
  readonly clock: Clock | ShiftableClock;
  /** True when no case exists yet. */
  isEmpty(): Promise<boolean>;
  /** Stops taking work, finishes what is in hand and closes everything that was started. */
  close(): Promise<void>;
}

export interface ProductOptions {
  readonly settings: Settings;
  readonly logger: Logger;
  /** Told what is being done while starting. */
  readonly onProgress: (text: string) => void;
  /** A bundled server had to stop; the product cannot go on. */
  readonly onFatal: (error: Error) => void;
}

/** How long a configured engine or store may take to answer at start, in milliseconds. */
const SERVER_START_LIMIT_MS = 120_000;
/** How long open requests may take to end when the product stops. */
const HTTP_CLOSE_LIMIT_MS = 3_000;

/**
 * Starts everything one installation needs and nothing twice: bundled servers where no address is configured, the processes,
 * the workers, API and web. When a part cannot start, the parts before it are closed again.
 *
 * @throws Error whose message says what cannot start and what to do
 */
export async function startProduct({
  settings,
  logger,
  onProgress,
  onFatal,
}: ProductOptions): Promise<Product> {
  const root = projectRoot(import.meta.dirname);
  const closing: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = closing.pop(); close; close = closing.pop()) await close();
  };

  try {
    const configuration = loadConfiguration(join(root, 'config'));
    const forms = loadForms(join(root, 'processes', 'forms'));
    const calendar = createWorkingDayCalendar(configuration);
    const clock = settings.demoCases ? shiftableClock() : systemClock;
    const log: DomainLog = (fields, message) => logger.warn(fields, message);

    // The port first: a second start by mistake must fail before it touches any data.
    let handle: RequestListener = answerStarting;
    const server = createServer((request, response) => handle(request, response));
    const port = await listen(server, settings);
    closing.push(() => closeServer(server));
    await prepareDataFolder(settings.dataDir);

    const mongodbUri = settings.mongodbUri ?? (await startStore(settings, logger, onProgress, closing));
    const connection = await connectStore(mongodbUri);
    closing.push(() => connection.close());
    await migrate(connection);

    const zeebeAddress =
      settings.zeebeAddress ?? (await startEngine(settings, logger, onProgress, onFatal, closing));
    const client = createZeebeNodeClient({ address: zeebeAddress, log });
    closing.push(() => client.close());
    await waitForEngine(client, zeebeAddress, onProgress);

    const accounts = await openAccounts({
      connection,
      clock: systemClock,
      tokenSecret: await keptSecret({
        what: 'token secret',
        configured: settings.jwtSecret,
        file: join(settings.dataDir, 'token-secret'),
      }),
      directory: configuration,
    });
    const demo = settings.demoUsers ? configuration.demo : null;
    if (demo) await createDemoAccounts({ accounts, configuration, environment: process.env['NODE_ENV'] });

    const formIds = new Set(forms.keys());
    const processDefinitions = await openProcessDefinitions({
      connection,
      clock: systemClock,
      deployer: client,
      people: accounts,
      hiddenBelow: configuration.dashboard.hiddenBelow,
      formIds,
      termIds: new Set(Object.keys(configuration.terms)),
    });
    onProgress('Deploying processes …');
    const { keptDesigners } = await processDefinitions.deployAtStart(
      await readShippedProcesses(join(root, 'processes')),
    );
    for (const processId of keptDesigners) {
      logger.warn(
        { processId },
        'A shipped process changed; the version of your process designer stays in use',
      );
    }

    const repository = createCaseRepository(connection);
    const items = createInboxStore(connection);
    const meetings = createMeetingStore(connection);
    await Promise.all([repository.ensureIndexes(), items.ensureIndexes(), meetings.ensureIndexes()]);
    await giveItemsTheirMunicipality(connection);
    const secret = await keptSecret({
      what: 'accountability key',
      configured: settings.accountabilityKey,
      file: join(settings.dataDir, 'accountability-key'),
    });
    const matchKeys = matchKeysOf(secret);
    await giveCasesMatchKeys(connection, matchKeys);
    const outbox = createOutbox({ repository, items, commands: client, clock, log });
    const accountability = await openAccountability({
      connection,
      clock: systemClock,
      register: configuration.register,
      secret,
      headsFile: join(settings.dataDir, 'audit-log-heads'),
      otlpEndpoint: settings.otlpEndpoint,
      productVersion: productVersion(root),
      keepFor: configuration.retention.logs.period,
      log,
    });
    closing.push(() => accountability.close());
    // Who acts for a person or a process gets these: nothing of a case is used without being recorded.
    const noting = {
      repository: notingRepository(repository),
      items: notingItems(items),
      access: notingAccess(caseAccess),
    };
    const formDesk = createFormDesk({ forms, configuration, people: accounts, access: noting.access, clock });
    const partnerNames = organisationNames(configuration);
    const shared = {
      ...noting,
      outbox,
      forms: formDesk,
      people: accounts,
      clock,
      partnerName: (partnerId: string) => partnerNames.get(partnerId) ?? partnerId,
      categories: configuration.fieldAccess.categories,
    };

    const ofMeetings = { ...shared, meetings, meetingAccess, configuration };

    const reconciler = outbox.start();
    closing.push(() => reconciler.close());
    const workers = startWorkers(
      client,
      {
        repository: noting.repository,
        items: noting.items,
        outbox,
        configuration,
        matchKeys,
        calendar,
        clock,
        people: accounts,
        outlines: processDefinitions,
        forms: formDesk,
        formIds,
        log,
      },
      accountability.recorder,
    );
    closing.push(() => workers.close());

    handle = createApi({
      logger,
      webRoot: join(root, 'dist', 'web'),
      trustProxy: settings.publicOrigin === undefined ? undefined : 'loopback, linklocal, uniquelocal',
      configuration,
      accounts,
      recorder: accountability.recorder,
      accessLog: createAccessLogReader({
        repository: noting.repository,
        auditLog: accountability.auditLog,
        people: accounts,
        mayRead: readAccessLog,
        register: configuration.register,
        partnerName: shared.partnerName,
        operationName,
      }),
      yearlyReport: yearlyReportReader({ connection, clock, configuration }),
      inbox: createInbox({ ...shared, calendar, timeZone: configuration.timeZone }),
      caseDesk: createCaseDesk({
        ...shared,
        configuration,
        calendar,
        matchKeys,
        outlines: processDefinitions,
      }),
      information: createInformationDesk(shared),
      personDesk: createPersonDesk({ ...shared, personAccess, configuration, calendar }),
      breakGlass: createBreakGlassDesk({ ...shared, configuration }),
      lawfulness: createLawfulnessDesk(shared),
      meetingDesk: createMeetingDesk(ofMeetings),
      meetingItemDesk: createMeetingItemDesk(ofMeetings),
      provisionDesk: createProvisionDesk({ ...shared, provisionAccess, configuration }),
      externalDesk: createExternalDesk({ ...shared, access: provisionAccess }),
      transferDesk: createTransferDesk({ ...shared, transferAccess, configuration }),
      processDefinitions,
      dashboard: dashboardReader({ connection, clock, calendar, configuration, people: accounts }),
      certificates: certificatesOf(shared),
      engine: client,
      store: { ping: async () => connection.db?.command({ ping: 1 }) },
      productVersion: productVersion(root),
      demo,
      secureCookies: settings.publicOrigin?.startsWith('https:') ?? false,
    });

    return {
      url:
        settings.publicOrigin ?? `http://${isLoopback(settings.host) ? 'localhost' : settings.host}:${port}`,
      demo,
      clock,
      isEmpty: async () => (await repository.list({}, { page: 1, pageSize: 1 })).total === 0,
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function startStore(
  settings: Settings,
  logger: Logger,
  onProgress: (text: string) => void,
  closing: (() => Promise<unknown>)[],
): Promise<string> {
  onProgress('Starting the bundled document store …');
  const { startLocalStore } = await import('./local/docstore/index.ts');
  const store = await startLocalStore({
    port: 0,
    dataDir: join(settings.dataDir, 'store'),
    key: settings.storeKey,
    log: (message, error) => logger.error({ reason: reasonOf(error) }, message),
  });
  closing.push(() => store.close());
  return `mongodb://${store.host}:${store.port}/casusoverleg`;
}

async function startEngine(
  settings: Settings,
  logger: Logger,
  onProgress: (text: string) => void,
  onFatal: (error: Error) => void,
  closing: (() => Promise<unknown>)[],
): Promise<string> {
  onProgress('Starting the bundled process engine …');
  const { startLocalEngine } = await import('./local/gateway/server.ts');
  const engine = await startLocalEngine({
    host: '127.0.0.1',
    port: 0,
    dataDir: join(settings.dataDir, 'engine'),
    // The workers ended with the product that ran them.
    returnJobs: true,
    onFatal,
    logError: (rpc, error) => logger.error({ rpc, reason: reasonOf(error) }, 'A gateway call failed'),
  });
  closing.push(() => engine.close());
  return engine.address;
}

async function connectStore(uri: string): Promise<Connection> {
  try {
    return await mongoose
      .createConnection(uri, { serverSelectionTimeoutMS: SERVER_START_LIMIT_MS, autoIndex: true })
      .asPromise();
  } catch (cause) {
    throw new Error('The document store does not answer. Check MONGODB_URI and that MongoDB is running.', {
      cause,
    });
  }
}

async function waitForEngine(
  client: ProcessClient,
  address: string,
  onProgress: (text: string) => void,
): Promise<void> {
  const giveUpAt = Date.now() + SERVER_START_LIMIT_MS;
  for (let told = false; ;) {
    try {
      await client.topology();
      return;
    } catch (cause) {
      if (Date.now() > giveUpAt) {
        throw new Error(
          `The process engine at ${address} does not answer. Check ZEEBE_ADDRESS and that Zeebe is running.`,
          {
            cause,
          },
        );
      }
      if (!told) onProgress(`Waiting for the process engine at ${address} …`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function listen(server: Server, { host, port }: Settings): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} is in use. Stop the program that has it, or choose another: PORT=${port + 1} npm start`,
            )
          : new Error(`Cannot listen on ${host}:${port}: ${error.message}. Check HOST and PORT.`),
      );
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Until everything is up: a health check or an eager browser gets an answer at once. */
const answerStarting: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Retry-After': '1', 'Content-Type': 'text/plain; charset=utf-8' });
  response.end('Starting; try again in a moment.\n');
};

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), HTTP_CLOSE_LIMIT_MS);
  await closed;
  clearTimeout(timer);
}

const isLoopback = (host: string): boolean => ['127.0.0.1', '::1', 'localhost'].includes(host);

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';

const productVersion = (root: string): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
