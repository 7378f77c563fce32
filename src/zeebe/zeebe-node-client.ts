import { ZBClient } from 'zeebe-node';
import { toProcessEngineError } from './grpc-status.ts';
import { openZeebeNodeWorker, type WorkerLog } from './job-worker.ts';
import { assertJsonVariables } from './json-document.ts';
import type { JobWorker, ProcessClient, Topology } from './process-client.ts';
import { ProcessEngineError } from './process-engine-error.ts';
import { reachIntoClient, setUnaryDeadline, tenantOf } from './zeebe-node-internals.ts';

export interface ZeebeNodeOptions {
  /** `host:port` of the gateway. TLS and OAuth come from zeebe-node's usual `ZEEBE_*` environment variables. */
  readonly address: string;
  /** How long a unary call may take, in milliseconds. Default: 15 s, the gateway's own request timeout. */
  readonly requestTimeoutMs?: number;
  /** How long the engine may hold a worker's empty poll, in milliseconds. Default: 20 s. */
  readonly longPollMs?: number;
  /** Warnings of workers. Default: none. */
  readonly log?: WorkerLog;
}

const DEFAULT_REQUEST_TIMEOUT_MS = 15_000;
const DEFAULT_LONG_POLL_MS = 20_000;
/** zeebe-node debounces its connection events for this long, with timers that keep a process alive. */
const CONNECTION_TOLERANCE_MS = 50;
/** Time for an OAuth token on top of the call's own deadline. */
const TOKEN_GRACE_MS = 5_000;

/** zeebe-node prints jobs and requests, variables included, when a log level in the environment says so. */
const SILENT = { info: () => undefined, error: () => undefined, debug: () => undefined };

const KEY = /^[1-9][0-9]{0,18}$/;

const assertKey = (key: string, operation: string): string => {
  if (KEY.test(key)) return key;
  throw new ProcessEngineError(
    'invalid-argument',
    operation,
    undefined,
    'the key is not a positive decimal number',
  );
};

const assertCount = (
  value: number,
  name: string,
  minimum: number,
  operation: string,
  key?: string,
): number => {
  if (Number.isSafeInteger(value) && value >= minimum) return value;
  throw new ProcessEngineError(
    'invalid-argument',
    operation,
    key,
    `${name} must be a whole number from ${minimum}`,
  );
};

/** Rejects with `deadline-exceeded` when a promise takes too long; the call itself has a deadline of its own. */
const within = async <T>(
  promise: Promise<T>,
  ms: number,
  operation: string,
  key: string | undefined,
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new ProcessEngineError('deadline-exceeded', operation, key, 'no answer in time'));
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * The process engine through zeebe-node 8.3.2. No call is retried behind the caller's back: zeebe-node would repeat
 * for ever, creating included. Workers repeat the delivery of an outcome a bounded number of times.
 */
export const createZeebeNodeClient = (options: ZeebeNodeOptions): ProcessClient => {
  const requestTimeoutMs = options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS;
  const longPollMs = options.longPollMs ?? DEFAULT_LONG_POLL_MS;
  const log = options.log ?? (() => undefined);
  const zeebe = new ZBClient(options.address, {
    retry: false,
    eagerConnection: false,
    loglevel: 'NONE',
    stdout: SILENT,
    longPoll: longPollMs,
    connectionTolerance: CONNECTION_TOLERANCE_MS,
  });
  const grpc = reachIntoClient(zeebe);
  setUnaryDeadline(grpc, requestTimeoutMs);

  const workers = new Set<JobWorker>();
  let closing: Promise<void> | undefined;
  let closed = false;

  const call = async <T>(
    operation: string,
    key: string | undefined,
    run: () => Promise<T>,
    quoteRefusal = false,
  ): Promise<T> => {
    if (closed) throw new ProcessEngineError('unavailable', operation, key, 'this connection was closed');
    try {
      return await within(run(), requestTimeoutMs + TOKEN_GRACE_MS, operation, key);
    } catch (error) {
      throw toProcessEngineError(error, operation, key, quoteRefusal);
    }
  };

  const client: ProcessClient = {
    deploy: (resources) =>
      call(
        'deploy',
        resources[0]?.name,
        async () => {
          const response = await grpc.deployResourceSync({
            resources: resources.map(({ name, content }) => ({
              name,
              content: Buffer.from(content, 'utf8'),
            })),
            tenantId: tenantOf(zeebe),
          });
          return response.deployments.flatMap(({ process }) =>
            process
              ? [
                  {
                    processDefinitionKey: process.processDefinitionKey,
                    processId: process.bpmnProcessId,
                    version: process.version,
                    resourceName: process.resourceName,
                  },
                ]
              : [],
          );
        },
        true,
      ),

    createInstance: ({ processId, version, variables }) =>
      call('createInstance', processId, async () => {
        const created = await zeebe.createProcessInstance({
          bpmnProcessId: processId,
          version:
            version === undefined ? -1 : assertCount(version, 'version', 1, 'createInstance', processId),
          variables: assertJsonVariables(variables, 'createInstance', processId),
        });
        return {
          processInstanceKey: created.processInstanceKey,
          processDefinitionKey: created.processDefinitionKey,
          processId: created.bpmnProcessId,
          version: created.version,
        };
      }),

    publishMessage: ({ name, correlationKey, messageId, timeToLiveMs, variables }) =>
      call('publishMessage', name, async () => {
        const published = await zeebe.publishMessage({
          name,
          correlationKey,
          messageId,
          timeToLive: assertCount(timeToLiveMs, 'timeToLiveMs', 0, 'publishMessage', name),
          variables: assertJsonVariables(variables, 'publishMessage', name),
        });
        // A string on the wire (proto-loader's longs); zeebe-node's type says number.
        return { messageKey: String(published.key) };
      }),

    completeJob: (jobKey, variables) =>
      call('completeJob', jobKey, async () => {
        await zeebe.completeJob({
          jobKey: assertKey(jobKey, 'completeJob'),
          variables: assertJsonVariables(variables, 'completeJob', jobKey),
        });
      }),

    failJob: ({ jobKey, retries, errorMessage, retryBackOffMs }) =>
      call('failJob', jobKey, async () => {
        await zeebe.failJob({
          jobKey: assertKey(jobKey, 'failJob'),
          retries: assertCount(retries, 'retries', 0, 'failJob', jobKey),
          errorMessage,
          retryBackOff: assertCount(retryBackOffMs, 'retryBackOffMs', 0, 'failJob', jobKey),
        });
      }),

    throwError: ({ jobKey, errorCode, errorMessage, variables }) =>
      call('throwError', jobKey, async () => {
        await zeebe.throwError({
          jobKey: assertKey(jobKey, 'throwError'),
          errorCode,
          errorMessage,
          variables: assertJsonVariables(variables, 'throwError', jobKey),
        });
      }),

    updateJobRetries: ({ jobKey, retries }) =>
      call('updateJobRetries', jobKey, async () => {
        await zeebe.updateJobRetries({
          jobKey: assertKey(jobKey, 'updateJobRetries'),
          retries: assertCount(retries, 'retries', 1, 'updateJobRetries', jobKey),
        });
      }),

    resolveIncident: (incidentKey) =>
      call('resolveIncident', incidentKey, async () => {
        await zeebe.resolveIncident({ incidentKey: assertKey(incidentKey, 'resolveIncident') });
      }),

    setVariables: ({ elementInstanceKey, variables, local }) =>
      call('setVariables', elementInstanceKey, async () => {
        await zeebe.setVariables({
          elementInstanceKey: assertKey(elementInstanceKey, 'setVariables'),
          variables: assertJsonVariables(variables, 'setVariables', elementInstanceKey),
          local,
        });
      }),

    cancelInstance: (processInstanceKey) =>
      call('cancelInstance', processInstanceKey, async () => {
        await zeebe.cancelProcessInstance(assertKey(processInstanceKey, 'cancelInstance'));
      }),

    topology: () =>
      call('topology', undefined, async () => {
        const answer = await zeebe.topology();
        return {
          clusterSize: answer.clusterSize,
          partitionsCount: answer.partitionsCount,
          replicationFactor: answer.replicationFactor,
          gatewayVersion: answer.gatewayVersion,
          brokers: answer.brokers as unknown as Topology['brokers'],
        };
      }),

    openWorker(workerOptions) {
      if (closing) {
        throw new ProcessEngineError(
          'unavailable',
          'openWorker',
          workerOptions.jobType,
          'this connection was closed',
        );
      }
      assertCount(workerOptions.timeoutMs, 'timeoutMs', 1, 'openWorker', workerOptions.jobType);
      assertCount(workerOptions.maxJobsActive, 'maxJobsActive', 1, 'openWorker', workerOptions.jobType);
      const worker = openZeebeNodeWorker(zeebe, client, workerOptions, longPollMs, log);
      const handle: JobWorker = {
        async close() {
          await worker.close();
          workers.delete(handle);
        },
      };
      workers.add(handle);
      return handle;
    },

    close() {
      closing ??= (async () => {
        // Workers finish their jobs in hand first, and report them through this connection.
        await Promise.all([...workers].map((worker) => worker.close()));
        closed = true;
        await zeebe.close();
      })();
      return closing;
    },
  };
  return client;
};
