import { createSecureContext } from 'node:tls';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { Clock } from '../../lib/clock.ts';
import { Broker } from '../broker/broker.ts';
import type { HistoryOptions } from '../broker/history/history.ts';
import { type AdminOptions, type AdminPort, openAdminPort } from './admin.ts';
import { requireToken } from './authentication.ts';
import { AwaitedResults } from './awaited-results.ts';
import { clusterRpcs, healthRpcs, watchHealth } from './cluster.ts';
import { deploymentRpcs } from './deployments.ts';
import { GrpcFailure } from './grpc-errors.ts';
import { instanceRpcs } from './instances.ts';
import { JobPolls } from './job-polls.ts';
import { JobStreams } from './job-streams.ts';
import { jobRpcs } from './jobs.ts';
import { messageRpcs } from './messages.ts';
import { gatewayService, healthService } from './protocol.ts';
import { type ErrorLog, inTime, REQUEST_TIMEOUT_MS, type UnaryRpc, unaryHandlers } from './unary.ts';

/** The largest request and response, in bytes. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** How often an idle connection is asked whether the client is there, and how long the answer may take. */
const KEEP_ALIVE_MS = 30_000;
const KEEP_ALIVE_ANSWER_MS = 10_000;
/** How long open calls may take to end when the gateway stops. */
const SHUTDOWN_MS = 2_000;

/** The address cannot be listened on. */
export class AddressInUse extends Error {
  override readonly name = 'AddressInUse';
}

/** No encrypted connection can be offered with these. */
export class UnusableCertificate extends Error {
  override readonly name = 'UnusableCertificate';
}

export interface LocalEngineOptions {
  readonly host: string;
  /** 0: a free port. */
  readonly port: number;
  /** Folder of the engine's data; created when missing. */
  readonly dataDir: string;
  /** Part of every key, 1 to 8191. Default 1. */
  readonly partitionId?: number;
  /** What clients must show as bearer token. Default: everyone is let in. */
  readonly token?: string;
  /** Certificate chain and private key, in PEM. Default: connections are not encrypted. */
  readonly tls?: { readonly certificate: Buffer; readonly key: Buffer };
  /** The operator's view over HTTP. Default: none. */
  readonly admin?: AdminOptions;
  /** How much is kept of process instances that ended; values of variables only where `admin` shows them. */
  readonly history?: Pick<HistoryOptions, 'days' | 'instances'>;
  /**
   * Whether jobs that were handed out before the start are there for the next worker at once, instead of after their
   * time-out: right where the program that starts the engine runs all of its workers. Default false.
   */
  readonly returnJobs?: boolean;
  /** Default: the machine's time. */
  readonly clock?: Clock;
  /** Called once when the engine had to stop; it answers nothing afterwards. */
  readonly onFatal?: (error: Error) => void;
  /** Called when the disk takes no more, and with undefined when it does again; requests end with RESOURCE_EXHAUSTED meanwhile. */
  readonly onDiskFull?: (error: Error | undefined) => void;
  /** Told of errors of the gateway itself, never of requests. Default: nobody. */
  readonly logError?: ErrorLog;
}

/** A running engine with its gateway. */
export interface LocalEngine {
  /** `host:port` for clients. */
  readonly address: string;
  /** `host:port` of the operator's view, when it was asked for. */
  readonly adminAddress: string | undefined;
  /** What the gateway protocol cannot tell; for operators and tests of this engine. */
  readonly broker: Pick<Broker, 'incidents' | 'hasInstance'>;
  /** Ends open calls, finishes what was accepted and closes the data folder. */
  close(): Promise<void>;
}

/**
 * Starts the bundled engine behind Zeebe's gateway protocol.
 *
 * @throws DataFolderInUse, IncompatibleData, AddressInUse, AdminExposed, ClockInProduction,
 * UnusableCertificate
 */
export const startLocalEngine = async (options: LocalEngineOptions): Promise<LocalEngine> => {
  const credentials = credentialsOf(options);
  const clock = options.admin?.clock ?? options.clock;
  const broker = await Broker.open({
    ...options,
    ...(clock === undefined ? {} : { clock }),
    history: { ...options.history, values: options.admin?.values ?? false },
  });
  const logError = options.logError ?? (() => undefined);
  const awaited = new AwaitedResults(broker);
  const polls = new JobPolls(broker);
  const streams = new JobStreams(broker);
  broker.onSideEffect((effect) => {
    if (effect.kind !== 'jobs-available') return;
    const remaining = streams.jobsAvailable(effect.jobType, effect.jobKeys);
    if (remaining > 0) polls.jobsAvailable(effect.jobType, remaining);
  });

  let port = options.port;
  const rpcs: Record<string, UnaryRpc> = {
    ...limited(deploymentRpcs(broker)),
    ...limited(instanceRpcs(broker, awaited), ['CreateProcessInstanceWithResult']),
    ...limited(jobRpcs(broker)),
    ...limited(messageRpcs(broker)),
    ...clusterRpcs(broker, () => ({ host: options.host, port })),
  };
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    // A client that vanished without a word is noticed, and gets no more jobs.
    'grpc.keepalive_time_ms': KEEP_ALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEP_ALIVE_ANSWER_MS,
    ...(options.token === undefined ? {} : { interceptors: [requireToken(options.token)] }),
  });
  server.addService(gatewayService(), {
    ...unaryHandlers(rpcs, logError),
    ActivateJobs: (call: Parameters<JobPolls['open']>[0]) => polls.open(call),
    StreamActivatedJobs: (call: Parameters<JobStreams['open']>[0]) => streams.open(call),
  });
  server.addService(healthService(), {
    ...unaryHandlers(healthRpcs, logError),
    Watch: watchHealth,
  });

  let admin: AdminPort | undefined;
  try {
    if (options.returnJobs === true) await broker.returnJobs();
    if (options.admin !== undefined) {
      admin = await openAdminPort(
        broker,
        () => ({ parkedPolls: polls.parked, jobStreams: streams.count }),
        options.admin,
        logError,
      );
    }
    port = await bind(server, options, credentials);
  } catch (error) {
    await admin?.close();
    await broker.close();
    throw error;
  }

  let closing: Promise<void> | undefined;
  return {
    address: `${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    adminAddress: admin?.address,
    broker,
    close() {
      closing ??= (async () => {
        const leaving = new GrpcFailure(status.UNAVAILABLE, 'The gateway is shutting down');
        polls.close(leaving);
        streams.close(leaving);
        awaited.close();
        await Promise.all([shutDown(server), admin?.close()]);
        await broker.close();
      })();
      return closing;
    },
  };
};

/** Unary calls answer within the gateway's request timeout, whatever the broker does. */
const limited = (rpcs: Record<string, UnaryRpc>, except: readonly string[] = []): Record<string, UnaryRpc> =>
  Object.fromEntries(
    Object.entries(rpcs).map(([name, rpc]) => [
      name,
      except.includes(name)
        ? rpc
        : (request: never) =>
            inTime(rpc(request), REQUEST_TIMEOUT_MS, `The broker did not answer ${name} in time`),
    ]),
  );

const credentialsOf = ({ tls }: LocalEngineOptions): ServerCredentials => {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const { certificate, key } = tls;
  try {
    createSecureContext({ cert: certificate, key });
  } catch (error) {
    throw new UnusableCertificate(
      `The certificate or the key cannot be used (${(error as Error).message}). Both must be PEM files, the key that of ` +
        'the first certificate, without a password.',
    );
  }
  return ServerCredentials.createSsl(null, [{ cert_chain: certificate, private_key: key }]);
};

const bind = (
  server: Server,
  { host, port }: LocalEngineOptions,
  credentials: ServerCredentials,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    server.bindAsync(target, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else {
        reject(
          new AddressInUse(
            `Cannot listen on ${target}: ${error.message}. Stop the program that uses the port or choose another one (--listen).`,
          ),
        );
      }
    });
  });

const shutDown = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, SHUTDOWN_MS);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
