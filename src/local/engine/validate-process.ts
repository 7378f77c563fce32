import { parseExpression } from './expression.ts';
import type { EventDefinition, Expression, ExecutableProcess, FlowNode } from './model.ts';
import { schedule } from './timer-schedule.ts';

/** Something in a model that the engine cannot or must not execute. */
export interface ValidationProblem {
  readonly elementId: string;
  readonly message: string;
}

/**
 * Everything wrong with a process, in the order of its elements; empty: it can be deployed. Deployment calls it too;
 * the broker may call it first to report problems of several files together.
 */
export function validateProcess(process: ExecutableProcess): ValidationProblem[] {
  const problems: ValidationProblem[] = [];
  const report = (elementId: string, message: string): void => void problems.push({ elementId, message });
  const nodes = new Map<string, FlowNode>();
  for (const node of process.elements) {
    if (nodes.has(node.id) || node.id === process.id) report(node.id, 'the id is used more than once');
    nodes.set(node.id, node);
  }
  for (const flow of process.flows) {
    for (const end of [flow.source, flow.target]) {
      if (!nodes.has(end)) report(flow.id, `the sequence flow refers to '${end}', which does not exist`);
    }
    if (nodes.get(flow.source)?.parentId !== nodes.get(flow.target)?.parentId) {
      report(flow.id, 'a sequence flow must not cross the border of a sub-process');
    }
    checkExpression(flow.condition, flow.id, report);
  }
  for (const node of process.elements) checkNode(node, process, nodes, report);
  for (const scope of [undefined, ...process.elements.filter(isScope).map(({ id }) => id)]) {
    checkScope(scope, process, report);
  }
  return problems;
}

type Report = (elementId: string, message: string) => void;

function isScope(node: FlowNode): boolean {
  return node.type === 'sub-process' || node.type === 'event-sub-process';
}

function kindOf(node: FlowNode): EventDefinition['kind'] {
  return node.event?.kind ?? 'none';
}

function checkExpression(expression: Expression | undefined, elementId: string, report: Report): void {
  const problem = expression === undefined ? undefined : parseExpression(expression);
  if (problem !== undefined) report(elementId, problem);
}

function checkNode(
  node: FlowNode,
  process: ExecutableProcess,
  nodes: ReadonlyMap<string, FlowNode>,
  report: Report,
): void {
  for (const expression of expressionsOf(node)) checkExpression(expression, node.id, report);
  for (const { target } of [...(node.inputs ?? []), ...(node.outputs ?? [])]) {
    if (!/^[^\s.]+(\.[^\s.]+)*$/.test(target))
      report(node.id, `the mapping target '${target}' is not a name or path`);
  }
  if (node.parentId !== undefined) {
    const parent = nodes.get(node.parentId);
    if (parent === undefined || !isScope(parent)) report(node.id, `'${node.parentId}' is not a sub-process`);
  }
  if (node.attachedTo !== undefined && !nodes.has(node.attachedTo)) {
    report(node.id, `the boundary event is attached to '${node.attachedTo}', which does not exist`);
  }
  if (node.type === 'boundary-event') checkBoundary(node, nodes, report);
  if (needsTask(node) && node.task === undefined) {
    report(node.id, 'must have exactly one zeebe:taskDefinition extension element');
  }
  if (node.type === 'receive-task' && node.message?.correlationKey === undefined) {
    report(node.id, 'must have a message with a name and a correlation key');
  }
  if (node.type === 'call-activity' && node.called === undefined) {
    report(node.id, 'must have a zeebe:calledElement extension element with a process id');
  }
  if (node.type === 'intermediate-catch-event') {
    const kind = kindOf(node);
    if (!['message', 'timer', 'signal', 'link'].includes(kind)) {
      report(node.id, `an intermediate catch event of type ${kind} is not supported`);
    }
    if (node.event?.kind === 'message' && node.event.message?.correlationKey === undefined) {
      report(node.id, 'must have a message with a name and a correlation key');
    }
    if (node.event?.kind === 'timer' && node.event.timer.type === 'cycle') {
      report(node.id, 'an intermediate timer catch event must have a time duration or a time date');
    }
  }
  if (node.event?.kind === 'timer') checkStaticTimer(node, report);
  if (node.event?.kind === 'link' && node.type === 'intermediate-throw-event')
    checkLink(node, process, report);
  const outgoing = process.flows.filter(({ source }) => source === node.id);
  if (node.defaultFlow !== undefined && !outgoing.some(({ id }) => id === node.defaultFlow)) {
    report(node.id, `the default flow '${node.defaultFlow}' does not start here`);
  }
  if (node.type === 'exclusive-gateway' && outgoing.length > 1) {
    for (const { id, condition } of outgoing) {
      if (condition === undefined && id !== node.defaultFlow) report(id, 'must have a condition');
    }
  }
  if (node.type === 'event-based-gateway') {
    if (outgoing.length < 2)
      report(node.id, 'an event-based gateway must have at least 2 outgoing sequence flows');
    for (const { target } of outgoing) {
      const next = nodes.get(target);
      const fits =
        next?.type === 'intermediate-catch-event' && ['message', 'timer', 'signal'].includes(kindOf(next));
      if (!fits) {
        report(
          node.id,
          `'${target}' behind an event-based gateway must be a message, timer or signal catch event`,
        );
      }
    }
  }
}

function needsTask(node: FlowNode): boolean {
  switch (node.type) {
    case 'service-task':
    case 'send-task':
      return true;
    case 'script-task':
      return node.script === undefined;
    case 'business-rule-task':
      return node.decision === undefined;
    case 'intermediate-throw-event':
    case 'end-event':
      return kindOf(node) === 'message';
    default:
      return false;
  }
}

function checkBoundary(node: FlowNode, nodes: ReadonlyMap<string, FlowNode>, report: Report): void {
  const kind = kindOf(node);
  if (node.attachedTo === undefined) report(node.id, 'a boundary event must be attached to an activity');
  if (!['message', 'timer', 'signal', 'error', 'escalation', 'compensation'].includes(kind)) {
    report(node.id, `a boundary event of type ${kind} is not supported`);
  }
  if (kind === 'compensation' && nodes.get(node.compensationHandler ?? '')?.forCompensation !== true) {
    report(
      node.id,
      'a compensation boundary event must be associated with an activity that is for compensation',
    );
  }
  if (kind === 'error' && node.interrupting === false) {
    report(node.id, 'a boundary error event must be interrupting');
  }
  if (node.event?.kind === 'timer' && node.event.timer.type === 'cycle' && node.interrupting !== false) {
    report(node.id, 'an interrupting timer event must have a time duration or a time date');
  }
  if (node.event?.kind === 'message' && node.event.message?.correlationKey === undefined) {
    report(node.id, 'must have a message with a name and a correlation key');
  }
}

function checkStaticTimer(node: FlowNode, report: Report): void {
  if (node.event?.kind !== 'timer') return;
  const { type, expression } = node.event.timer;
  if (expression.kind === 'static' && schedule(type, expression.source, 0) === undefined) {
    report(node.id, `'${expression.source}' is not a valid time ${type}`);
  }
}

function checkLink(node: FlowNode, process: ExecutableProcess, report: Report): void {
  if (node.event?.kind !== 'link') return;
  const { linkName } = node.event;
  const targets = process.elements.filter(
    (other) =>
      other.type === 'intermediate-catch-event' &&
      other.parentId === node.parentId &&
      other.event?.kind === 'link' &&
      other.event.linkName === linkName,
  );
  if (targets.length !== 1)
    report(node.id, `there must be exactly one link catch event '${linkName}' in its scope`);
}

function* expressionsOf(node: FlowNode): Generator<Expression | undefined> {
  for (const { source } of [...(node.inputs ?? []), ...(node.outputs ?? [])]) yield source;
  yield node.task?.type;
  yield node.task?.retries;
  yield node.message?.name;
  yield node.message?.correlationKey;
  yield node.called?.processId;
  yield node.decision?.decisionId;
  yield node.script?.expression;
  yield node.multiInstance?.inputCollection;
  yield node.multiInstance?.outputElement;
  yield node.multiInstance?.completionCondition;
  yield* Object.values(node.userTask ?? {}) as Expression[];
  const { event } = node;
  switch (event?.kind) {
    case 'timer':
      yield event.timer.expression;
      break;
    case 'message':
      yield event.message?.name;
      yield event.message?.correlationKey;
      break;
    case 'signal':
      yield event.signalName;
      break;
    case 'error':
      yield event.errorCode;
      break;
    case 'escalation':
      yield event.escalationCode;
      break;
  }
}

/** Rules about the start events of a scope and about events that catch the same thing. */
function checkScope(scopeId: string | undefined, process: ExecutableProcess, report: Report): void {
  const inside = process.elements.filter(({ parentId }) => parentId === scopeId);
  const scope = process.elements.find(({ id }) => id === scopeId);
  const starts = inside.filter(({ type }) => type === 'start-event');
  const id = scopeId ?? process.id;
  if (scope === undefined) {
    if (starts.length === 0) report(id, 'must have at least one start event');
    if (starts.filter((start) => kindOf(start) === 'none').length > 1)
      report(id, 'must have only one none start event');
    for (const start of starts) {
      if (!['none', 'message', 'timer', 'signal'].includes(kindOf(start))) {
        report(start.id, `a start event of type ${kindOf(start)} is not supported in a process`);
      }
      if (start.event?.kind === 'timer' && start.event.timer.type === 'duration') {
        report(start.id, 'a timer start event must have a time cycle or a time date');
      }
    }
  } else if (scope.type === 'sub-process') {
    if (starts.length !== 1 || starts.some((start) => kindOf(start) !== 'none')) {
      report(id, 'must have exactly one start event, and it must be a none start event');
    }
  } else {
    checkEventSubProcess(scope, starts, report);
  }
  const eventSubProcesses = new Set(
    inside.filter(({ type }) => type === 'event-sub-process').map((node) => node.id),
  );
  const nested = process.elements.filter(
    ({ type, parentId }) =>
      type === 'start-event' && parentId !== undefined && eventSubProcesses.has(parentId),
  );
  checkCatchers(nested, report);
  for (const node of inside) {
    checkCatchers(
      process.elements.filter(({ attachedTo }) => attachedTo === node.id),
      report,
    );
  }
}

function checkEventSubProcess(scope: FlowNode, starts: readonly FlowNode[], report: Report): void {
  const [start] = starts;
  if (start === undefined || starts.length > 1) {
    report(scope.id, 'an event sub-process must have exactly one start event');
    return;
  }
  const kind = kindOf(start);
  if (!['message', 'timer', 'signal', 'error', 'escalation'].includes(kind)) {
    report(start.id, `a start event of type ${kind} is not supported in an event sub-process`);
  }
  if (kind === 'error' && start.interrupting === false) {
    report(start.id, 'an error start event must be interrupting');
  }
  if (start.event?.kind === 'message' && start.event.message?.correlationKey === undefined) {
    report(start.id, 'must have a message with a name and a correlation key');
  }
}

/** Two events that would catch the same error or escalation in one place are ambiguous. */
function checkCatchers(events: readonly FlowNode[], report: Report): void {
  const seen = new Set<string>();
  for (const { id, event } of events) {
    if (event?.kind !== 'error' && event?.kind !== 'escalation') continue;
    const code = event.kind === 'error' ? event.errorCode : event.escalationCode;
    const what = `${event.kind}:${code?.source ?? ''}`;
    if (seen.has(what)) {
      report(
        id,
        `there are several ${event.kind} events that catch ${code === undefined ? 'everything' : `'${code.source}'`} in one scope`,
      );
    }
    seen.add(what);
    if (code?.kind === 'feel') report(id, `the ${event.kind} code of a catch event must be static`);
  }
}
