import { InvariantViolation } from './failures.ts';
import type { ElementType, ExecutableProcess, FlowNode, SequenceFlow } from './model.ts';

/** A sequence flow with its target at hand. */
export interface CompiledFlow {
  readonly id: string;
  readonly flow: SequenceFlow;
  readonly target: CompiledElement;
  /** The target waits for more than this flow. */
  readonly joins: boolean;
}

/** A flow node, or the process itself (type `process`), with everything near it at hand. */
export interface CompiledElement {
  readonly id: string;
  readonly type: ElementType;
  readonly node: FlowNode;
  /** The (event) sub-process or process around it; undefined for the process. */
  readonly parent: CompiledElement | undefined;
  readonly incoming: CompiledFlow[];
  readonly outgoing: CompiledFlow[];
  readonly boundaries: CompiledElement[];
  /** Scopes: the event sub-processes directly in it. */
  readonly eventSubProcesses: CompiledElement[];
  /** Scopes: their start events. */
  readonly startEvents: CompiledElement[];
  /** Link throw event: the catch event of that name. */
  linkTarget: CompiledElement | undefined;
  /** Activity with a compensation boundary event: what undoes it. */
  compensationHandler: CompiledElement | undefined;
  /** JSON text of the task headers. */
  readonly headersJson: string;
}

/** A process model prepared for execution. */
export interface CompiledProcess {
  readonly root: CompiledElement;
  readonly elements: ReadonlyMap<string, CompiledElement>;
}

const cache = new WeakMap<ExecutableProcess, CompiledProcess>();

/** Prepares a model once. Throws `InvariantViolation` when ids do not fit together: `validateProcess` comes first. */
export function compileProcess(model: ExecutableProcess): CompiledProcess {
  let compiled = cache.get(model);
  if (compiled === undefined) {
    compiled = build(model);
    cache.set(model, compiled);
  }
  return compiled;
}

function build(model: ExecutableProcess): CompiledProcess {
  const elements = new Map<string, CompiledElement>();
  const root = element({ id: model.id, type: 'process' } as unknown as FlowNode, undefined);
  elements.set(model.id, root);
  const find = (id: string): CompiledElement => {
    const found = elements.get(id);
    if (found === undefined) throw new InvariantViolation(`Process '${model.id}' has no element '${id}'`);
    return found;
  };
  for (const node of parentsFirst(model.elements)) {
    const parent = node.parentId === undefined ? root : find(node.parentId);
    const compiled = element(node, parent);
    elements.set(node.id, compiled);
    if (node.type === 'event-sub-process') parent.eventSubProcesses.push(compiled);
    if (node.type === 'start-event') parent.startEvents.push(compiled);
  }
  for (const compiled of elements.values()) {
    const { attachedTo, compensationHandler } = compiled.node;
    if (attachedTo === undefined) continue;
    const host = find(attachedTo);
    host.boundaries.push(compiled);
    if (compensationHandler !== undefined) host.compensationHandler = find(compensationHandler);
  }
  const joining = new Set<string>();
  const incoming = new Map<string, number>();
  for (const flow of model.flows) incoming.set(flow.target, (incoming.get(flow.target) ?? 0) + 1);
  for (const [id, count] of incoming) {
    const { type } = find(id);
    if (count > 1 && (type === 'parallel-gateway' || type === 'inclusive-gateway')) joining.add(id);
  }
  for (const flow of model.flows) {
    const target = find(flow.target);
    const compiled: CompiledFlow = { id: flow.id, flow, target, joins: joining.has(flow.target) };
    find(flow.source).outgoing.push(compiled);
    target.incoming.push(compiled);
  }
  for (const compiled of elements.values()) {
    const event = compiled.node.event;
    if (compiled.type !== 'intermediate-throw-event' || event?.kind !== 'link') continue;
    compiled.linkTarget = [...elements.values()].find(
      ({ node, parent }) =>
        node.type === 'intermediate-catch-event' &&
        parent === compiled.parent &&
        node.event?.kind === 'link' &&
        node.event.linkName === event.linkName,
    );
  }
  return { root, elements };
}

/** The list with every sub-process before what is in it. */
function parentsFirst(nodes: readonly FlowNode[]): FlowNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const depth = (node: FlowNode): number => {
    const parent = node.parentId === undefined ? undefined : byId.get(node.parentId);
    return parent === undefined ? 0 : 1 + depth(parent);
  };
  return nodes
    .map((node) => ({ node, depth: depth(node) }))
    .sort((a, b) => a.depth - b.depth)
    .map(({ node }) => node);
}

function element(node: FlowNode, parent: CompiledElement | undefined): CompiledElement {
  return {
    id: node.id,
    type: node.type,
    node,
    parent,
    incoming: [],
    outgoing: [],
    boundaries: [],
    eventSubProcesses: [],
    startEvents: [],
    linkTarget: undefined,
    compensationHandler: undefined,
    headersJson: JSON.stringify(node.headers ?? {}),
  };
}
