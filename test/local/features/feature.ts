import { compileBpmn } from '../../../src/local/broker/bpmn/compile.ts';
import { compileResources } from '../../../src/local/broker/resources.ts';
import { EngineDriver } from '../../support/engine/engine-driver.ts';

/**
 * One promise of the page `docs/supported-elements.md`: it holds when `run` does not throw. Features use `node:assert`, so
 * that they run in the tests and in the command that writes the page.
 */
export interface Feature {
  readonly element: string;
  readonly behaviour: string;
  readonly run: (engine: FeatureEngine) => Promise<void>;
}

export interface FeatureGroup {
  readonly title: string;
  readonly features: readonly Feature[];
}

/** The engine behind the compiler of files: what is deployed are BPMN, DMN and form files as authors write them. */
export class FeatureEngine extends EngineDriver {
  /** Deploys files that must be accepted: BPMN texts, or named files. */
  async deployFiles(
    ...files: readonly (string | { readonly name: string; readonly content: string })[]
  ): Promise<void> {
    const named = files.map((file, i) =>
      typeof file === 'string' ? { name: `${i}.bpmn`, content: file } : file,
    );
    const compiled = await compileResources(named);
    if ('reason' in compiled) throw new Error(compiled.reason);
    this.do({ type: 'deploy-resources', resources: compiled.resources });
  }

  /** Deploys one BPMN file and starts its process `process`. */
  async start(xml: string, variables: Record<string, unknown> = {}): Promise<string> {
    await this.deployFiles(xml);
    return this.create('process', variables);
  }

  /** Sets variables as a client does. */
  set(elementInstanceKey: string, variables: Record<string, unknown>, local = false): void {
    this.do({ type: 'set-variables', elementInstanceKey, variables, local });
  }

  /** Whether the job type has an activatable job. */
  hasJob(type: string): boolean {
    return this.state.firstActivatable(type) !== undefined;
  }
}

/** Why a file is refused; undefined: it is not. */
export const refusal = async (xml: string): Promise<string | undefined> => (await compileBpmn(xml)).problem;

// ── BPMN, as short as it can be ────────────────────────────────────────────────────────────────────────────────────────

const definitions = (content: string): string =>
  `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  id="definitions" targetNamespace="http://casusoverleg.example/bpmn">${content}</bpmn:definitions>`;

/** A file with one process. `roots`: messages, errors and the like. */
export const bpmn = (body: string, roots = '', id = 'process'): string =>
  definitions(`${roots}<bpmn:process id="${id}" isExecutable="true">${body}</bpmn:process>`);

/** Sequence flows from each id to the next. */
export const path = (...ids: readonly string[]): string =>
  ids
    .slice(1)
    .map((to, i) => `<bpmn:sequenceFlow id="${ids[i]}-to-${to}" sourceRef="${ids[i]}" targetRef="${to}"/>`)
    .join('');

/** A flow with a condition. */
export const when = (from: string, to: string, condition: string): string =>
  `<bpmn:sequenceFlow id="${from}-to-${to}" sourceRef="${from}" targetRef="${to}">
   <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=${condition}</bpmn:conditionExpression></bpmn:sequenceFlow>`;

export const extensions = (content: string): string =>
  content === '' ? '' : `<bpmn:extensionElements>${content}</bpmn:extensionElements>`;

export const START = '<bpmn:startEvent id="start"/>';
export const END = '<bpmn:endEvent id="end"/>';

/** An element; `zeebe` are its extension elements, `content` its other children. */
export const node = (tag: string, id: string, { zeebe = '', content = '', attributes = '' } = {}): string =>
  `<bpmn:${tag} id="${id}" ${attributes}>${extensions(zeebe)}${content}</bpmn:${tag}>`;

/** An intermediate catch event. */
export const catcher = (id: string, event: string): string =>
  node('intermediateCatchEvent', id, { content: event });

/** A service task whose job type is its id. */
export const job = (
  id: string,
  more: { zeebe?: string; content?: string; attributes?: string } = {},
): string =>
  node('serviceTask', id, { ...more, zeebe: `<zeebe:taskDefinition type="${id}"/>${more.zeebe ?? ''}` });

/** start → element → end. */
export const single = (element: string, roots = '', id = 'x'): string =>
  bpmn(`${START}${element}${END}${path('start', id, 'end')}`, roots);

/** start → a → b → … → end for elements whose ids are given. */
export const sequence = (elements: readonly [id: string, xml: string][], more = '', roots = ''): string =>
  bpmn(
    `${START}${elements.map(([, xml]) => xml).join('')}${END}${path('start', ...elements.map(([id]) => id), 'end')}${more}`,
    roots,
  );

export const io = (inputs: Record<string, string>, outputs: Record<string, string> = {}): string =>
  `<zeebe:ioMapping>${Object.entries(inputs)
    .map(([target, source]) => `<zeebe:input source="${source}" target="${target}"/>`)
    .join('')}${Object.entries(outputs)
    .map(([target, source]) => `<zeebe:output source="${source}" target="${target}"/>`)
    .join('')}</zeebe:ioMapping>`;

// Event definitions and what they refer to.
export const message = (name: string, key = '=key'): string =>
  `<bpmn:message id="m-${name}" name="${name}">${extensions(key === '' ? '' : `<zeebe:subscription correlationKey="${key}"/>`)}</bpmn:message>`;
export const onMessage = (name: string): string => `<bpmn:messageEventDefinition messageRef="m-${name}"/>`;
export const signal = (name: string): string => `<bpmn:signal id="s-${name}" name="${name}"/>`;
export const onSignal = (name: string): string => `<bpmn:signalEventDefinition signalRef="s-${name}"/>`;
export const error = (code: string): string => `<bpmn:error id="e-${code}" errorCode="${code}"/>`;
export const onError = (code?: string): string =>
  code === undefined ? '<bpmn:errorEventDefinition/>' : `<bpmn:errorEventDefinition errorRef="e-${code}"/>`;
export const escalation = (code: string): string =>
  `<bpmn:escalation id="c-${code}" escalationCode="${code}"/>`;
export const onEscalation = (code?: string): string =>
  code === undefined
    ? '<bpmn:escalationEventDefinition/>'
    : `<bpmn:escalationEventDefinition escalationRef="c-${code}"/>`;
export const onTimer = (kind: 'timeDate' | 'timeDuration' | 'timeCycle', value: string): string =>
  `<bpmn:timerEventDefinition><bpmn:${kind} xsi:type="bpmn:tFormalExpression">${value}</bpmn:${kind}></bpmn:timerEventDefinition>`;

/** A boundary event with a task `id-caught` behind it. */
export const boundary = (id: string, host: string, event: string, interrupting = true): string =>
  `<bpmn:boundaryEvent id="${id}" attachedToRef="${host}" cancelActivity="${interrupting}">${event}</bpmn:boundaryEvent>` +
  `${job(`${id}-caught`)}${path(id, `${id}-caught`)}`;

export const subProcess = (
  id: string,
  body: string,
  more: { zeebe?: string; content?: string } = {},
): string =>
  `<bpmn:subProcess id="${id}">${extensions(more.zeebe ?? '')}${more.content ?? ''}${body}</bpmn:subProcess>`;

/** An event sub-process: its start event, and a task `id-task`. */
export const eventSubProcess = (id: string, event: string, interrupting = true): string =>
  `<bpmn:subProcess id="${id}" triggeredByEvent="true"><bpmn:startEvent id="${id}-start" isInterrupting="${interrupting}">${event}</bpmn:startEvent>` +
  `${job(`${id}-task`)}${path(`${id}-start`, `${id}-task`)}</bpmn:subProcess>`;

export const loop = (attributes: string, { sequential = false, until = '' } = {}): string =>
  `<bpmn:multiInstanceLoopCharacteristics isSequential="${sequential}">${extensions(`<zeebe:loopCharacteristics ${attributes}/>`)}${
    until === ''
      ? ''
      : `<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">=${until}</bpmn:completionCondition>`
  }</bpmn:multiInstanceLoopCharacteristics>`;
