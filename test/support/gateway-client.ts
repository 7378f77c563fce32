import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  type ClientReadableStream,
  credentials,
  loadPackageDefinition,
  type ServiceClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** The protocol as zeebe-node carries it: the client's view, not the gateway's. */
export const ZEEBE_NODE_PROTO = join(
  dirname(createRequire(import.meta.url).resolve('zeebe-node/package.json')),
  'proto',
  'zeebe.proto',
);

/** A job as it comes over the wire. */
export interface RawJob {
  readonly key: string;
  readonly type: string;
  readonly processInstanceKey: string;
  readonly bpmnProcessId: string;
  readonly processDefinitionKey: string;
  readonly elementId: string;
  readonly elementInstanceKey: string;
  readonly customHeaders: string;
  readonly worker: string;
  readonly retries: number;
  readonly deadline: string;
  readonly variables: string;
}

/** An open `ActivateJobs` or `StreamActivatedJobs` call. */
export interface JobStream {
  readonly jobs: readonly RawJob[];
  /** Set when the gateway ended the call: OK, or the failure. */
  readonly outcome: 'OK' | ServiceError | undefined;
  /** Resolves with all jobs when the gateway ends the call; rejects with its failure. */
  readonly ended: Promise<readonly RawJob[]>;
  cancel(): void;
}

type Unary = (
  request: object,
  options: object,
  respond: (error: ServiceError | null, ok: never) => void,
) => void;
type Streaming = (request: object) => ClientReadableStream<{ jobs?: RawJob[] } & RawJob>;

/** The gateway protocol without any client library on top. */
export interface GatewayClient {
  /** Rejects with grpc-js's ServiceError (`code`, `details`). */
  call<T>(rpc: string, request: object): Promise<T>;
  activate(request: Readonly<Record<string, unknown>>): JobStream;
  stream(request: Readonly<Record<string, unknown>>): JobStream;
  close(): void;
}

/** @param protoPath default: zeebe-node's */
export const openGatewayClient = (address: string, protoPath = ZEEBE_NODE_PROTO): GatewayClient => {
  const definition = loadSync(protoPath, {
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const { gateway_protocol } = loadPackageDefinition(definition) as unknown as {
    gateway_protocol: { Gateway: ServiceClientConstructor };
  };
  const client = new gateway_protocol.Gateway(address, credentials.createInsecure());

  const open = (rpc: string, request: object): JobStream => {
    const call = (client[rpc] as Streaming).call(client, request);
    const jobs: RawJob[] = [];
    const stream: { outcome: JobStream['outcome'] } = { outcome: undefined };
    const ended = new Promise<readonly RawJob[]>((resolve, reject) => {
      call.on('data', (data: { jobs?: RawJob[] } & RawJob) => jobs.push(...(data.jobs ?? [data])));
      call.on('end', () => {
        stream.outcome ??= 'OK';
        resolve(jobs);
      });
      call.on('error', (error: ServiceError) => {
        stream.outcome = error;
        reject(error);
      });
    });
    ended.catch(() => undefined);
    return {
      jobs,
      get outcome() {
        return stream.outcome;
      },
      ended,
      cancel: () => call.cancel(),
    };
  };

  return {
    call: (rpc, request) =>
      new Promise((resolve, reject) => {
        (client[rpc] as Unary).call(client, request, { deadline: Date.now() + 30_000 }, (error, ok) => {
          if (error) reject(error);
          else resolve(ok);
        });
      }),
    activate: (request) =>
      open('ActivateJobs', {
        worker: 'test',
        timeout: 60_000,
        maxJobsToActivate: 100,
        requestTimeout: -1,
        ...request,
      }),
    stream: (request) => open('StreamActivatedJobs', { worker: 'test', timeout: 60_000, ...request }),
    close: () => client.close(),
  };
};
