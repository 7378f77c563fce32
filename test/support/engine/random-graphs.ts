import fc from 'fast-check';
import type { DeployedResource } from '../../../src/local/engine/index.ts';
import type {
  EventDefinition,
  ExecutableProcess,
  FlowNode,
  SequenceFlow,
} from '../../../src/local/engine/model.ts';
import { error, escalation, expression, loop, mappings, message, signal, timer } from './process-builder.ts';
import { CHILD, DECISION, KEY, MESSAGE, PING, SIGNAL } from './random-models.ts';
import { decisionFile, literals } from './resources.ts';

/**
 * Processes without any structure: flows go from anywhere to anywhere in a scope, joins wait for what may never come,
 * loops are entered in the middle; mappings, scripts and decisions fail for some values. One rule keeps a command finite: every loop contains something that waits. Flows go
 * forward, except from elements that always wait; what a non-interrupting event starts begins with a job.
 */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly eventSubProcesses: readonly EventSubProcess[];
}

const waiting = ['service', 'user', 'receive', 'message', 'timer', 'throw-message'] as const;
/** A signal may be thrown by the command that waits for it. */
const passing = [
  'alarm',
  'manual',
  'script',
  'decision',
  'exclusive',
  'parallel',
  'inclusive',
  'race',
  'link',
] as const;
const throwing = ['throw-signal', 'throw-escalation', 'compensate'] as const;
const ending = [
  'end',
  'end-error',
  'end-escalation',
  'end-terminate',
  'end-compensate',
  'end-signal',
  'end-message',
] as const;

export interface GraphNode {
  readonly kind:
    | (typeof waiting)[number]
    | (typeof passing)[number]
    | (typeof throwing)[number]
    | (typeof ending)[number]
    | 'sub-process'
    | 'call';
  /** Where its flows go, as positions in the scope; see `Scope.#target`. */
  readonly targets: readonly number[];
  /** Exclusive and inclusive gateways: the last flow is the default flow. */
  readonly hasDefault: boolean;
  readonly content: Graph | null;
  readonly repeated: Repetition | null;
  readonly boundaries: readonly Boundary[];
  /** A handler undoes the activity when it is compensated. */
  readonly undoable: boolean;
  readonly mapped: Mapped | null;
  /** Scripts and decisions: what is asked can fail, or is not there. */
  readonly risk: Risk;
}

type Risk = 'none' | 'fails' | 'missing';

/** Mappings of an activity or event; one that fails does so for one value of the variable `pick`. */
interface Mapped {
  readonly inputs: boolean;
  readonly outputs: boolean;
  readonly fails: 'input' | 'output' | null;
}

interface Repetition {
  readonly items: number;
  readonly sequential: boolean;
  readonly early: boolean;
}

type Caught = 'message' | 'ping' | 'timer' | 'reminder' | 'signal' | 'error' | 'any-error' | 'escalation';

interface Boundary {
  readonly event: Caught;
  readonly interrupting: boolean;
  readonly target: number;
}

interface EventSubProcess {
  readonly event: Caught;
  readonly interrupting: boolean;
  readonly ends: 'end' | 'end-error' | 'end-terminate';
}

const mapped: fc.Arbitrary<Mapped | null> = fc.option(
  fc.record({
    inputs: fc.boolean(),
    outputs: fc.boolean(),
    fails: fc.constantFrom<Mapped['fails']>('input', 'output', null, null),
  }),
  { freq: 2 },
);

const caught = fc.constantFrom<Caught>(
  'message',
  'ping',
  'timer',
  'reminder',
  'signal',
  'error',
  'any-error',
  'escalation',
);

const boundary: fc.Arbitrary<Boundary> = fc.record({
  event: caught,
  interrupting: fc.boolean(),
  target: fc.nat(20),
});

const eventSubProcess: fc.Arbitrary<EventSubProcess> = fc.record({
  event: caught,
  interrupting: fc.boolean(),
  ends: fc.constantFrom('end', 'end', 'end-error', 'end-terminate'),
});

/** Two events of a kind that catch the same error or escalation may not stand in one place. */
const oneOfEach = { maxLength: 2, selector: ({ event }: { event: Caught }) => event };

const graphOf = (depth: number): fc.Arbitrary<Graph> => {
  const kinds = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...waiting) },
    { weight: 5, arbitrary: fc.constantFrom(...passing) },
    { weight: 2, arbitrary: fc.constantFrom(...throwing) },
    { weight: 1, arbitrary: fc.constantFrom(...ending) },
    { weight: 3, arbitrary: fc.constantFrom('sub-process' as const, 'call' as const) },
  );
  return fc.record({
    nodes: fc.array(
      fc.record({
        kind: kinds,
        targets: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }),
        hasDefault: fc.boolean(),
        content: depth === 0 ? fc.constant(null) : fc.option(graphOf(depth - 1), { freq: 4 }),
        repeated: fc.oneof(
          { weight: 3, arbitrary: fc.constant(null) },
          {
            weight: 1,
            arbitrary: fc.record({ items: fc.nat(3), sequential: fc.boolean(), early: fc.boolean() }),
          },
        ),
        boundaries: fc.uniqueArray(boundary, oneOfEach),
        undoable: fc.boolean(),
        mapped,
        risk: fc.constantFrom<Risk>('none', 'none', 'fails', 'fails', 'missing'),
      }),
      depth === 2 ? { minLength: 3, maxLength: 9, size: 'max' } : { minLength: 1, maxLength: 4 },
    ),
    eventSubProcesses: fc.uniqueArray(eventSubProcess, { ...oneOfEach, maxLength: 1 }),
  });
};

/** Random graphs, sub-processes two deep. */
export const graphs: fc.Arbitrary<Graph> = graphOf(2);

/** The process of a graph; its jobs have the type `work`, those of user tasks Zeebe's own. */
export const processOfGraph = (graph: Graph, id: string, allowCalls: boolean): ExecutableProcess => {
  const model: Model = { elements: [], flows: [], allowCalls, count: 0 };
  new Scope(model, graph, undefined).write();
  return { id, elements: model.elements, flows: model.flows };
};

interface Model {
  readonly elements: FlowNode[];
  readonly flows: SequenceFlow[];
  readonly allowCalls: boolean;
  count: number;
}

const WORK = { task: { type: expression('work') } };

/** Writes the elements of one scope. */
class Scope {
  readonly #model: Model;
  readonly #graph: Graph;
  readonly #place: { readonly parentId?: string };
  readonly #ids: readonly string[];
  readonly #end: string;

  constructor(model: Model, graph: Graph, parentId: string | undefined) {
    this.#model = model;
    this.#graph = graph;
    this.#place = parentId === undefined ? {} : { parentId };
    this.#ids = graph.nodes.map(({ kind }) => this.#id(kind));
    this.#end = this.#id('end');
  }

  write(): void {
    const start = this.#add('start-event', this.#id('start'));
    this.#connect(start, this.#ids[0] ?? this.#end);
    this.#graph.nodes.forEach((node, index) => this.#write(node, index));
    this.#add('end-event', this.#end);
    for (const inside of this.#graph.eventSubProcesses) this.#eventSubProcess(inside);
  }

  /**
   * The element that a flow from `index` leads to. Forward: one behind it, or the end. Anywhere: also itself and those
   * before it.
   */
  #target(index: number, choice: number, anywhere: boolean): string {
    const first = anywhere ? 0 : index + 1;
    const choices = this.#ids.slice(first);
    return choices[choice % (choices.length + 1)] ?? this.#end;
  }

  #write(node: GraphNode, index: number): void {
    const id = this.#ids[index] ?? '';
    const { kind } = node;
    switch (kind) {
      case 'service':
        this.#activity(node, index, 'service-task', WORK);
        return;
      case 'user':
        this.#activity(node, index, 'user-task', {});
        return;
      case 'receive':
        this.#activity(node, index, 'receive-task', {
          message: { name: expression(MESSAGE), correlationKey: expression(`="${KEY}"`) },
        });
        return;
      case 'manual':
        this.#activity(node, index, 'manual-task', {});
        return;
      case 'script':
        this.#activity(node, index, 'script-task', {
          script: { expression: expression(scriptOf(node.risk)), resultVariable: 'scripted' },
        });
        return;
      case 'decision':
        this.#activity(node, index, 'business-rule-task', {
          decision: { decisionId: expression(DECISIONS[node.risk]), resultVariable: 'decided' },
        });
        return;
      case 'call':
        if (this.#model.allowCalls) {
          this.#activity(node, index, 'call-activity', { called: { processId: expression(CHILD) } });
        } else this.#activity(node, index, 'script-task', WORK);
        return;
      case 'sub-process':
        this.#activity(node, index, 'sub-process', {});
        new Scope(this.#model, node.content ?? NOTHING, id).write();
        return;
      case 'message':
        return this.#event(node, index, 'intermediate-catch-event', message(MESSAGE, `="${KEY}"`));
      case 'timer':
        return this.#event(node, index, 'intermediate-catch-event', timer('duration', 'PT15M'));
      case 'alarm':
        return this.#event(node, index, 'intermediate-catch-event', signal(SIGNAL));
      case 'throw-message':
        return this.#event(node, index, 'intermediate-throw-event', { kind: 'message' }, WORK);
      case 'throw-signal':
        return this.#event(node, index, 'intermediate-throw-event', signal(SIGNAL));
      case 'throw-escalation':
        return this.#event(node, index, 'intermediate-throw-event', escalation('X'));
      case 'compensate':
        return this.#event(node, index, 'intermediate-throw-event', { kind: 'compensation' });
      case 'link': {
        this.#add('intermediate-throw-event', id, { event: { kind: 'link', linkName: id } });
        const landing = this.#add('intermediate-catch-event', this.#id('landing'), {
          event: { kind: 'link', linkName: id },
        });
        this.#connect(landing, this.#target(index, node.targets[0] ?? 0, false));
        return;
      }
      case 'race':
        this.#race(node, index);
        return;
      case 'parallel':
        this.#add('parallel-gateway', id);
        return this.#flows(node, index, false);
      case 'exclusive':
      case 'inclusive':
        return this.#choice(node, index, kind);
      case 'end':
        this.#add('end-event', id);
        return;
      case 'end-error':
        this.#add('end-event', id, { event: error('E1') });
        return;
      case 'end-escalation':
        this.#add('end-event', id, { event: escalation('X') });
        return;
      case 'end-terminate':
        this.#add('end-event', id, { event: { kind: 'terminate' }, ...mappingsOf(node) });
        return;
      case 'end-compensate':
        this.#add('end-event', id, { event: { kind: 'compensation' } });
        return;
      case 'end-signal':
        this.#add('end-event', id, { event: signal(SIGNAL), ...mappingsOf(node) });
        return;
      case 'end-message':
        this.#add('end-event', id, { event: { kind: 'message' }, ...WORK, ...mappingsOf(node) });
        return;
    }
  }

  #activity(node: GraphNode, index: number, type: FlowNode['type'], properties: Partial<FlowNode>): void {
    const id = this.#ids[index] ?? '';
    const { repeated } = node;
    // What has no item, or nothing in it, does not wait.
    const waits = waiting.includes(node.kind as never) && repeated === null;
    const items = `=[${Array.from({ length: repeated?.items ?? 0 }, (_, item) => item + 1).join(',')}]`;
    this.#add(type, id, {
      ...properties,
      ...mappingsOf(node),
      ...(repeated === null
        ? {}
        : {
            multiInstance: loop(items, {
              sequential: repeated.sequential,
              inputElement: 'item',
              outputCollection: 'out',
              outputElement: '=pick',
              ...(repeated.early ? { completionCondition: '=numberOfCompletedInstances = 2' } : {}),
            }),
          }),
    });
    this.#flows(node, index, waits);
    for (const attached of node.boundaries) this.#boundary(id, index, attached);
    if (node.undoable) {
      const handler = this.#add('service-task', this.#id('undo'), { ...WORK, forCompensation: true });
      this.#add('boundary-event', this.#id('compensation'), {
        attachedTo: id,
        event: { kind: 'compensation' },
        compensationHandler: handler,
      });
    }
  }

  #boundary(host: string, index: number, { event, interrupting, target }: Boundary): void {
    const interrupts = interrupting ? event !== 'reminder' : event.includes('error');
    const id = this.#add('boundary-event', this.#id(`on-${event}`), {
      attachedTo: host,
      event: definitionOf(event),
      interrupting: interrupts,
    });
    const to = this.#target(index, target, false);
    if (interrupts) this.#connect(id, to);
    else {
      const job = this.#add('service-task', this.#id('aside'), WORK);
      this.#connect(id, job);
      this.#connect(job, to);
    }
  }

  #event(
    node: GraphNode,
    index: number,
    type: FlowNode['type'],
    event: EventDefinition,
    properties: Partial<FlowNode> = {},
  ): void {
    this.#add(type, this.#ids[index] ?? '', { event, ...properties, ...mappingsOf(node) });
    this.#flows(node, index, waiting.includes(node.kind as never));
  }

  #flows(node: GraphNode, index: number, anywhere: boolean): void {
    for (const choice of node.targets) {
      this.#connect(this.#ids[index] ?? '', this.#target(index, choice, anywhere));
    }
  }

  #choice(node: GraphNode, index: number, kind: 'exclusive' | 'inclusive'): void {
    const id = this.#ids[index] ?? '';
    const { targets, hasDefault } = node;
    const flows = targets.map((choice, position) => {
      const isDefault = hasDefault && position === targets.length - 1;
      return this.#connect(
        id,
        this.#target(index, choice, false),
        isDefault ? undefined : `pick = ${position}`,
      );
    });
    const last = flows.at(-1);
    this.#add(`${kind}-gateway`, id, hasDefault && last !== undefined ? { defaultFlow: last } : {});
  }

  #race(node: GraphNode, index: number): void {
    const id = this.#add('event-based-gateway', this.#ids[index] ?? '');
    const events = [message(MESSAGE, `="${KEY}"`), timer('duration', 'PT20M'), signal(SIGNAL)];
    const [first = 0, second = first, third] = node.targets;
    [first, second, ...(third === undefined ? [] : [third])].forEach((choice, position) => {
      const event = this.#add('intermediate-catch-event', this.#id('outcome'), {
        event: events[position] ?? signal(SIGNAL),
      });
      this.#connect(id, event);
      this.#connect(event, this.#target(index, choice, false));
    });
  }

  #eventSubProcess({ event, interrupting, ends }: EventSubProcess): void {
    const id = this.#add('event-sub-process', this.#id('event-sub-process'));
    const inner = { parentId: id };
    const isRepeated = event === 'reminder';
    const start = this.#add('start-event', this.#id(`start-${event}`), {
      event: definitionOf(event),
      interrupting: isRepeated ? false : interrupting || event.includes('error'),
      ...inner,
    });
    const job = this.#add('service-task', this.#id('handle'), { ...WORK, ...inner });
    const end = this.#add('end-event', this.#id(ends), {
      ...inner,
      ...(ends === 'end-error' ? { event: error('E2') } : {}),
      ...(ends === 'end-terminate' ? { event: { kind: 'terminate' } } : {}),
    });
    this.#connect(start, job);
    this.#connect(job, end);
  }

  #id(name: string): string {
    this.#model.count += 1;
    return `${name}-${this.#model.count}`;
  }

  #add(type: FlowNode['type'], id: string, properties: Partial<FlowNode> = {}): string {
    this.#model.elements.push({ id, type, ...this.#place, ...properties });
    return id;
  }

  #connect(source: string, target: string, condition?: string): string {
    const id = this.#id('flow');
    this.#model.flows.push({
      id,
      source,
      target,
      ...(condition === undefined ? {} : { condition: expression(`=${condition}`) }),
    });
    return id;
  }
}

/** Fails for one value of `pick`, until somebody sets another. */
const FAILING = 'assert(pick, pick != 1)';

/** `pick` stays among the values that gateways ask for, or becomes null. */
const NEXT = 'modulo(pick + 1, 4)';

const mappingsOf = ({ mapped: chosen }: GraphNode): Pick<FlowNode, 'inputs' | 'outputs'> => {
  if (chosen === null) return {};
  const { inputs, outputs, fails } = chosen;
  const inside = mappings({
    own: '=pick',
    'deep.value': '=own',
    pick: fails === 'input' ? `=${FAILING}` : '=pick',
  });
  const outside = mappings({
    'result.own': '=own',
    'result.decided': '=decided',
    pick: fails === 'output' ? `=${FAILING}` : `=${NEXT}`,
  });
  return { ...(inputs ? { inputs: inside } : {}), ...(outputs ? { outputs: outside } : {}) };
};

const scriptOf = (risk: Risk): string =>
  risk === 'none'
    ? `={next: ${NEXT}, seen: item, id: uuid()}`
    : `={value: ${FAILING}, of: ${risk === 'missing' ? 'missing.path' : 'item'}}`;

/** The decisions of random graphs, of which one is never deployed. */
const DECISIONS: Readonly<Record<Risk, string>> = { none: DECISION, fails: 'risky', missing: 'nowhere' };
export const decisionOfGraphs = (): DeployedResource =>
  decisionFile(
    literals('graph', {
      [DECISIONS.none]: `{next: ${NEXT}, lot: random number()}`,
      [DECISIONS.fails]: FAILING,
    }),
  );

const NOTHING: Graph = { nodes: [], eventSubProcesses: [] };

const definitionOf = (event: Caught): EventDefinition => {
  switch (event) {
    case 'message':
      return message(MESSAGE, `="${KEY}"`);
    case 'ping':
      return message(PING, `="${KEY}"`);
    case 'timer':
      return timer('duration', 'PT40M');
    case 'reminder':
      return timer('cycle', 'R3/PT10M');
    case 'signal':
      return signal(SIGNAL);
    case 'error':
      return error('E1');
    case 'any-error':
      return error();
    case 'escalation':
      return escalation();
  }
};
