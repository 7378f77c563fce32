import type { ZBClient } from 'zeebe-node';

/**
 * The parts of zeebe-node 8.3.2 that it keeps private and that defending against its hazards needs. This is the only
 * file that names them; the exact version is pinned and `reachInto…` fails at start when the shape is another.
 */

/** A server-streaming call as zeebe-node hands it to its worker. */
export interface JobStream {
  on(event: 'data', listener: (response: { jobs: RawJob[] }) => void): this;
  on(event: 'end', listener: () => void): this;
  on(event: 'status', listener: (status: { code: number }) => void): this;
  on(event: 'error', listener: (error: unknown) => void): this;
  removeAllListeners(event: 'error' | 'data'): this;
  emit(event: 'end'): boolean;
  cancel(): void;
}

/** A job as it came over the wire: headers and variables still text. */
export interface RawJob {
  key: string;
  retries: number;
  customHeaders: string;
  variables: string;
}

type UnaryCall = (request: unknown, metadata: unknown, ...rest: unknown[]) => unknown;

/** zeebe-node's wrapper around one gRPC channel. */
export interface GrpcClient {
  /** The grpc-js client with one function per RPC. */
  client: Record<string, unknown>;
  listNameMethods: string[];
  activateJobsStream(request: unknown): Promise<JobStream | { error: Error }>;
  deployResourceSync(request: {
    resources: { name: string; content: Buffer }[];
    tenantId?: string | undefined;
  }): Promise<{ deployments: { process?: RawProcess | null }[] }>;
}

interface RawProcess {
  bpmnProcessId: string;
  version: number;
  processDefinitionKey: string;
  resourceName: string;
}

const asGrpcClient = (owner: object, property: 'grpc' | 'grpcClient'): GrpcClient => {
  const grpc = (owner as Record<string, unknown>)[property] as Partial<GrpcClient> | undefined;
  if (
    typeof grpc?.client !== 'object' ||
    !Array.isArray(grpc.listNameMethods) ||
    typeof grpc.activateJobsStream !== 'function' ||
    typeof grpc.deployResourceSync !== 'function'
  ) {
    throw new Error(`zeebe-node is not the expected version: ${property} has another shape. Install 8.3.2.`);
  }
  return grpc as GrpcClient;
};

/** The tenant that zeebe-node read from the environment, if any. */
export const tenantOf = (client: ZBClient): string | undefined =>
  (client as unknown as { tenantId?: string | undefined }).tenantId;

/** The gRPC client behind unary calls. */
export const reachIntoClient = (client: ZBClient): GrpcClient => asGrpcClient(client, 'grpc');

/** The gRPC client of one worker. */
export const reachIntoWorker = (worker: object): GrpcClient => asGrpcClient(worker, 'grpcClient');

/**
 * Gives every unary call a deadline; zeebe-node sends none, so that a call to a gateway that accepts and never
 * answers would hang for ever.
 */
export const setUnaryDeadline = (grpc: GrpcClient, deadlineMs: number): void => {
  for (const method of grpc.listNameMethods) {
    const original = grpc.client[method] as UnaryCall | undefined;
    if (original === undefined || method === 'activateJobs' || method === 'streamActivatedJobs') continue;
    grpc.client[method] = (request: unknown, metadata: unknown, callback: unknown) =>
      original.call(grpc.client, request, metadata, { deadline: Date.now() + deadlineMs }, callback);
  }
};
