/**
 * The port to the process engine: everything the application may ask of Zeebe.
 *
 * Only what the gateway protocol offers is in here, so that any Zeebe, the bundled engine and another client
 * library can stand behind it. Every method rejects with a `ProcessEngineError` and with nothing else.
 *
 * `id` is what an author wrote, `key` is what the engine issued. Keys are 64-bit and travel as decimal strings: on a
 * cluster of four or more partitions they no longer fit a JavaScript number.
 */

/** A value that survives JSON unchanged: no `undefined` in arrays, no `NaN`, no `bigint`, no class instances. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** Process variables by name. Ids, choices and dates only: personal data never enters the process engine. */
export type Variables = { readonly [name: string]: JsonValue };

/** A key issued by the engine, as a decimal string. */
export type EngineKey = string;

/** A resource to deploy. */
export interface DeploymentResource {
  /** File name with its extension (`.bpmn`); a repeated name with equal content makes no new version. */
  readonly name: string;
  /** The XML. */
  readonly content: string;
}

/** A process definition as the engine knows it after deployment. */
export interface DeployedProcess {
  readonly processDefinitionKey: EngineKey;
  readonly processId: string;
  /** Counted from 1 per process id. */
  readonly version: number;
  readonly resourceName: string;
}

export interface CreateInstanceRequest {
  readonly processId: string;
  /** Default: the latest version. */
  readonly version?: number;
  readonly variables: Variables;
}

export interface CreatedInstance {
  readonly processInstanceKey: EngineKey;
  readonly processDefinitionKey: EngineKey;
  readonly processId: string;
  readonly version: number;
}

export interface PublishMessageRequest {
  readonly name: string;
  /** Matched against the value of the waiting element's correlation key expression. */
  readonly correlationKey: string;
  /**
   * Makes publishing idempotent: while a message with this name, correlation key and id is buffered, publishing it
   * again is refused with `already-exists`.
   */
  readonly messageId: string;
  /** How long the engine keeps the message for a receiver that is not waiting yet, in milliseconds; 0: not at all. */
  readonly timeToLiveMs: number;
  readonly variables: Variables;
}

export interface FailJobRequest {
  readonly jobKey: EngineKey;
  /** Retries left afterwards; 0 raises an incident. */
  readonly retries: number;
  /** What went wrong, for the operator. Never a variable's value. */
  readonly errorMessage: string;
  /** The job is not handed out again before this many milliseconds have passed. */
  readonly retryBackOffMs: number;
}

export interface ThrowErrorRequest {
  readonly jobKey: EngineKey;
  /** Matched against the error code of the catching events. */
  readonly errorCode: string;
  readonly errorMessage: string;
  /** Local to the catching event. */
  readonly variables: Variables;
}

export interface UpdateJobRetriesRequest {
  readonly jobKey: EngineKey;
  /** At least 1. */
  readonly retries: number;
}

export interface SetVariablesRequest {
  /** A process instance key or the key of an element instance. */
  readonly elementInstanceKey: EngineKey;
  readonly variables: Variables;
  /** True: exactly in this scope. False: each variable in the nearest scope that has it, else at the root. */
  readonly local: boolean;
}

export interface Topology {
  readonly clusterSize: number;
  readonly partitionsCount: number;
  readonly replicationFactor: number;
  readonly gatewayVersion: string;
  readonly brokers: readonly {
    readonly nodeId: number;
    readonly host: string;
    readonly port: number;
    readonly version: string;
    readonly partitions: readonly {
      readonly partitionId: number;
      readonly role: 'LEADER' | 'FOLLOWER' | 'INACTIVE';
      readonly health: 'HEALTHY' | 'UNHEALTHY' | 'DEAD';
    }[];
  }[];
}

/** A job as handed to a worker. */
export interface ActivatedJob {
  readonly key: EngineKey;
  readonly type: string;
  readonly processInstanceKey: EngineKey;
  readonly processId: string;
  readonly processVersion: number;
  readonly processDefinitionKey: EngineKey;
  readonly elementId: string;
  readonly elementInstanceKey: EngineKey;
  /** What the designer set on the element; the engine's own headers start with `io.camunda.zeebe:`. */
  readonly customHeaders: { readonly [name: string]: string };
  readonly worker: string;
  /** Retries left, this one included. */
  readonly retries: number;
  /** Epoch milliseconds; afterwards the engine hands the job to another worker. */
  readonly deadline: number;
  readonly variables: Variables;
}

/** What a handler decided about its job. */
export type JobOutcome =
  | { readonly kind: 'complete'; readonly variables?: Variables }
  /** A business error that the process catches with an error event. */
  | {
      readonly kind: 'error';
      readonly errorCode: string;
      readonly errorMessage?: string;
      readonly variables?: Variables;
    }
  /** A technical failure. Default: one retry fewer than the job has, with a back-off that grows. */
  | {
      readonly kind: 'fail';
      readonly errorMessage: string;
      readonly retries?: number;
      readonly retryBackOffMs?: number;
    }
  /** The job stays activated until its deadline: someone else completes it, such as a person at a user task. */
  | { readonly kind: 'leave' };

/**
 * Handles one job. Must be idempotent: the engine delivers at least once. A rejected promise counts as
 * `{ kind: 'fail' }`; its message goes to the operator, so it must not carry variable values.
 */
export type JobHandler = (job: ActivatedJob) => Promise<JobOutcome>;

export interface WorkerOptions {
  readonly jobType: string;
  /** Shown by the engine as the job's worker. */
  readonly name: string;
  /** How long a job belongs to this worker, in milliseconds. */
  readonly timeoutMs: number;
  /** Jobs in hand at the same time. */
  readonly maxJobsActive: number;
  /** Default: all variables visible to the task. */
  readonly fetchVariables?: readonly string[];
  readonly handler: JobHandler;
}

export interface JobWorker {
  /** Takes no new jobs and resolves when those in hand are finished. */
  close(): Promise<void>;
}

/** The application's connection to the process engine. */
export interface ProcessClient {
  /** Deploys all resources or none. `invalid-argument` names the file, element and reason. */
  deploy(resources: readonly DeploymentResource[]): Promise<readonly DeployedProcess[]>;
  /** Never retried: after `unavailable` or `deadline-exceeded` the instance may or may not exist. */
  createInstance(request: CreateInstanceRequest): Promise<CreatedInstance>;
  publishMessage(request: PublishMessageRequest): Promise<{ readonly messageKey: EngineKey }>;
  /** `not-found`: the job is gone (completed, cancelled, or taken over and finished by another worker). */
  completeJob(jobKey: EngineKey, variables: Variables): Promise<void>;
  failJob(request: FailJobRequest): Promise<void>;
  throwError(request: ThrowErrorRequest): Promise<void>;
  updateJobRetries(request: UpdateJobRetriesRequest): Promise<void>;
  resolveIncident(incidentKey: EngineKey): Promise<void>;
  setVariables(request: SetVariablesRequest): Promise<void>;
  cancelInstance(processInstanceKey: EngineKey): Promise<void>;
  topology(): Promise<Topology>;
  openWorker(options: WorkerOptions): JobWorker;
  /** Closes every worker, then the connection. */
  close(): Promise<void>;
}
