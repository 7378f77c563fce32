import type { EventDefinition, ExecutableProcess, FlowNode, SequenceFlow } from '../../engine/model.ts';
import type { Problems } from './problems.ts';
import { ACTIVITY_TYPES } from './supported.ts';

/** What an event catches, as a text that is equal when two events would compete; undefined when they may not clash. */
const catcherOf = (event: EventDefinition | undefined): string | undefined => {
  switch (event?.kind) {
    case 'error':
      return event.errorCode === undefined ? 'any error' : `the error '${event.errorCode.source}'`;
    case 'escalation':
      return event.escalationCode === undefined
        ? 'any escalation'
        : `the escalation '${event.escalationCode.source}'`;
    case 'message':
      return event.message?.name.kind === 'static' ? `the message '${event.message.name.source}'` : undefined;
    case 'signal':
      return event.signalName.kind === 'static' ? `the signal '${event.signalName.source}'` : undefined;
    default:
      return undefined;
  }
};

/**
 * Checks what concerns several elements together: start events, flows, gateways, links and competing catch events.
 * Source: BPMN 2.0.2 chapter 10 and what Zeebe refuses.
 */
export const checkStructure = (process: ExecutableProcess, problems: Problems): void => {
  const byId = new Map(process.elements.map((node) => [node.id, node]));
  const incoming = groupBy(process.flows, (flow) => flow.target);
  const outgoing = groupBy(process.flows, (flow) => flow.source);
  const childrenOf = groupBy(process.elements, (node) => node.parentId ?? '');

  checkFlows(process, byId, problems);
  checkStartEvents(process.id, childrenOf.get('') ?? [], 'process', problems);
  for (const node of process.elements) {
    const ins = incoming.get(node.id) ?? [];
    const outs = outgoing.get(node.id) ?? [];
    const children = childrenOf.get(node.id) ?? [];
    if (node.type === 'sub-process') checkStartEvents(node.id, children, 'sub-process', problems);
    if (node.type === 'event-sub-process') checkStartEvents(node.id, children, 'event-sub-process', problems);
    checkConnections(node, ins, outs, problems);
    checkGateway(node, outs, byId, incoming, problems);
    checkBoundary(node, byId, problems);
  }
  checkCompetingCatchers(process, childrenOf, byId, problems);
  checkLinks(childrenOf, problems);
};

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

const checkFlows = (
  process: ExecutableProcess,
  byId: ReadonlyMap<string, FlowNode>,
  problems: Problems,
): void => {
  for (const flow of process.flows) {
    const source = byId.get(flow.source);
    const target = byId.get(flow.target);
    if (!source || !target || source.parentId !== target.parentId) {
      problems.add(
        flow.id,
        'Must connect two elements of the same scope; a sequence flow cannot cross a sub-process border',
      );
      continue;
    }
    if (
      flow.condition !== undefined &&
      source.type !== 'exclusive-gateway' &&
      source.type !== 'inclusive-gateway'
    ) {
      problems.add(
        flow.id,
        'A condition is only supported on flows that leave an exclusive or inclusive gateway',
      );
    }
  }
};

const checkStartEvents = (
  scopeId: string,
  children: readonly FlowNode[],
  scope: 'process' | 'sub-process' | 'event-sub-process',
  problems: Problems,
): void => {
  const starts = children.filter((child) => child.type === 'start-event');
  if (scope === 'process') {
    if (starts.length === 0) problems.add(scopeId, 'Must have at least one start event');
    if (starts.filter((start) => start.event === undefined).length > 1) {
      problems.add(scopeId, 'Multiple none start events are not allowed');
    }
  } else if (starts.length !== 1) {
    problems.add(scopeId, `Must have exactly one start event but has ${starts.length}`);
  }
};

const checkConnections = (
  node: FlowNode,
  ins: readonly SequenceFlow[],
  outs: readonly SequenceFlow[],
  problems: Problems,
): void => {
  const isolated = node.type === 'event-sub-process' || node.forCompensation === true;
  const noIncoming = isolated || node.type === 'start-event' || node.type === 'boundary-event';
  const isLink = node.event?.kind === 'link';
  const noOutgoing =
    isolated ||
    node.type === 'end-event' ||
    (node.type === 'intermediate-throw-event' && isLink) ||
    (node.type === 'boundary-event' && node.event?.kind === 'compensation');
  if (noIncoming && ins.length > 0)
    problems.add(node.id, `A ${node.type} of this kind must not have incoming sequence flows`);
  if (noOutgoing && outs.length > 0)
    problems.add(node.id, `A ${node.type} of this kind must not have outgoing sequence flows`);
  if (node.type === 'intermediate-catch-event' && isLink && ins.length > 0) {
    problems.add(node.id, 'A link catch event must not have incoming sequence flows');
  }
};

const checkGateway = (
  node: FlowNode,
  outs: readonly SequenceFlow[],
  byId: ReadonlyMap<string, FlowNode>,
  incoming: ReadonlyMap<string, readonly SequenceFlow[]>,
  problems: Problems,
): void => {
  if (node.defaultFlow !== undefined) {
    if (node.type !== 'exclusive-gateway' && node.type !== 'inclusive-gateway') {
      problems.add(node.id, 'A default flow is only supported on exclusive and inclusive gateways');
    } else if (!outs.some((flow) => flow.id === node.defaultFlow)) {
      problems.add(node.id, `The default flow '${node.defaultFlow}' must start at this gateway`);
    }
  }
  if ((node.type === 'exclusive-gateway' || node.type === 'inclusive-gateway') && outs.length > 1) {
    for (const flow of outs) {
      if (flow.condition === undefined && flow.id !== node.defaultFlow) {
        problems.add(flow.id, 'Must have a condition or be the default flow');
      }
    }
  }
  if (node.type !== 'event-based-gateway') return;
  if (outs.length < 2) problems.add(node.id, 'Must have at least 2 outgoing sequence flows to catch events');
  for (const flow of outs) {
    const target = byId.get(flow.target);
    const kind = target?.event?.kind;
    const isCatcher =
      target?.type === 'intermediate-catch-event' &&
      (kind === 'message' || kind === 'timer' || kind === 'signal');
    if (!isCatcher) {
      problems.add(
        node.id,
        'Outgoing sequence flows must lead to message, timer or signal intermediate catch events',
      );
    } else if ((incoming.get(flow.target)?.length ?? 0) > 1) {
      problems.add(
        flow.target,
        'Must not have other incoming sequence flows than the one of the event-based gateway',
      );
    }
  }
  reportDuplicates(
    outs.flatMap((flow) => byId.get(flow.target) ?? []),
    node.id,
    problems,
  );
};

const checkBoundary = (node: FlowNode, byId: ReadonlyMap<string, FlowNode>, problems: Problems): void => {
  if (node.type === 'boundary-event' && node.attachedTo !== undefined) {
    const host = byId.get(node.attachedTo);
    if (host === undefined || !ACTIVITY_TYPES.has(host.type) || host.parentId !== node.parentId) {
      problems.add(node.id, 'Must be attached to an activity of the same scope');
    }
  }
  if (node.compensationHandler !== undefined) {
    const handler = byId.get(node.compensationHandler);
    if (handler?.forCompensation !== true || handler.parentId !== node.parentId) {
      problems.add(
        node.id,
        'Must be associated with an activity of the same scope that is marked for compensation',
      );
    }
  }
};

const reportDuplicates = (catchers: readonly FlowNode[], ownerId: string, problems: Problems): void => {
  for (const [what, nodes] of groupBy(catchers, (node) => catcherOf(node.event) ?? `\u0000${node.id}`)) {
    if (nodes.length < 2) continue;
    problems.add(
      ownerId,
      `Only one event may catch ${what} here, but ${nodes.map(({ id }) => `'${id}'`).join(', ')} do`,
    );
  }
};

const checkCompetingCatchers = (
  process: ExecutableProcess,
  childrenOf: ReadonlyMap<string, readonly FlowNode[]>,
  byId: ReadonlyMap<string, FlowNode>,
  problems: Problems,
): void => {
  for (const [hostId, boundaries] of groupBy(
    process.elements.filter((node) => node.attachedTo !== undefined),
    (node) => node.attachedTo ?? '',
  )) {
    reportDuplicates(boundaries, hostId, problems);
  }
  for (const [scopeId, children] of childrenOf) {
    const inScope = children.flatMap((child) =>
      child.type === 'event-sub-process'
        ? (childrenOf.get(child.id) ?? []).filter(({ type }) => type === 'start-event')
        : [],
    );
    reportDuplicates(inScope, scopeId === '' ? process.id : scopeId, problems);
    // Event sub-processes have their own start event, the process may have several.
    if (scopeId === '' || byId.get(scopeId)?.type === 'sub-process') {
      reportDuplicates(
        children.filter(({ type }) => type === 'start-event'),
        scopeId === '' ? process.id : scopeId,
        problems,
      );
    }
  }
};

const checkLinks = (childrenOf: ReadonlyMap<string, readonly FlowNode[]>, problems: Problems): void => {
  for (const children of childrenOf.values()) {
    const links = children.filter((child) => child.event?.kind === 'link');
    const nameOf = (node: FlowNode): string => (node.event?.kind === 'link' ? node.event.linkName : '');
    const catchers = groupBy(
      links.filter(({ type }) => type === 'intermediate-catch-event'),
      nameOf,
    );
    for (const [name, nodes] of catchers) {
      for (const { id } of nodes.slice(1))
        problems.add(id, `Another link catch event of this scope has the name '${name}'`);
    }
    for (const node of links) {
      if (node.type === 'intermediate-throw-event' && !catchers.has(nameOf(node))) {
        problems.add(node.id, `No link catch event of this scope has the name '${nameOf(node)}'`);
      }
    }
  }
};
