/**
 * The compiled process model: what the engine executes. It is plain data (it survives msgpack and JSON), built by the
 * broker from BPMN XML. Ids are the author's; all elements of all scopes stand in one flat list.
 *
 * Source: BPMN 2.0.2 chapters 10 and 13, and the `zeebe` extension elements.
 */

/** An author's value: `static` text as written, or FEEL (`source` without the leading `=`). */
export interface Expression {
  readonly source: string;
  readonly kind: 'static' | 'feel';
}

/** Every element type the engine can execute. `process` and `multi-instance-body` are added by the engine itself. */
export type ElementType =
  | 'process'
  | 'sub-process'
  | 'event-sub-process'
  | 'multi-instance-body'
  | 'start-event'
  | 'intermediate-catch-event'
  | 'intermediate-throw-event'
  | 'boundary-event'
  | 'end-event'
  | 'service-task'
  | 'send-task'
  | 'script-task'
  | 'business-rule-task'
  | 'user-task'
  | 'receive-task'
  | 'manual-task'
  | 'task'
  | 'call-activity'
  | 'exclusive-gateway'
  | 'parallel-gateway'
  | 'inclusive-gateway'
  | 'event-based-gateway';

/** `<zeebe:input>` or `<zeebe:output>`: `target` is a variable name or a dotted path. */
export interface Mapping {
  readonly source: Expression;
  readonly target: string;
}

/** `<zeebe:taskDefinition>`. `retries` defaults to static `3`. */
export interface TaskDefinition {
  readonly type: Expression;
  readonly retries?: Expression;
}

/** Timer event definition (ISO 8601; a cycle may also be a six-field Spring cron expression, in UTC). */
export interface TimerDefinition {
  readonly type: 'date' | 'duration' | 'cycle';
  readonly expression: Expression;
}

/** `<bpmn:message>`. `correlationKey` is absent on message start events of a process. */
export interface MessageDefinition {
  readonly name: Expression;
  readonly correlationKey?: Expression;
}

/** What an event waits for or does. A missing code or name of a catching event means "any". */
export type EventDefinition =
  | { readonly kind: 'none' }
  | { readonly kind: 'timer'; readonly timer: TimerDefinition }
  /** Catching: waits for the message. Throwing: a job, described by `task` of the element. */
  | { readonly kind: 'message'; readonly message?: MessageDefinition }
  | { readonly kind: 'error'; readonly errorCode?: Expression }
  | { readonly kind: 'escalation'; readonly escalationCode?: Expression }
  | { readonly kind: 'signal'; readonly signalName: Expression }
  | { readonly kind: 'link'; readonly linkName: string }
  | { readonly kind: 'compensation'; readonly activityRef?: string }
  | { readonly kind: 'terminate' };

/** `<zeebe:loopCharacteristics>`; `outputElement` and `outputCollection` go together. */
export interface MultiInstance {
  readonly sequential: boolean;
  readonly inputCollection: Expression;
  readonly inputElement?: string;
  readonly outputCollection?: string;
  readonly outputElement?: Expression;
  readonly completionCondition?: Expression;
}

/** `<zeebe:calledElement>`. Defaults of the engine: both flags true. */
export interface CalledElement {
  readonly processId: Expression;
  readonly propagateAllParentVariables?: boolean;
  readonly propagateAllChildVariables?: boolean;
}

/** Properties of a job-based user task; all become reserved headers of its job. */
export interface UserTaskProperties {
  readonly assignee?: Expression;
  readonly candidateGroups?: Expression;
  readonly candidateUsers?: Expression;
  readonly dueDate?: Expression;
  readonly followUpDate?: Expression;
  /** Form key as the worker receives it (`camunda-forms:bpmn:<id>`, the author's key, …). */
  readonly formKey?: Expression;
  /** Id of a deployed form, whose latest version's key becomes the form key. */
  readonly formId?: Expression;
}

/** `<zeebe:calledDecision>` */
export interface CalledDecision {
  readonly decisionId: Expression;
  readonly resultVariable: string;
}

/** `<zeebe:script>`: a FEEL expression that the engine evaluates itself. */
export interface Script {
  readonly expression: Expression;
  readonly resultVariable: string;
}

/**
 * One flow node. Which properties belong to which type:
 * - `event`: start, intermediate, boundary and end events (absent = none event);
 * - `task`: service, send, script and business rule tasks and message throw/end events;
 * - `script` instead of `task`: script tasks; `decision` instead of `task`: business rule tasks;
 * - `message`: receive tasks; `called`: call activities; `userTask`: user tasks;
 * - `attachedTo`, `interrupting`: boundary events; `interrupting`: start events of event sub-processes;
 * - `defaultFlow`: exclusive and inclusive gateways.
 */
export interface FlowNode {
  readonly id: string;
  readonly type: Exclude<ElementType, 'process' | 'multi-instance-body'>;
  readonly name?: string;
  /** Id of the (event) sub-process directly around this element; absent directly in the process. */
  readonly parentId?: string;
  readonly inputs?: readonly Mapping[];
  readonly outputs?: readonly Mapping[];
  readonly multiInstance?: MultiInstance;
  readonly event?: EventDefinition;
  readonly task?: TaskDefinition;
  /** `<zeebe:taskHeaders>` */
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: MessageDefinition;
  readonly userTask?: UserTaskProperties;
  readonly called?: CalledElement;
  readonly decision?: CalledDecision;
  readonly script?: Script;
  readonly attachedTo?: string;
  /** Default true. */
  readonly interrupting?: boolean;
  readonly defaultFlow?: string;
  /** Compensation handlers: reached by an association, never by a sequence flow. */
  readonly forCompensation?: boolean;
  /** On a compensation boundary event: id of its handler activity. */
  readonly compensationHandler?: string;
}

/** A sequence flow; the order in the list is the order in the XML. */
export interface SequenceFlow {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly condition?: Expression;
}

/** One executable `<bpmn:process>`. */
export interface ExecutableProcess {
  /** BPMN process id. */
  readonly id: string;
  readonly name?: string;
  readonly versionTag?: string;
  readonly elements: readonly FlowNode[];
  readonly flows: readonly SequenceFlow[];
}
