import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZBClient } from 'zeebe-node';
import { type LocalEngine, startLocalEngine } from '../../src/local/gateway/server.ts';
import { PARTITION } from '../support/engine/partition.ts';
import { eventually } from '../support/eventually.ts';
import { processFixture } from '../support/fixtures.ts';
import { type GatewayClient, openGatewayClient, type RawJob } from '../support/gateway-client.ts';

/** The engine that the contract is tried on: the bundled one, or the Zeebe at `ZEEBE_ADDRESS`. */
export interface EngineUnderTest {
  readonly address: string;
  /** zeebe-node, without its repeats. */
  readonly zeebe: ZBClient;
  readonly raw: GatewayClient;
  /** Only the bundled engine: what the gateway protocol cannot tell. */
  readonly local: LocalEngine | undefined;
  /** Ends the bundled engine and starts it again on its data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The Zeebe to test instead of the bundled engine. */
export const REAL_ZEEBE = process.env['ZEEBE_ADDRESS'];

const SILENT = { info: () => undefined, error: () => undefined, debug: () => undefined };

export const startEngineUnderTest = async (): Promise<EngineUnderTest> => {
  if (REAL_ZEEBE !== undefined && REAL_ZEEBE !== '') {
    return { ...connect(REAL_ZEEBE), local: undefined, restart: async () => undefined };
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
  const start = (port: number): Promise<LocalEngine> =>
    startLocalEngine({ host: '127.0.0.1', port, dataDir, partitionId: PARTITION });
  let local = await start(0);
  const { address } = local;
  const connection = connect(address);
  return {
    ...connection,
    get local() {
      return local;
    },
    async restart() {
      await local.close();
      local = await start(Number(address.split(':')[1]));
    },
    async close() {
      await connection.close();
      await local.close();
      rmSync(dataDir, { recursive: true });
    },
  };
};

const connect = (address: string) => {
  const zeebe = new ZBClient(address, {
    retry: false,
    loglevel: 'NONE',
    stdout: SILENT,
    connectionTolerance: 50,
  });
  const raw = openGatewayClient(address);
  return {
    address,
    zeebe,
    raw,
    async close() {
      raw.close();
      await zeebe.close();
    },
  };
};

/**
 * A fixture whose process ids, job types, message names and file name are this test's own, so that tests do not meet
 * each other's jobs and messages, on an engine that remembers earlier runs as well.
 */
export interface OwnProcess {
  readonly fileName: string;
  readonly xml: string;
  /** `name-suffix`, for any process id, job type or message name of the fixture. */
  own(name: string): string;
}

/** For fixtures that belong together: give all the same one. */
export const uniqueSuffix = (): string => randomBytes(4).toString('hex');

export const ownProcess = (fixture: string, suffix = uniqueSuffix()): OwnProcess => {
  const own = (name: string): string => `${name}-${suffix}`;
  const xml = processFixture(fixture)
    .replace(/(<bpmn:process id=")([^"]+)/g, (_match, before: string, id: string) => before + own(id))
    .replace(
      /(<bpmndi:BPMNPlane [^>]*bpmnElement=")([^"]+)/g,
      (_match, before: string, id: string) => before + own(id),
    )
    .replace(
      /(<zeebe:taskDefinition type=")([^"]+)/g,
      (_match, before: string, type: string) => before + own(type),
    )
    .replace(
      /(<zeebe:calledElement processId=")([^"]+)/g,
      (_match, before: string, id: string) => before + own(id),
    )
    .replace(
      /(<bpmn:message [^>]*name=")([^"]+)/g,
      (_match, before: string, name: string) => before + own(name),
    );
  return { fileName: `${own(fixture)}.bpmn`, xml, own };
};

/** What tests say to the engine, each in one line. */
export const speakTo = (engine: EngineUnderTest) => {
  const { zeebe, raw } = engine;

  const deploy = (...processes: readonly OwnProcess[]) =>
    raw.call<{
      key: string;
      deployments: {
        process: {
          bpmnProcessId: string;
          version: number;
          processDefinitionKey: string;
          resourceName: string;
        };
      }[];
    }>('DeployResource', {
      resources: processes.map(({ fileName, xml }) => ({ name: fileName, content: Buffer.from(xml) })),
    });

  const create = async (processId: string, variables: Record<string, unknown> = {}): Promise<string> => {
    const created = await zeebe.createProcessInstance({
      bpmnProcessId: processId,
      variables: variables as never,
    });
    return created.processInstanceKey;
  };

  /** Jobs that are activatable now. */
  const activateNow = (type: string, request: Record<string, unknown> = {}): Promise<readonly RawJob[]> =>
    raw.activate({ type, ...request }).ended;

  /** Waits until this many jobs of the type were activated. */
  const jobs = async (
    type: string,
    count = 1,
    request: Record<string, unknown> = {},
  ): Promise<readonly RawJob[]> => {
    const found: RawJob[] = [];
    return eventually(`${count} jobs of type ${type}`, async () => {
      found.push(
        ...(await raw.activate({
          type,
          requestTimeout: 1_000,
          maxJobsToActivate: count - found.length,
          ...request,
        }).ended),
      );
      return found.length >= count ? found : undefined;
    });
  };

  const job = async (type: string, request: Record<string, unknown> = {}): Promise<RawJob> => {
    const [first] = await jobs(type, 1, request);
    return first as RawJob;
  };

  const complete = (jobKey: string, variables: object = {}): Promise<unknown> =>
    zeebe.completeJob({ jobKey, variables: variables });

  /** That no job of a type exists: everything that could make one has been answered before. */
  const noJob = async (type: string): Promise<boolean> => (await activateNow(type)).length === 0;

  const publish = (message: {
    name: string;
    correlationKey?: string;
    timeToLive?: number;
    messageId?: string;
    variables?: object;
  }): Promise<unknown> =>
    zeebe.publishMessage({
      correlationKey: '',
      timeToLive: 0,
      messageId: '',
      ...message,
      variables: (message.variables ?? {}) as never,
    });

  return { deploy, create, activateNow, jobs, job, complete, noJob, publish };
};

/** The gRPC code a promise fails with, or 'OK'. */
export const codeOf = (promise: Promise<unknown>): Promise<number | 'OK'> =>
  promise.then(
    () => 'OK' as const,
    (error: { code: number }) => error.code,
  );

/** The text a promise fails with. */
export const detailsOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => '(accepted)',
    (error: { details?: string; message: string }) => error.details ?? error.message,
  );
