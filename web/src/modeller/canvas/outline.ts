import { elementType } from './element-type.ts';
import type { ModelElement } from './model.ts';

/** One element of a process in its text outline. */
export interface OutlineStep {
  readonly elementId: string;
  /** What the designer called it; empty when it has no name. */
  readonly name: string;
  /** The kind of element, a key for translation. */
  readonly type: string;
  /** Is done once per element of a list. */
  readonly repeats: boolean;
  /** For an event on the edge of a step: the id of that step. */
  readonly attachedTo: string | null;
  /** Where it goes from here; `via` is the text at the arrow. */
  readonly next: readonly {
    readonly elementId: string;
    readonly name: string;
    readonly type: string;
    readonly via: string;
  }[];
  /** The elements inside a sub-process. */
  readonly children: readonly OutlineStep[];
}

/** One process of a model (a model with pools has several). */
export interface ProcessOutline {
  readonly processId: string;
  readonly name: string;
  readonly steps: readonly OutlineStep[];
}

/**
 * The processes of a model as text: every flow node in the order of the flow, so that a step comes after the steps that
 * lead to it (a loop's way back aside).
 */
export function outlineOf(definitions: ModelElement): ProcessOutline[] {
  return (definitions.rootElements ?? [])
    .filter((root) => root.$type === 'bpmn:Process')
    .map((process) => ({ processId: process.id, name: process.name ?? '', steps: stepsOf(process) }));
}

function stepsOf(scope: ModelElement): OutlineStep[] {
  const nodes = (scope.flowElements ?? []).filter((element) => element.$instanceOf('bpmn:FlowNode'));
  return inFlowOrder(nodes).map((node) => ({
    ...labelOf(node),
    repeats: node.loopCharacteristics !== undefined,
    attachedTo: node.attachedToRef?.id ?? null,
    next: (node.outgoing ?? []).flatMap((flow) =>
      flow.targetRef ? [{ ...labelOf(flow.targetRef), via: flow.name ?? '' }] : [],
    ),
    children: node.flowElements ? stepsOf(node) : [],
  }));
}

const labelOf = (node: ModelElement) => ({
  elementId: node.id,
  name: node.name?.trim() ?? '',
  type: elementType(node),
});

/** Reverse post-order of a depth-first walk: the topological order where the flow has no loops. */
function inFlowOrder(nodes: readonly ModelElement[]): ModelElement[] {
  const inScope = new Set(nodes);
  const visited = new Set<ModelElement>();
  const finished: ModelElement[] = [];
  const followers = (node: ModelElement): ModelElement[] => [
    ...(node.outgoing ?? []).flatMap((flow) => (flow.targetRef ? [flow.targetRef] : [])),
    // Walked last, so that in the reversed order an edge event stands directly after its step.
    ...nodes.filter((other) => other.attachedToRef === node),
  ];
  const visit = (node: ModelElement): void => {
    if (visited.has(node) || !inScope.has(node)) return;
    visited.add(node);
    // The last branch is finished first and so ends up behind the first one.
    const after = followers(node);
    for (const follower of after.filter((each) => each.attachedToRef === undefined).reverse())
      visit(follower);
    for (const follower of after.filter((each) => each.attachedToRef !== undefined).reverse())
      visit(follower);
    finished.push(node);
  };
  const isEntry = (node: ModelElement) =>
    (node.incoming ?? []).length === 0 && node.attachedToRef === undefined;
  // Event sub-processes have no way in; they are told after the main flow. Entries are visited last to first.
  const rank = (node: ModelElement) =>
    node.$type === 'bpmn:StartEvent' ? 0 : node.triggeredByEvent === true ? 2 : isEntry(node) ? 1 : 3;
  const entries = [...nodes].sort((one, other) => rank(one) - rank(other));
  for (const node of entries.filter((each) => rank(each) < 3).reverse()) visit(node);
  // What no entry leads to (a loop without a way in) is still part of the model.
  for (const node of nodes) visit(node);
  return finished.reverse();
}
