import type { FlowNode } from '../../engine/model.ts';

/** BPMN flow nodes that can be executed. Event sub-processes are sub-processes with `triggeredByEvent`. */
export const NODE_TYPES: Readonly<Record<string, FlowNode['type']>> = {
  'bpmn:SubProcess': 'sub-process',
  'bpmn:StartEvent': 'start-event',
  'bpmn:IntermediateCatchEvent': 'intermediate-catch-event',
  'bpmn:IntermediateThrowEvent': 'intermediate-throw-event',
  'bpmn:BoundaryEvent': 'boundary-event',
  'bpmn:EndEvent': 'end-event',
  'bpmn:ServiceTask': 'service-task',
  'bpmn:SendTask': 'send-task',
  'bpmn:ScriptTask': 'script-task',
  'bpmn:BusinessRuleTask': 'business-rule-task',
  'bpmn:UserTask': 'user-task',
  'bpmn:ReceiveTask': 'receive-task',
  'bpmn:ManualTask': 'manual-task',
  'bpmn:Task': 'task',
  'bpmn:CallActivity': 'call-activity',
  'bpmn:ExclusiveGateway': 'exclusive-gateway',
  'bpmn:ParallelGateway': 'parallel-gateway',
  'bpmn:InclusiveGateway': 'inclusive-gateway',
  'bpmn:EventBasedGateway': 'event-based-gateway',
};

/** Flow elements that carry no behaviour. */
export const IGNORED_TYPES: ReadonlySet<string> = new Set([
  'bpmn:DataObject',
  'bpmn:DataObjectReference',
  'bpmn:DataStoreReference',
]);

/** Why an element cannot be executed; anything not named is refused with its type. */
export const UNSUPPORTED_TYPES: Readonly<Record<string, string>> = {
  'bpmn:ComplexGateway': 'Complex gateways are not supported; use exclusive, inclusive or parallel gateways',
  'bpmn:Transaction': 'Transactions are not supported; use an embedded sub-process with compensation',
  'bpmn:AdHocSubProcess': 'Ad-hoc sub-processes are not supported; use an embedded sub-process',
  'bpmn:CallChoreography': 'Choreographies are not supported',
};

/** Extension elements that change how an element runs and that this engine does not know. */
export const UNSUPPORTED_EXTENSIONS: Readonly<Record<string, string>> = {
  'zeebe:UserTask':
    'Camunda user tasks (zeebe:userTask) have no gateway call; remove the extension to make it a job-based user task',
  'zeebe:ExecutionListeners':
    'Execution listeners are not supported; use a service task before or after the element',
  'zeebe:TaskListeners': 'Task listeners are not supported; use a service task before or after the element',
  'zeebe:LinkedResources': 'Linked resources are not supported',
  'zeebe:AgentDefinition': 'Agent definitions are not supported',
  'zeebe:AdHoc': 'Ad-hoc sub-processes are not supported; use an embedded sub-process',
  'zeebe:ConditionalFilter': 'Conditional events are not supported; use a message or a timer',
};

export const TASK_TYPES: ReadonlySet<FlowNode['type']> = new Set([
  'service-task',
  'send-task',
  'script-task',
  'business-rule-task',
]);

/** What a boundary event can be attached to and what can be repeated by multi-instance. */
export const ACTIVITY_TYPES: ReadonlySet<FlowNode['type']> = new Set([
  ...TASK_TYPES,
  'sub-process',
  'user-task',
  'receive-task',
  'manual-task',
  'task',
  'call-activity',
]);
