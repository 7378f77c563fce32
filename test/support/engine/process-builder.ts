import type {
  EventDefinition,
  ExecutableProcess,
  Expression,
  FlowNode,
  Mapping,
  MultiInstance,
  SequenceFlow,
} from '../../../src/local/engine/model.ts';

/** `=…` is FEEL, anything else static, as in the XML. */
export function expression(text: string): Expression {
  return text.startsWith('=')
    ? { source: text.slice(1).trim(), kind: 'feel' }
    : { source: text, kind: 'static' };
}

/** `{ target: '=source' }` */
export function mappings(map: Record<string, string>): Mapping[] {
  return Object.entries(map).map(([target, source]) => ({ target, source: expression(source) }));
}

export const timer = (type: 'date' | 'duration' | 'cycle', value: string): EventDefinition => ({
  kind: 'timer',
  timer: { type, expression: expression(value) },
});

/** A message to catch; without a key for message start events. */
export const message = (name: string, correlationKey?: string): EventDefinition => ({
  kind: 'message',
  message: {
    name: expression(name),
    ...(correlationKey === undefined ? {} : { correlationKey: expression(correlationKey) }),
  },
});

export const error = (code?: string): EventDefinition => ({
  kind: 'error',
  ...(code === undefined ? {} : { errorCode: expression(code) }),
});

export const escalation = (code?: string): EventDefinition => ({
  kind: 'escalation',
  ...(code === undefined ? {} : { escalationCode: expression(code) }),
});

export const signal = (name: string): EventDefinition => ({ kind: 'signal', signalName: expression(name) });

type Properties = Partial<Omit<FlowNode, 'id' | 'type' | 'parentId' | 'attachedTo'>>;

/** Loop characteristics with FEEL given as text. */
export function loop(
  inputCollection: string,
  options: {
    sequential?: boolean;
    inputElement?: string;
    outputCollection?: string;
    outputElement?: string;
    completionCondition?: string;
  } = {},
): MultiInstance {
  const { sequential = false, inputElement, outputCollection, outputElement, completionCondition } = options;
  return {
    sequential,
    inputCollection: expression(inputCollection),
    ...(inputElement === undefined ? {} : { inputElement }),
    ...(outputCollection === undefined ? {} : { outputCollection }),
    ...(outputElement === undefined ? {} : { outputElement: expression(outputElement) }),
    ...(completionCondition === undefined ? {} : { completionCondition: expression(completionCondition) }),
  };
}

/**
 * Builds a process model: every element is connected to the one before it. `at` moves back, `to` connects to an
 * existing (or later) element, `when` and `otherwise` describe the next flow.
 */
export class ProcessBuilder {
  readonly #id: string;
  readonly #elements: FlowNode[];
  readonly #flows: SequenceFlow[];
  readonly #parentId: string | undefined;
  #current: string | undefined;
  #condition: Expression | undefined;
  #isDefault = false;

  constructor(id: string, shared?: { elements: FlowNode[]; flows: SequenceFlow[]; parentId: string }) {
    this.#id = id;
    this.#elements = shared?.elements ?? [];
    this.#flows = shared?.flows ?? [];
    this.#parentId = shared?.parentId;
  }

  node(type: FlowNode['type'], id: string, properties: Properties = {}): this {
    this.#elements.push({
      id,
      type,
      ...properties,
      ...(this.#parentId === undefined ? {} : { parentId: this.#parentId }),
    });
    if (this.#current !== undefined) this.#connect(this.#current, id);
    this.#current = id;
    return this;
  }

  start(id = 'start', event?: EventDefinition, properties: Properties = {}): this {
    this.#current = undefined;
    return this.node('start-event', id, { ...(event && { event }), ...properties });
  }

  end(id = 'end', event?: EventDefinition, properties: Properties = {}): this {
    return this.node('end-event', id, { ...(event && { event }), ...properties });
  }

  /** A service task whose job type is its id, unless given. */
  service(id: string, properties: Properties & { jobType?: string; retries?: string } = {}): this {
    const { jobType = id, retries, ...rest } = properties;
    return this.node('service-task', id, {
      task: { type: expression(jobType), ...(retries === undefined ? {} : { retries: expression(retries) }) },
      ...rest,
    });
  }

  exclusive(id: string): this {
    return this.node('exclusive-gateway', id);
  }

  parallel(id: string): this {
    return this.node('parallel-gateway', id);
  }

  inclusive(id: string): this {
    return this.node('inclusive-gateway', id);
  }

  catch(id: string, event: EventDefinition, properties: Properties = {}): this {
    return this.node('intermediate-catch-event', id, { event, ...properties });
  }

  throw(id: string, event?: EventDefinition, properties: Properties = {}): this {
    return this.node('intermediate-throw-event', id, { ...(event && { event }), ...properties });
  }

  call(
    id: string,
    processId: string,
    properties: Properties & { allParent?: boolean; allChild?: boolean } = {},
  ): this {
    const { allParent, allChild, ...rest } = properties;
    return this.node('call-activity', id, {
      called: {
        processId: expression(processId),
        ...(allParent === undefined ? {} : { propagateAllParentVariables: allParent }),
        ...(allChild === undefined ? {} : { propagateAllChildVariables: allChild }),
      },
      ...rest,
    });
  }

  sub(id: string, content: (inner: ProcessBuilder) => unknown, properties: Properties = {}): this {
    this.node('sub-process', id, properties);
    content(this.#inner(id));
    return this;
  }

  /** Not connected to anything. */
  eventSub(id: string, content: (inner: ProcessBuilder) => unknown): this {
    const current = this.#current;
    this.#current = undefined;
    this.node('event-sub-process', id);
    content(this.#inner(id));
    this.#current = current;
    return this;
  }

  /** A boundary event, from which the next element continues. */
  boundary(id: string, attachedTo: string, event: EventDefinition, properties: Properties = {}): this {
    this.#current = undefined;
    this.#elements.push({
      id,
      type: 'boundary-event',
      event,
      attachedTo,
      ...properties,
      ...(this.#parentId === undefined ? {} : { parentId: this.#parentId }),
    });
    this.#current = id;
    return this;
  }

  /** Continue from this element. */
  at(id: string): this {
    this.#current = id;
    return this;
  }

  /** Condition of the next flow, FEEL without the leading `=`. */
  when(condition: string): this {
    this.#condition = { source: condition, kind: 'feel' };
    return this;
  }

  /** The next flow is the default flow. */
  otherwise(): this {
    this.#isDefault = true;
    return this;
  }

  to(id: string): this {
    if (this.#current !== undefined) this.#connect(this.#current, id);
    this.#current = undefined;
    return this;
  }

  build(): ExecutableProcess {
    return { id: this.#id, elements: this.#elements, flows: this.#flows };
  }

  #inner(parentId: string): ProcessBuilder {
    return new ProcessBuilder(this.#id, { elements: this.#elements, flows: this.#flows, parentId });
  }

  #connect(source: string, target: string): void {
    const id = `${source}->${target}${this.#flows.filter((f) => f.source === source && f.target === target).length || ''}`;
    this.#flows.push({ id, source, target, ...(this.#condition && { condition: this.#condition }) });
    if (this.#isDefault) {
      const index = this.#elements.findIndex((element) => element.id === source);
      this.#elements[index] = { ...(this.#elements[index] as FlowNode), defaultFlow: id };
    }
    this.#condition = undefined;
    this.#isDefault = false;
  }
}

export function aProcess(id = 'process'): ProcessBuilder {
  return new ProcessBuilder(id);
}
