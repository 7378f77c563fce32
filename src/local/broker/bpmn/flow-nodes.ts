import type {
  CalledElement,
  FlowNode,
  Mapping,
  MultiInstance,
  TaskDefinition,
  UserTaskProperties,
} from '../../engine/model.ts';
import { EventReader, placeOf } from './event-definitions.ts';
import type { ExpressionReader } from './expressions.ts';
import { type BpmnElement, bodyOf, element, extension, extensions, flag, list, text } from './moddle.ts';
import type { Problems } from './problems.ts';
import {
  ACTIVITY_TYPES,
  NODE_TYPES,
  TASK_TYPES,
  UNSUPPORTED_EXTENSIONS,
  UNSUPPORTED_TYPES,
} from './supported.ts';

/** The scope an element stands in. */
export interface Scope {
  /** Absent directly in the process. */
  readonly id?: string;
  readonly type: 'process' | 'sub-process' | 'event-sub-process';
}

const VARIABLE_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** A variable name, or a path of them. */
const VARIABLE_PATH = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u;

const EVENT_TYPES: ReadonlySet<FlowNode['type']> = new Set([
  'start-event',
  'intermediate-catch-event',
  'intermediate-throw-event',
  'boundary-event',
  'end-event',
]);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Turns one flow node of the XML into the engine's form. */
export class FlowNodeReader {
  readonly #problems: Problems;
  readonly #expressions: ExpressionReader;
  readonly #events: EventReader;

  constructor(problems: Problems, expressions: ExpressionReader) {
    this.#problems = problems;
    this.#expressions = expressions;
    this.#events = new EventReader(problems, expressions);
  }

  /** @returns undefined when the element cannot be executed; the problem is noted */
  read(id: string, source: BpmnElement, scope: Scope): FlowNode | undefined {
    const type = this.#typeOf(id, source);
    if (type === undefined) return undefined;
    this.#refuseExtensions(id, source);

    const node: Mutable<FlowNode> = { id, type };
    if (source.name !== undefined && source.name !== '') node.name = source.name;
    if (scope.id !== undefined) node.parentId = scope.id;
    if (flag(source, 'isForCompensation')) node.forCompensation = true;

    this.#readMappings(node, source);
    if (EVENT_TYPES.has(type)) this.#readEvent(node, source, scope);
    if (TASK_TYPES.has(type)) this.#readTask(node, source);
    if (type === 'user-task') this.#readUserTask(node, source);
    if (type === 'receive-task') this.#readReceiveTask(node, source);
    if (type === 'call-activity') this.#readCallActivity(node, source);
    if (ACTIVITY_TYPES.has(type)) this.#readLoop(node, source);
    else if (type === 'event-sub-process' && element(source, 'loopCharacteristics') !== undefined) {
      this.#problems.add(id, 'An event sub-process cannot be repeated by multi-instance');
    }
    const defaultFlow = element(source, 'default')?.id;
    if (defaultFlow !== undefined) node.defaultFlow = defaultFlow;
    return node;
  }

  #typeOf(id: string, source: BpmnElement): FlowNode['type'] | undefined {
    const type = NODE_TYPES[source.$type];
    if (type === undefined) {
      this.#problems.add(
        id,
        UNSUPPORTED_TYPES[source.$type] ?? `Elements of type '${source.$type}' are not supported`,
      );
      return undefined;
    }
    return type === 'sub-process' && flag(source, 'triggeredByEvent') ? 'event-sub-process' : type;
  }

  #refuseExtensions(id: string, source: BpmnElement): void {
    for (const { $type } of extensions(source)) {
      const reason = UNSUPPORTED_EXTENSIONS[$type];
      if (reason !== undefined) this.#problems.add(id, reason);
    }
  }

  #readMappings(node: Mutable<FlowNode>, source: BpmnElement): void {
    const mapping = extension(source, 'zeebe:IoMapping');
    if (mapping === undefined) return;
    const read = (parameters: readonly BpmnElement[], kind: 'input' | 'output'): Mapping[] =>
      parameters.flatMap((parameter) => {
        const target = text(parameter, 'target')?.trim();
        if (target === undefined || !VARIABLE_PATH.test(target)) {
          this.#problems.add(
            node.id,
            `The target '${target ?? ''}' of an ${kind} mapping is no variable name or path`,
          );
          return [];
        }
        const from = this.#expressions.read(
          node.id,
          `the source of the ${kind} mapping '${target}'`,
          text(parameter, 'source'),
        );
        if (from === undefined) {
          this.#problems.add(node.id, `The ${kind} mapping '${target}' must have a source`);
          return [];
        }
        return [{ source: from, target }];
      });
    const inputs = read(list(mapping.get('inputParameters')), 'input');
    const outputs = read(list(mapping.get('outputParameters')), 'output');
    if (inputs.length > 0) node.inputs = inputs;
    if (outputs.length > 0) node.outputs = outputs;
  }

  #readEvent(node: Mutable<FlowNode>, source: BpmnElement, scope: Scope): void {
    if (node.type === 'boundary-event') {
      const attachedTo = element(source, 'attachedToRef')?.id;
      if (attachedTo === undefined) this.#problems.add(node.id, 'Must be attached to an activity');
      else node.attachedTo = attachedTo;
      // Compensation never interrupts: its activity has completed.
      if (source.get('cancelActivity') === false) node.interrupting = false;
    }
    if (
      node.type === 'start-event' &&
      scope.type === 'event-sub-process' &&
      source.get('isInterrupting') === false
    ) {
      node.interrupting = false;
    }
    const place = placeOf(node, scope.type);
    const event = this.#events.read(node.id, source, place);
    if (event.kind !== 'none') node.event = event;
    if (place === 'event sub-process start' && event.kind === 'error' && node.interrupting === false) {
      this.#problems.add(node.id, 'An error start event must be interrupting');
    }
    if (
      place === 'event sub-process start' &&
      event.kind === 'timer' &&
      event.timer.type === 'cycle' &&
      node.interrupting !== false
    ) {
      this.#problems.add(node.id, 'A time cycle is not allowed: an interrupting timer fires once');
    }
    if ((place === 'throw' || place === 'end') && event.kind === 'message') this.#readJob(node, source);
  }

  #readTask(node: Mutable<FlowNode>, source: BpmnElement): void {
    const decision = extension(source, 'zeebe:CalledDecision');
    const script = extension(source, 'zeebe:Script');
    const here =
      node.type === 'business-rule-task' ? decision : node.type === 'script-task' ? script : undefined;
    if ((decision ?? script) !== here) {
      this.#problems.add(
        node.id,
        decision === undefined
          ? 'Only a script task can have a script (zeebe:script)'
          : 'Only a business rule task can call a decision (zeebe:calledDecision)',
      );
      return;
    }
    if (here === undefined) return this.#readJob(node, source);
    if (extension(source, 'zeebe:TaskDefinition') !== undefined) {
      this.#problems.add(node.id, `Must have either ${here.$type} or zeebe:TaskDefinition, not both`);
    }
    const resultVariable = text(here, 'resultVariable')?.trim();
    if (resultVariable === undefined || !VARIABLE_NAME.test(resultVariable)) {
      this.#problems.add(node.id, `Must have a result variable with a variable name (${here.$type})`);
      return;
    }
    if (decision !== undefined) {
      this.#refuseBinding(node.id, decision);
      const decisionId = this.#expressions.read(node.id, 'the decision id', text(decision, 'decisionId'));
      if (decisionId === undefined)
        this.#problems.add(node.id, 'Must have a decision id (zeebe:calledDecision)');
      else node.decision = { decisionId, resultVariable };
    } else {
      const expression = this.#expressions.read(
        node.id,
        'the script',
        text(script, 'expression'),
        'FEEL only',
      );
      if (expression === undefined) this.#problems.add(node.id, 'Must have an expression (zeebe:script)');
      else node.script = { expression, resultVariable };
    }
  }

  #readJob(node: Mutable<FlowNode>, source: BpmnElement): void {
    const definition = extension(source, 'zeebe:TaskDefinition');
    const type = this.#expressions.read(node.id, 'the job type', text(definition, 'type'));
    if (definition === undefined || type === undefined) {
      this.#problems.add(node.id, 'Must have a task definition with a job type (zeebe:taskDefinition)');
      return;
    }
    const retries = this.#expressions.read(node.id, 'the retries', text(definition, 'retries'));
    if (retries?.kind === 'static' && !/^\d+$/.test(retries.source)) {
      this.#problems.add(node.id, `Expected the retries to be a whole number but found '${retries.source}'`);
    }
    const task: TaskDefinition = retries === undefined ? { type } : { type, retries };
    node.task = task;
    this.#readHeaders(node, source);
  }

  #readHeaders(node: Mutable<FlowNode>, source: BpmnElement): void {
    const headers: Record<string, string> = {};
    for (const header of list(extension(source, 'zeebe:TaskHeaders')?.get('values'))) {
      const key = text(header, 'key');
      const value = header.get('value');
      if (key === undefined) {
        this.#problems.add(node.id, 'A task header must have a key');
        continue;
      }
      headers[key] = typeof value === 'string' ? value : '';
    }
    if (Object.keys(headers).length > 0) node.headers = headers;
  }

  #readUserTask(node: Mutable<FlowNode>, source: BpmnElement): void {
    const assignment = extension(source, 'zeebe:AssignmentDefinition');
    const schedule = extension(source, 'zeebe:TaskSchedule');
    const read = (what: string, owner: BpmnElement | undefined, property: string) =>
      this.#expressions.read(node.id, what, text(owner, property));
    const properties: Mutable<UserTaskProperties> = {};
    const assignee = read('the assignee', assignment, 'assignee');
    const candidateGroups = read('the candidate groups', assignment, 'candidateGroups');
    const candidateUsers = read('the candidate users', assignment, 'candidateUsers');
    const dueDate = read('the due date', schedule, 'dueDate');
    const followUpDate = read('the follow-up date', schedule, 'followUpDate');
    if (assignee) properties.assignee = assignee;
    if (candidateGroups) properties.candidateGroups = candidateGroups;
    if (candidateUsers) properties.candidateUsers = candidateUsers;
    if (dueDate) properties.dueDate = dueDate;
    if (followUpDate) properties.followUpDate = followUpDate;

    const form = extension(source, 'zeebe:FormDefinition');
    const formId = read('the form id', form, 'formId');
    if (form !== undefined) this.#refuseBinding(node.id, form);
    if (formId) properties.formId = formId;
    const formKey =
      read('the form key', form, 'formKey') ?? read('the form reference', form, 'externalReference');
    if (formKey) properties.formKey = formKey;
    if (formId && formKey) this.#problems.add(node.id, 'Must have either a form id or a form key, not both');
    node.userTask = properties;
    this.#readHeaders(node, source);
  }

  #readReceiveTask(node: Mutable<FlowNode>, source: BpmnElement): void {
    if (flag(source, 'instantiate'))
      this.#problems.add(node.id, 'Instantiating receive tasks are not supported; use a message start event');
    const message = this.#events.message(node.id, element(source, 'messageRef'), true);
    if (message !== undefined) node.message = message;
  }

  #readCallActivity(node: Mutable<FlowNode>, source: BpmnElement): void {
    const called = extension(source, 'zeebe:CalledElement');
    const processId = this.#expressions.read(node.id, 'the called process id', text(called, 'processId'));
    if (called === undefined || processId === undefined) {
      this.#problems.add(node.id, 'Must have a called element with a process id (zeebe:calledElement)');
      return;
    }
    this.#refuseBinding(node.id, called);
    const target: Mutable<CalledElement> = { processId };
    const parents = called.get('propagateAllParentVariables');
    const children = called.get('propagateAllChildVariables');
    if (typeof parents === 'boolean') target.propagateAllParentVariables = parents;
    if (typeof children === 'boolean') target.propagateAllChildVariables = children;
    node.called = target;
  }

  #refuseBinding(id: string, owner: BpmnElement): void {
    const binding = text(owner, 'bindingType') ?? 'latest';
    if (binding !== 'latest')
      this.#problems.add(id, `The binding '${binding}' is not supported; use 'latest'`);
  }

  #readLoop(node: Mutable<FlowNode>, source: BpmnElement): void {
    const loop = element(source, 'loopCharacteristics');
    if (loop === undefined) return;
    if (loop.$type !== 'bpmn:MultiInstanceLoopCharacteristics') {
      this.#problems.add(
        node.id,
        'The loop marker is not supported; use multi-instance or an exclusive gateway',
      );
      return;
    }
    const zeebe = extension(loop, 'zeebe:LoopCharacteristics');
    const inputCollection = this.#expressions.read(
      node.id,
      'the input collection',
      text(zeebe, 'inputCollection'),
      'FEEL only',
    );
    if (zeebe === undefined || inputCollection === undefined) {
      this.#problems.add(
        node.id,
        'Must have loop characteristics with an input collection (zeebe:loopCharacteristics)',
      );
      return;
    }
    const outputElement = this.#expressions.read(
      node.id,
      'the output element',
      text(zeebe, 'outputElement'),
      'FEEL only',
    );
    const outputCollection = text(zeebe, 'outputCollection')?.trim();
    if ((outputElement === undefined) !== (outputCollection === undefined)) {
      this.#problems.add(
        node.id,
        'The output element and the output collection must both be given, or neither',
      );
    }
    const completionCondition = this.#expressions.read(
      node.id,
      'the completion condition',
      bodyOf(loop, 'completionCondition'),
      'FEEL only',
    );
    const inputElement = text(zeebe, 'inputElement')?.trim();
    const multiInstance: Mutable<MultiInstance> = { sequential: flag(loop, 'isSequential'), inputCollection };
    if (inputElement !== undefined) multiInstance.inputElement = inputElement;
    if (outputElement !== undefined && outputCollection !== undefined) {
      multiInstance.outputElement = outputElement;
      multiInstance.outputCollection = outputCollection;
    }
    if (completionCondition !== undefined) multiInstance.completionCondition = completionCondition;
    node.multiInstance = multiInstance;
  }
}
