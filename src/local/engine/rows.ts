import type { DecisionRequirements } from './dmn/model.ts';
import type { ElementType, ExecutableProcess } from './model.ts';
import type { Key, Variables } from './key-and-variables.ts';

/** The rows of the engine's tables: plain, immutable data that msgpack round-trips. */

/** One deployed version of a process. Key: the process definition key. */
export interface ProcessDefinition {
  readonly key: Key;
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly resourceName: string;
  readonly checksum: string;
  /** The deployed file as text. */
  readonly content: string;
  readonly model: ExecutableProcess;
}

/** One deployed version of a decision requirements graph. Key: its own. */
export interface DecisionRequirementsDefinition {
  readonly key: Key;
  readonly decisionRequirementsId: string;
  readonly name: string;
  readonly version: number;
  readonly resourceName: string;
  readonly checksum: string;
  /** The deployed file as text. */
  readonly content: string;
  readonly model: DecisionRequirements;
}

/** One deployed version of a decision. Key: its own. */
export interface DecisionDefinition {
  readonly key: Key;
  readonly decisionId: string;
  readonly name: string;
  readonly version: number;
  /** The graph that it stands in. */
  readonly decisionRequirementsKey: Key;
}

/** One deployed version of a form. Key: its own. */
export interface FormDefinition {
  readonly key: Key;
  readonly formId: string;
  readonly version: number;
  readonly resourceName: string;
  readonly checksum: string;
  /** The deployed file as text. */
  readonly content: string;
}

/** All versions of what an author gave one id (a process, graph, decision or form). Key: that id. Numbers never return. */
export interface Versions {
  readonly lastVersion: number;
  /** Versions that still exist, oldest first. */
  readonly versions: readonly { readonly version: number; readonly key: Key }[];
}

export type ElementInstanceState = 'activating' | 'activated' | 'completing' | 'terminating';

/** An event that happened, and the variables it brought. */
export interface Trigger {
  /** The catching event. */
  readonly elementId: string;
  readonly variables: Variables;
}

/** What has ended in an element instance and is not cleared away yet; a command that is due goes on with it. */
export interface Remains {
  /** Epoch milliseconds. */
  readonly since: number;
  /** Only its children with lower keys have ended; absent: the instance itself, with everything in it. */
  readonly before?: Key;
  /** A child with a lower key that has not ended. */
  readonly except?: Key;
}

/** An element instance, living or about to be cleared away. Key: its own. */
export interface ElementInstance {
  readonly key: Key;
  readonly state: ElementInstanceState;
  readonly type: ElementType;
  readonly elementId: string;
  /** Key of the flow scope's (or multi-instance body's) element instance; empty for a process instance. */
  readonly scopeKey: Key;
  readonly processInstanceKey: Key;
  readonly processDefinitionKey: Key;
  /** Sequence flows taken in this scope whose target is not activated yet, tokens waiting at joins included. */
  readonly tokens: number;
  readonly jobKey?: Key;
  /** Multi-instance: position of this item, from 1. */
  readonly loopCounter?: number;
  /** Process instance: the waiting call activity in the parent instance. */
  readonly parentElementInstanceKey?: Key;
  /** Process instance: how many call activities are above it. */
  readonly depth?: number;
  /** Call activity: the called process instance. */
  readonly calledInstanceKey?: Key;
  /** Scope: id of the event sub-process that interrupted it. */
  readonly interruptedBy?: string;
  readonly remains?: Remains;
  /** The event that started it (scopes, events) or that ended its waiting (event-based gateways). */
  readonly trigger?: Trigger;
  /** Scope: start before these elements instead of at its start event (empty: start nothing). */
  readonly startAt?: readonly string[];
  /** Process instance: correlation key of the message that started it. */
  readonly startedByCorrelationKey?: string;
  /** Compensation handler: key of the compensation subscription it serves. */
  readonly compensates?: Key;
  /** Process instance: somebody waits for its result (empty: all root variables). */
  readonly awaited?: readonly string[];
}

/** Tokens that wait at joining gateways of a scope, per incoming flow id. Key: the scope's key. */
export type JoinTokens = Readonly<Record<string, number>>;

/** Key: scope key, `:`, name. */
export interface Variable {
  readonly scopeKey: Key;
  readonly name: string;
  readonly value: unknown;
}

export type JobState = 'activatable' | 'activated' | 'failed' | 'backing-off' | 'error-thrown';

export interface Job {
  readonly key: Key;
  readonly state: JobState;
  readonly type: string;
  readonly retries: number;
  readonly elementInstanceKey: Key;
  readonly elementId: string;
  readonly processInstanceKey: Key;
  readonly processDefinitionKey: Key;
  /** Only when they differ from the model's task headers (user tasks). */
  readonly headers?: Readonly<Record<string, string>>;
  readonly worker?: string;
  /** Activated: the deadline; backing off: its end. Epoch milliseconds. */
  readonly dueAt?: number;
  readonly errorMessage?: string;
}

/** A timer that waits. */
export interface Timer {
  readonly key: Key;
  /** Element instance that is waiting; empty for the start event of a process. */
  readonly elementInstanceKey: Key;
  /** The timer event. */
  readonly elementId: string;
  /** Empty for the start event of a process. */
  readonly processInstanceKey: Key;
  readonly processDefinitionKey: Key;
  /** Epoch milliseconds. */
  readonly dueDate: number;
  /** Times it still fires; -1 without end. */
  readonly repetitions: number;
  /** Repeating timers: ISO duration or cron expression. */
  readonly interval?: string;
}

/** A published message that is still buffered. */
export interface Message {
  readonly key: Key;
  readonly name: string;
  readonly correlationKey: string;
  readonly messageId: string;
  readonly variables: Variables;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** BPMN process ids it has been correlated to. */
  readonly correlatedTo: readonly string[];
}

/** An open subscription of a process instance. */
export interface MessageSubscription {
  readonly key: Key;
  readonly elementInstanceKey: Key;
  /** The catching event or receive task. */
  readonly elementId: string;
  readonly processInstanceKey: Key;
  readonly bpmnProcessId: string;
  readonly messageName: string;
  readonly correlationKey: string;
}

/** A message start event of the latest version of a process. */
export interface MessageStartSubscription {
  readonly key: Key;
  readonly processDefinitionKey: Key;
  readonly bpmnProcessId: string;
  readonly startEventId: string;
  readonly messageName: string;
}

/** An open signal subscription; of a start event when `elementInstanceKey` is empty. */
export interface SignalSubscription {
  readonly key: Key;
  readonly signalName: string;
  readonly elementInstanceKey: Key;
  readonly elementId: string;
  readonly processInstanceKey: Key;
  readonly processDefinitionKey: Key;
}

/** A signal for which more waited than one command triggers. Key: its own. */
export interface SignalBroadcast {
  readonly key: Key;
  readonly signalName: string;
  readonly variables: Variables;
  /** The last subscription that it has triggered; those behind it that are older than the signal are still to be. */
  readonly after: Key;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** Incident types, as in Zeebe. */
export type IncidentType =
  | 'UNKNOWN'
  | 'IO_MAPPING_ERROR'
  | 'JOB_NO_RETRIES'
  | 'CONDITION_ERROR'
  | 'EXTRACT_VALUE_ERROR'
  | 'CALLED_ELEMENT_ERROR'
  | 'UNHANDLED_ERROR_EVENT'
  | 'MESSAGE_SIZE_EXCEEDED'
  | 'CALLED_DECISION_ERROR'
  | 'DECISION_EVALUATION_ERROR'
  | 'FORM_NOT_FOUND';

export interface Incident {
  readonly key: Key;
  readonly type: IncidentType;
  readonly message: string;
  readonly elementInstanceKey: Key;
  readonly elementId: string;
  readonly processInstanceKey: Key;
  readonly processDefinitionKey: Key;
  readonly jobKey?: Key;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/**
 * Progress of a multi-instance body. Key: the body's key. Its items and outputs stand in tables of their own. It outlives
 * a body with many outputs until these are cleared away.
 */
export interface MultiInstanceProgress {
  readonly size: number;
  /** Items started so far. */
  readonly started: number;
  readonly completed: number;
  readonly terminated: number;
  /** Items that run at once remain to be started, or outputs of an ended body to be cleared, since this time (epoch milliseconds). */
  readonly remainSince?: number;
  /** The body has ended: outputs below this index are cleared away. */
  readonly cleared?: number;
}

/** The input collection of a multi-instance body. Key: the body's key. */
export interface MultiInstanceItems {
  readonly items: readonly unknown[];
}

/** One collected output. Key: the body's key, `:`, index from 0. */
export interface MultiInstanceOutput {
  readonly bodyKey: Key;
  readonly index: number;
  readonly value: unknown;
}

/** A completed activity that a compensation may undo. Key: its own element instance key. */
export interface CompensationSubscription {
  readonly key: Key;
  readonly activityId: string;
  /** The scope it completed in: a living one, or a completed sub-process that is itself subscribed. */
  readonly scopeKey: Key;
  readonly processInstanceKey: Key;
  /** Absent for a completed sub-process that only stands for what completed in it. */
  readonly handlerId?: string;
  /** The throw event that triggered it, once triggered. */
  readonly throwKey?: Key;
}

/** Process instance started by a message. Key: BPMN process id, NUL, correlation key. */
export interface MessageStartLock {
  readonly processInstanceKey: Key;
}

/** Key counter and schema marker. Key: `keys`. */
export interface Counter {
  readonly value: number;
}
