import {
  bufferedMessage,
  closeEvents,
  openEvents,
  prepareEvents,
  type PreparedEvent,
} from './catch-events.ts';
import type { CompiledElement, CompiledFlow } from './compiled-process.ts';
import { InvariantViolation, ProcessingFailure } from './failures.ts';
import { compensationEnded, subscribeCompensation } from './compensation.ts';
import { closeIncidents, raiseIncident } from './incidents.ts';
import type { ElementType } from './model.ts';
import { Recorder } from './recorder.ts';
import type { CommandContext, Key, Variables } from './records.ts';
import { compareKeys } from './ordered-keys.ts';
import type { ElementInstance, ProcessDefinition, Remains, Trigger } from './rows.ts';
import type { EngineState } from './state.ts';
import { evaluateMappings, lookupFrom, propagate, setLocally } from './variables.ts';

/** What an element does once it is activated: wait for something, or go on at once. */
export type Outcome = 'wait' | 'complete';

/**
 * What is particular to one element type; everything common is done by `Execution`. Methods that evaluate do so before
 * they emit, because a `ProcessingFailure` becomes an incident and the method runs again when that is resolved.
 */
export interface ElementProcessor {
  /** Input mappings are done. Opens whatever the element waits for. */
  activate(execution: Execution, instance: ElementInstance, element: CompiledElement): Outcome;
  /** Before the output mappings. */
  completing?(execution: Execution, instance: ElementInstance, element: CompiledElement): void;
  /** The flows to take; default: all outgoing flows. */
  outgoing?(
    execution: Execution,
    instance: ElementInstance,
    element: CompiledElement,
  ): readonly CompiledFlow[];
  /** The instance is gone, its flows are taken. */
  completed?(execution: Execution, instance: ElementInstance, element: CompiledElement): void;
  /** The instance is gone. */
  terminated?(execution: Execution, instance: ElementInstance, element: CompiledElement): void;
  /** A child is about to complete; its output mappings are done. Returns whether that ends the scope. */
  childCompleting?(execution: Execution, scope: ElementInstance, child: ElementInstance): boolean;
  /** A child has ended. Default: the scope completes when nothing in it lives or is on its way. */
  childEnded?(execution: Execution, scope: ElementInstance, child: ElementInstance, endsScope: boolean): void;
  /** A child that had ended before is gone now, as the last one. Default: the scope completes. */
  emptied?(execution: Execution, scope: ElementInstance): void;
}

export type ElementProcessors = Record<ElementType, ElementProcessor>;

/** What follows within the same command. */
type Step =
  | {
      readonly kind: 'enter';
      readonly scopeKey: Key;
      readonly element: CompiledElement;
      readonly trigger?: Trigger;
      readonly tokens: number;
    }
  | { readonly kind: 'join'; readonly scopeKey: Key; readonly element: CompiledElement }
  | { readonly kind: 'activate'; readonly key: Key }
  | { readonly kind: 'complete'; readonly key: Key }
  | { readonly kind: 'poll-messages'; readonly subscriptionKey: Key };

/** An element entered more often than this in one scope by one command loops without ever waiting. */
const MOST_ENTRIES_PER_ELEMENT = 1_000;
/** Most steps of one command; beyond it every entered element gets an incident. */
const MOST_STEPS = 200_000;
/** Items that one command starts, instances that it clears away, and what a signal triggers in it, by default: some milliseconds, after which others have their turn. */
const PORTION = 200;
/** Passing over a job of what has ended takes that much less than clearing an instance away. */
const PASSED_PER_CLEARED = 10;

/** Properties of a new process instance. */
export interface NewInstance {
  readonly variables?: Variables;
  readonly trigger?: Trigger;
  readonly startAt?: readonly string[];
  readonly parentElementInstanceKey?: Key;
  readonly depth?: number;
  readonly startedByCorrelationKey?: string;
  readonly awaited?: readonly string[];
}

/** Runs element instances through their life, which is the same for all types, until nothing is left to do. */
export class Execution extends Recorder {
  /** Items of one multi-instance body that this command starts at most. */
  readonly itemsAtOnce: number;
  /** What waits for a signal and is triggered by this command at most. */
  readonly signalledAtOnce: number;
  /** Jobs of what has ended that this command passes over at most, looking for others. */
  readonly passedAtOnce: number;
  readonly #clearedAtOnce: number;
  readonly #processors: ElementProcessors;
  /** Steps from `#nextStep` on are still to be done, in order. */
  #steps: Step[] = [];
  #nextStep = 0;
  readonly #entries = new Map<string, number>();
  #stepCount = 0;

  constructor(state: EngineState, context: CommandContext, processors: ElementProcessors) {
    super(state, context);
    this.itemsAtOnce = context.itemsAtOnce ?? PORTION;
    this.#clearedAtOnce = context.clearedAtOnce ?? PORTION;
    this.signalledAtOnce = context.signalledAtOnce ?? PORTION;
    this.passedAtOnce = this.#clearedAtOnce * PASSED_PER_CLEARED;
    this.#processors = processors;
  }

  /** Does everything that follows from what was recorded so far. */
  run(): void {
    for (;;) {
      const step = this.#steps[this.#nextStep];
      if (step === undefined) break;
      this.#nextStep += 1;
      this.#stepCount += 1;
      if (this.#nextStep > 1_024 && this.#nextStep * 2 > this.#steps.length) {
        this.#steps = this.#steps.slice(this.#nextStep);
        this.#nextStep = 0;
      }
      this.#runStep(step);
    }
    this.#steps = [];
    this.#nextStep = 0;
  }

  #runStep(step: Step): void {
    switch (step.kind) {
      case 'enter':
        this.enter(step.scopeKey, step.element, {
          tokens: step.tokens,
          ...(step.trigger && { trigger: step.trigger }),
        });
        return;
      case 'join':
        return this.#join(step.scopeKey, step.element);
      case 'activate':
        return this.#activate(step.key);
      case 'complete':
        return this.#complete(step.key);
      case 'poll-messages':
        return this.#pollMessages(step.subscriptionKey);
    }
  }

  // ── Creating instances ──────────────────────────────────────────────────────────────────────────────────────────

  /** A new instance of a process; it starts when the command goes on. Returns its key. */
  createProcessInstance(definition: ProcessDefinition, properties: NewInstance): Key {
    const { variables = {}, ...rest } = properties;
    const key = this.nextKey();
    this.emit({
      type: 'element-activating',
      tokens: 0,
      row: {
        key,
        state: 'activating',
        type: 'process',
        elementId: definition.bpmnProcessId,
        scopeKey: '',
        processInstanceKey: key,
        processDefinitionKey: definition.key,
        tokens: 0,
        ...rest,
      },
    });
    setLocally(this, key, variables);
    this.#steps.push({ kind: 'activate', key });
    return key;
  }

  /**
   * Activates an element in a living scope at once, consuming `tokens` of the scope. Returns its key; undefined when
   * the scope has ended meanwhile.
   */
  enter(
    scopeKey: Key,
    element: CompiledElement,
    options: {
      tokens?: number;
      trigger?: Trigger;
      joined?: readonly string[];
      startAt?: readonly string[];
      /** Local variables it has from the beginning. */
      variables?: Variables;
      compensates?: Key;
    } = {},
  ): Key | undefined {
    const scope = this.state.elementInstances.get(scopeKey);
    if (scope === undefined || this.state.hasEnded(scopeKey)) return undefined;
    const { tokens = 0, trigger, joined, startAt, compensates } = options;
    const type = element.node.multiInstance === undefined ? element.type : 'multi-instance-body';
    const key = this.nextKey();
    this.emit({
      type: 'element-activating',
      tokens,
      ...(joined === undefined ? {} : { joined }),
      row: {
        ...this.#row(key, type, element.id, scope),
        ...(trigger === undefined ? {} : { trigger }),
        ...(startAt === undefined ? {} : { startAt }),
        ...(compensates === undefined ? {} : { compensates }),
      },
    });
    if (options.variables !== undefined) setLocally(this, key, options.variables);
    const loop = this.#endlessLoop(scopeKey, element);
    if (loop !== undefined) {
      raiseIncident(
        this,
        this.instance(key),
        'UNKNOWN',
        `${loop}; the process loops. Correct the data or cancel the instance, then resolve the incident.`,
      );
    } else {
      this.#activate(key);
    }
    return key;
  }

  /** One item of a multi-instance body: the activity itself, with variables of its own. */
  enterItem(
    body: ElementInstance,
    element: CompiledElement,
    loopCounter: number,
    variables: Variables,
  ): void {
    const key = this.nextKey();
    this.emit({
      type: 'element-activating',
      tokens: 0,
      row: { ...this.#row(key, element.type, element.id, body), loopCounter },
    });
    setLocally(this, key, variables);
    this.#steps.push({ kind: 'activate', key });
  }

  #row(key: Key, type: ElementType, elementId: string, scope: ElementInstance): ElementInstance {
    return {
      key,
      state: 'activating',
      type,
      elementId,
      scopeKey: scope.key,
      processInstanceKey: scope.processInstanceKey,
      processDefinitionKey: scope.processDefinitionKey,
      tokens: 0,
    };
  }

  /** Why this element is not executed now; undefined: nothing looks like a loop. */
  #endlessLoop(scopeKey: Key, element: CompiledElement): string | undefined {
    const place = `${scopeKey}:${element.id}`;
    const entries = (this.#entries.get(place) ?? 0) + 1;
    this.#entries.set(place, entries);
    if (entries > MOST_ENTRIES_PER_ELEMENT)
      return `Element '${element.id}' was entered more than ${MOST_ENTRIES_PER_ELEMENT} times without waiting`;
    if (this.#stepCount > MOST_STEPS)
      return `More than ${MOST_STEPS} steps led to element '${element.id}' without waiting`;
    return undefined;
  }

  // ── The common life of an element instance ──────────────────────────────────────────────────────────────────────

  /** Tries again what an incident had stopped. */
  retry(key: Key): void {
    const instance = this.state.elementInstances.get(key);
    if (instance?.state === 'activating') this.#steps.push({ kind: 'activate', key });
    else if (instance?.state === 'completing') this.#steps.push({ kind: 'complete', key });
  }

  #activate(key: Key): void {
    const instance = this.state.elementInstances.get(key);
    if (instance?.state !== 'activating' || this.state.hasEnded(key)) return;
    const element = this.elementOf(instance);
    this.#attempt(key, () => {
      const { inputs } = element.node;
      if (
        inputs !== undefined &&
        inputs.length > 0 &&
        instance.type !== 'multi-instance-body' &&
        !instance.startAt
      ) {
        setLocally(this, key, evaluateMappings(inputs, lookupFrom(this.state, key), this, false));
      }
      const boundaries = this.#holdsBoundaries(instance, element) ? element.boundaries : [];
      const events = boundaries.length === 0 ? [] : prepareEvents(this, key, boundaries);
      const outcome = this.#processors[instance.type].activate(this, instance, element);
      if (this.state.elementInstances.get(key)?.state !== 'activating' || this.state.hasEnded(key)) return;
      this.emit({ type: 'element-activated', key });
      this.openEvents(instance, events);
      if (outcome === 'complete') this.complete(key);
    });
  }

  /** Boundary events of a multi-instance activity belong to its body. */
  #holdsBoundaries(instance: ElementInstance, element: CompiledElement): boolean {
    if (element.boundaries.length === 0) return false;
    return element.node.multiInstance === undefined || instance.type === 'multi-instance-body';
  }

  /** Opens events for an instance; buffered messages reach it when the command goes on. */
  openEvents(owner: ElementInstance, events: readonly PreparedEvent[]): void {
    for (const subscriptionKey of openEvents(this, owner, events)) this.pollMessages(subscriptionKey);
  }

  /** The instance has nothing more to wait for: it completes when the command goes on. */
  complete(key: Key): void {
    this.#steps.push({ kind: 'complete', key });
  }

  #complete(key: Key): void {
    const instance = this.state.elementInstances.get(key);
    if (instance?.state !== 'activated' && instance?.state !== 'completing') return;
    if (this.state.hasEnded(key)) return;
    // An event may have brought a scope back to life after its last child had ended.
    if (instance.tokens > 0 || this.state.children.has(key)) return;
    const element = this.elementOf(instance);
    const processor = this.#processors[instance.type];
    this.#attempt(key, () => {
      if (instance.state === 'activated') this.emit({ type: 'element-completing', key });
      processor.completing?.(this, instance, element);
      const { outputs } = element.node;
      if (outputs !== undefined && outputs.length > 0 && instance.type !== 'multi-instance-body') {
        const results = evaluateMappings(outputs, lookupFrom(this.state, key), this, true);
        propagate(this, instance.scopeKey, results);
      }
      const isItem = instance.loopCounter !== undefined;
      const flows = isItem ? [] : (processor.outgoing?.(this, instance, element) ?? element.outgoing);
      const scope = instance.scopeKey === '' ? undefined : this.instance(instance.scopeKey);
      const endsScope =
        scope === undefined
          ? false
          : (this.#processors[scope.type].childCompleting?.(this, scope, instance) ?? false);
      this.#closeAll(instance);
      subscribeCompensation(this, instance, element);
      this.#leaveOutputs(instance);
      this.emit({ type: 'element-completed', key });
      for (const flow of flows) this.#takeFlow(instance.scopeKey, flow);
      processor.completed?.(this, instance, element);
      if (instance.compensates !== undefined) {
        const done = compensationEnded(this, instance.compensates);
        if (done !== undefined) this.complete(done);
      }
      if (scope !== undefined) this.#childEnded(scope.key, instance, endsScope);
    });
  }

  /**
   * Ends an instance and everything in it. Its scope is not told. What is more than a portion counts as ended from now on
   * and is cleared away by commands that are due.
   */
  terminate(key: Key): void {
    const instance = this.state.elementInstances.get(key);
    if (instance === undefined || instance.state === 'terminating') return;
    if (this.#clear(key, { left: this.#clearedAtOnce })) return;
    this.emit({ type: 'remains-left', key, remains: { since: this.now } });
  }

  /** Ends what a scope holds but one child, as `terminate` does. */
  terminateChildren(scopeKey: Key, except?: Key): void {
    const but = except === undefined ? {} : { except };
    if (!this.#clearChildren(scopeKey, { left: this.#clearedAtOnce }, but)) {
      const remains = { since: this.now, before: this.nextKey(), ...but };
      this.emit({ type: 'remains-left', key: scopeKey, remains });
    } else if (this.instance(scopeKey).remains !== undefined) {
      this.emit({ type: 'remains-cleared', key: scopeKey });
    }
  }

  /** Goes on clearing away what has ended in an instance. */
  clearRemains(key: Key): void {
    const instance = this.state.elementInstances.get(key);
    if (instance?.remains === undefined) return;
    const portion = { left: this.#clearedAtOnce };
    if (instance.state === 'terminating') {
      if (this.#clear(key, portion)) this.#cleared(instance.scopeKey);
    } else if (this.#clearChildren(key, portion, instance.remains)) {
      this.emit({ type: 'remains-cleared', key });
      this.#cleared(key);
    }
  }

  /** Ends an instance, from the outside inwards, as far as the portion goes; returns whether it is gone. */
  #clear(key: Key, portion: { left: number }): boolean {
    const instance = this.state.elementInstances.get(key);
    if (instance === undefined) return true;
    if (portion.left === 0) return false;
    if (instance.state !== 'terminating') {
      this.emit({ type: 'element-terminating', key });
      this.#closeAll(instance);
    }
    const { calledInstanceKey } = instance;
    if (calledInstanceKey !== undefined && !this.#clear(calledInstanceKey, portion)) return false;
    if (!this.#clearChildren(key, portion)) return false;
    if (portion.left === 0) return false;
    portion.left -= 1;
    this.#leaveOutputs(instance);
    this.emit({ type: 'element-terminated', key });
    this.#processors[instance.type].terminated?.(this, instance, this.elementOf(instance));
    return true;
  }

  /** Clears children away, all or those that have ended; returns whether they are gone. */
  #clearChildren(
    scopeKey: Key,
    portion: { left: number },
    { before, except }: Partial<Remains> = {},
  ): boolean {
    const next: Key[] = [];
    for (const child of this.state.children.walk(scopeKey)) {
      if (before !== undefined && compareKeys(child, before) >= 0) break;
      // One more than can be cleared: then some are left.
      if (child !== except) next.push(child);
      if (next.length > portion.left) break;
    }
    return next.every((child) => this.#clear(child, portion));
  }

  /** Of a body with many outputs that is about to go, these are cleared away afterwards. */
  #leaveOutputs({ key, type, elementId, processDefinitionKey }: ElementInstance): void {
    if (type !== 'multi-instance-body') return;
    const { started = 0, completed = 0 } = this.state.multiInstances.get(key) ?? {};
    if (completed === 0 || started <= this.#clearedAtOnce) return;
    if (this.element(processDefinitionKey, elementId).node.multiInstance?.outputCollection === undefined)
      return;
    this.emit({ type: 'multi-instance-outputs-left', bodyKey: key, since: this.now });
  }

  /** Goes on clearing away the outputs of a body that has ended. */
  clearOutputs(bodyKey: Key): void {
    const { started, cleared } = this.state.multiInstances.get(bodyKey) ?? {};
    if (started === undefined || cleared === undefined) return;
    const below = Math.min(started, cleared + this.#clearedAtOnce);
    this.emit({ type: 'multi-instance-outputs-cleared', bodyKey, below });
  }

  /** Something that had ended is gone from a scope, which may have waited only for that. */
  #cleared(scopeKey: Key): void {
    const scope = this.state.elementInstances.get(scopeKey);
    if (scope?.state !== 'activated' || this.state.hasEnded(scopeKey)) return;
    if (scope.tokens > 0 || this.state.children.has(scopeKey)) return;
    const processor = this.#processors[scope.type];
    if (processor.emptied === undefined) this.complete(scopeKey);
    else processor.emptied(this, scope);
  }

  /** Tells the scope of a terminated instance, which may thereby be done. */
  tellScope(terminated: ElementInstance): void {
    if (terminated.scopeKey !== '') this.#childEnded(terminated.scopeKey, terminated, false);
  }

  #closeAll(instance: ElementInstance): void {
    closeEvents(this, instance.key);
    closeIncidents(this, instance.key);
    const { jobKey } = this.instance(instance.key);
    if (jobKey !== undefined) this.emit({ type: 'job-cancelled', key: jobKey });
  }

  #childEnded(scopeKey: Key, child: ElementInstance, endsScope: boolean): void {
    const scope = this.state.elementInstances.get(scopeKey);
    if (scope?.state !== 'activated' || this.state.hasEnded(scopeKey)) return;
    const processor = this.#processors[scope.type];
    if (processor.childEnded !== undefined) return processor.childEnded(this, scope, child, endsScope);
    if (scope.tokens > 0) this.#enterReadyInclusiveJoins(scope);
    else if (!this.state.children.has(scopeKey)) this.complete(scopeKey);
  }

  /** Runs one stage of an element's life; a `ProcessingFailure` becomes an incident. */
  #attempt(key: Key, stage: () => void): void {
    try {
      stage();
    } catch (error) {
      if (!(error instanceof ProcessingFailure)) throw error;
      raiseIncident(this, this.instance(key), error.incident, error.message);
    }
  }

  // ── Tokens ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #takeFlow(scopeKey: Key, flow: CompiledFlow): void {
    this.emit({ type: 'sequence-flow-taken', scopeKey, flowId: flow.id, waitsAtJoin: flow.joins });
    if (flow.joins) this.#steps.push({ kind: 'join', scopeKey, element: flow.target });
    else this.#steps.push({ kind: 'enter', scopeKey, element: flow.target, tokens: 1 });
  }

  /** Takes a flow whose target has already been triggered (behind an event-based gateway). */
  takeTriggeredFlow(scopeKey: Key, flow: CompiledFlow, trigger: Trigger): void {
    this.emit({ type: 'sequence-flow-taken', scopeKey, flowId: flow.id, waitsAtJoin: false });
    this.#steps.push({ kind: 'enter', scopeKey, element: flow.target, tokens: 1, trigger });
  }

  /** Enters a joining gateway for which all it needs has arrived. */
  #join(scopeKey: Key, gateway: CompiledElement): void {
    const waiting = this.state.joinTokens.get(scopeKey);
    if (waiting === undefined) return;
    const arrived = gateway.incoming.filter(({ id }) => (waiting[id] ?? 0) > 0).map(({ id }) => id);
    const ready =
      arrived.length === gateway.incoming.length ||
      (gateway.type === 'inclusive-gateway' && arrived.length > 0 && !this.#canBeReached(scopeKey, gateway));
    if (ready) this.enter(scopeKey, gateway, { tokens: arrived.length, joined: arrived });
  }

  #enterReadyInclusiveJoins(scope: ElementInstance): void {
    const waiting = this.state.joinTokens.get(scope.key);
    if (waiting === undefined) return;
    const process = this.process(scope.processDefinitionKey);
    const scopeElement = this.elementOf(scope);
    for (const element of process.elements.values()) {
      if (element.type !== 'inclusive-gateway' || element.parent !== scopeElement) continue;
      if (element.incoming.some(({ id }) => (waiting[id] ?? 0) > 0)) {
        this.#steps.push({ kind: 'join', scopeKey: scope.key, element });
      }
    }
  }

  /** Whether anything living or on its way in the scope may still send a token over an unused flow of the gateway. */
  #canBeReached(scopeKey: Key, gateway: CompiledElement): boolean {
    const waiting = this.state.joinTokens.get(scopeKey) ?? {};
    const scope = this.instance(scopeKey);
    const sources: CompiledElement[] = [];
    for (const key of this.state.children.walk(scopeKey)) {
      if (this.state.hasEnded(key)) continue;
      const child = this.elementOf(this.instance(key));
      sources.push(child, ...child.boundaries);
    }
    for (let i = this.#nextStep; i < this.#steps.length; i++) {
      const step = this.#steps[i] as Step;
      if (step.kind === 'enter' && step.scopeKey === scopeKey) sources.push(step.element);
    }
    const process = this.process(scope.processDefinitionKey);
    for (const element of process.elements.values()) {
      if (element === gateway) continue;
      if (element.incoming.some(({ id, joins }) => joins && (waiting[id] ?? 0) > 0)) sources.push(element);
    }
    const open = new Set(gateway.incoming.filter(({ id }) => (waiting[id] ?? 0) === 0).map(({ id }) => id));
    return reaches(sources, gateway, open);
  }

  /** Whether something in a scope has not ended. */
  hasLivingChildren(scopeKey: Key): boolean {
    for (const key of this.state.children.walk(scopeKey)) if (!this.state.hasEnded(key)) return true;
    return false;
  }

  /** Drops everything on its way in a scope. */
  #dropTokens(scopeKey: Key, interruptedBy?: string): void {
    this.#steps = this.#steps
      .slice(this.#nextStep)
      .filter((step) => !((step.kind === 'enter' || step.kind === 'join') && step.scopeKey === scopeKey));
    this.#nextStep = 0;
    this.emit({
      type: 'tokens-dropped',
      scopeKey,
      ...(interruptedBy === undefined ? {} : { interruptedBy }),
    });
  }

  /** Ends everything in a scope but one of its children. */
  endScopeContent(scopeKey: Key, except?: Key, interruptedBy?: string): void {
    this.terminateChildren(scopeKey, except);
    this.#dropTokens(scopeKey, interruptedBy);
  }

  // ── Events ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Variables that an event, a job or a called process brought to an element instance. */
  deliver(instance: ElementInstance, variables: Variables): void {
    const { outputs } = this.elementOf(instance).node;
    if (outputs !== undefined && outputs.length > 0) setLocally(this, instance.key, variables);
    else propagate(this, instance.key, variables);
  }

  /**
   * The catching event `elementId` happens to the instance that waits for it: the event itself, an event-based
   * gateway, the activity it is attached to, or the scope of its event sub-process. Returns whether it had an effect.
   */
  trigger(ownerKey: Key, elementId: string, variables: Variables): boolean {
    const owner = this.state.elementInstances.get(ownerKey);
    if (owner?.state !== 'activated' || this.state.hasEnded(ownerKey)) return false;
    const event = this.element(owner.processDefinitionKey, elementId);
    const trigger: Trigger = { elementId, variables };
    if (event.type === 'boundary-event') {
      if (event.node.interrupting !== false) this.terminate(owner.key);
      this.enter(owner.scopeKey, event, { trigger });
    } else if (event.type === 'start-event' && event.parent?.type === 'event-sub-process') {
      this.startEventSubProcess(owner, event, variables);
    } else if (owner.type === 'event-based-gateway') {
      this.emit({ type: 'gateway-triggered', key: owner.key, trigger });
      closeEvents(this, owner.key);
      this.complete(owner.key);
    } else {
      closeEvents(this, owner.key, (id) => id === elementId);
      this.deliver(owner, variables);
      this.complete(owner.key);
    }
    return true;
  }

  /** Starts an event sub-process of a living scope, interrupting the scope if its start event says so. */
  startEventSubProcess(scope: ElementInstance, startEvent: CompiledElement, variables: Variables): void {
    const subProcess = startEvent.parent;
    if (subProcess === undefined)
      throw new InvariantViolation(`Start event '${startEvent.id}' has no sub-process`);
    if (startEvent.node.interrupting !== false) {
      closeEvents(
        this,
        scope.key,
        (id) => this.element(scope.processDefinitionKey, id).type === 'start-event',
      );
      this.endScopeContent(scope.key, undefined, subProcess.id);
    }
    this.enter(scope.key, subProcess, { trigger: { elementId: startEvent.id, variables } });
  }

  /** Enters the start event of a scope that is being activated. */
  start(scope: ElementInstance, startEvent: CompiledElement | undefined): void {
    if (startEvent === undefined) return;
    const { trigger } = scope;
    const triggered = trigger?.elementId === startEvent.id ? trigger : undefined;
    this.#steps.push({
      kind: 'enter',
      scopeKey: scope.key,
      element: startEvent,
      tokens: 0,
      ...(triggered === undefined ? {} : { trigger: triggered }),
    });
  }

  /** A buffered message reaches a new or still open subscription. */
  #pollMessages(subscriptionKey: Key): void {
    const subscription = this.state.messageSubscriptions.get(subscriptionKey);
    if (subscription === undefined) return;
    const owner = this.state.elementInstances.get(subscription.elementInstanceKey);
    if (owner?.state !== 'activated' || this.state.hasEnded(owner.key)) return;
    const message = bufferedMessage(this, subscription);
    if (message === undefined) return;
    this.emit({ type: 'message-correlated', key: message.key, bpmnProcessId: subscription.bpmnProcessId });
    this.trigger(subscription.elementInstanceKey, subscription.elementId, message.variables);
    if (this.state.messageSubscriptions.has(subscriptionKey)) this.pollMessages(subscriptionKey);
  }

  /** Asks for buffered messages, when a subscription is new or was served but stays open. */
  pollMessages(subscriptionKey: Key): void {
    this.#steps.push({ kind: 'poll-messages', subscriptionKey });
  }

  /** Evaluates and opens the event sub-processes of a scope. */
  prepareEventSubProcesses(scope: ElementInstance, element: CompiledElement): readonly PreparedEvent[] {
    if (element.eventSubProcesses.length === 0) return [];
    return prepareEvents(
      this,
      scope.key,
      element.eventSubProcesses.flatMap((subProcess) => subProcess.startEvents),
    );
  }
}

/** Whether a path of sequence flows from a source ends with one of the `open` flows into the gateway. */
function reaches(
  sources: readonly CompiledElement[],
  gateway: CompiledElement,
  open: ReadonlySet<string>,
): boolean {
  const seen = new Set<CompiledElement>();
  const todo = sources.filter((source) => source !== gateway);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const flow of next.outgoing) {
      if (open.has(flow.id)) return true;
      if (flow.target !== gateway) todo.push(flow.target, ...flow.target.boundaries);
    }
    if (next.linkTarget !== undefined) todo.push(next.linkTarget);
  }
  return false;
}
