import { validateProcess } from '../../engine/index.ts';
import type { ExecutableProcess, FlowNode, SequenceFlow } from '../../engine/model.ts';
import { ExpressionReader } from './expressions.ts';
import { FlowNodeReader, type Scope } from './flow-nodes.ts';
import {
  type BpmnElement,
  bodyOf,
  element,
  extension,
  flag,
  list,
  parseBpmn,
  text,
  UnreadableBpmn,
} from './moddle.ts';
import { Problems } from './problems.ts';
import { checkStructure } from './structure.ts';
import { IGNORED_TYPES } from './supported.ts';

/** What a file contains, and why it cannot be deployed if it cannot. */
export interface CompiledFile {
  readonly processes: readonly ExecutableProcess[];
  /** Why it cannot be deployed. */
  readonly problem?: string;
  /**
   * Whether every element was understood. Then the models are what the author wrote even if there is a problem: a file
   * that an older, less strict release accepted can still be run.
   */
  readonly isComplete: boolean;
}

const MAX_ID_LENGTH = 1_000;

/**
 * Compiles one BPMN file: every executable process in it, in XML order. Processes that are not executable (pools of
 * other parties) are ignored, whatever they contain. Anything that this engine would not run as written is a problem
 * with the element's id; nothing is silently left out.
 */
export const compileBpmn = async (xml: string): Promise<CompiledFile> => {
  let file;
  try {
    file = await parseBpmn(xml);
  } catch (error) {
    if (error instanceof UnreadableBpmn)
      return { isComplete: false, processes: [], problem: `The file is no readable BPMN: ${error.message}` };
    throw error;
  }
  const problems = new Problems();
  for (const text of file.unparsable) problems.add('(file)', text);

  const sources = list(file.definitions.get('rootElements')).filter(
    (root) => root.$type === 'bpmn:Process' && flag(root, 'isExecutable'),
  );
  if (sources.length === 0) {
    problems.add(
      file.definitions.id ?? '(file)',
      'Must contain at least one executable process (isExecutable="true")',
    );
  }
  const executable = new Set(sources);
  for (const { element: owner, property, id } of file.danglingReferences) {
    if (belongsTo(owner, executable)) {
      problems.add(
        owner.id ?? owner.$type,
        `Refers to '${id}' (${property}), which does not exist in this file`,
      );
    }
  }
  const processes = sources.map((source) => compileProcess(source, problems));
  const isComplete = problems.isEmpty;
  // Checks across elements would only repeat, less clearly, what is already wrong with single ones.
  if (problems.isEmpty) for (const process of processes) checkStructure(process, problems);
  if (problems.isEmpty) {
    for (const process of processes) {
      for (const { elementId, message } of validateProcess(process)) problems.add(elementId, message);
    }
  }
  return problems.isEmpty
    ? { isComplete, processes }
    : { isComplete, processes, problem: problems.describe() };
};

const belongsTo = (source: BpmnElement, owners: ReadonlySet<BpmnElement>): boolean => {
  for (let current: BpmnElement | undefined = source; current; current = current.$parent) {
    if (owners.has(current)) return true;
  }
  return false;
};

const compileProcess = (source: BpmnElement, problems: Problems): ExecutableProcess => {
  const elements: FlowNode[] = [];
  const flows: SequenceFlow[] = [];
  const handlers = new Map<string, string>();
  const expressions = new ExpressionReader(problems);
  const nodes = new FlowNodeReader(problems, expressions);

  const readFlow = (id: string, flow: BpmnElement): void => {
    const from = element(flow, 'sourceRef')?.id;
    const to = element(flow, 'targetRef')?.id;
    if (from === undefined || to === undefined) {
      problems.add(id, 'Must connect two elements (sourceRef and targetRef)');
      return;
    }
    const condition = expressions.read(id, 'the condition', bodyOf(flow, 'conditionExpression'), 'FEEL only');
    flows.push(
      condition === undefined
        ? { id, source: from, target: to }
        : { id, source: from, target: to, condition },
    );
  };

  const readScope = (container: BpmnElement, scope: Scope): void => {
    for (const child of list(container.get('flowElements'))) {
      if (IGNORED_TYPES.has(child.$type)) continue;
      const id = child.id;
      if (id === undefined || id === '' || id.length > MAX_ID_LENGTH) {
        problems.add(
          id === undefined || id === '' ? child.$type : id.slice(0, 60),
          `Must have an id of 1 to ${MAX_ID_LENGTH} characters`,
        );
        continue;
      }
      if (child.$type === 'bpmn:SequenceFlow') {
        readFlow(id, child);
        continue;
      }
      const node = nodes.read(id, child, scope);
      if (node === undefined) continue;
      elements.push(node);
      if (node.type === 'sub-process' || node.type === 'event-sub-process')
        readScope(child, { id, type: node.type });
    }
    for (const artifact of list(container.get('artifacts'))) {
      if (artifact.$type !== 'bpmn:Association') continue;
      const from = element(artifact, 'sourceRef')?.id;
      const to = element(artifact, 'targetRef')?.id;
      if (from !== undefined && to !== undefined) handlers.set(from, to);
    }
  };
  readScope(source, { type: 'process' });

  const process: ExecutableProcess = {
    id: source.id ?? '',
    elements: elements.map((node) => withHandler(node, handlers, problems)),
    flows,
    ...(source.name === undefined || source.name === '' ? {} : { name: source.name }),
    ...versionTagOf(source),
  };
  if (process.id === '') problems.add('bpmn:Process', 'Must have an id');
  return process;
};

const versionTagOf = (source: BpmnElement): { versionTag?: string } => {
  const versionTag = text(extension(source, 'zeebe:VersionTag'), 'value');
  return versionTag === undefined ? {} : { versionTag };
};

/** A compensation boundary event names its handler by an association instead of a sequence flow. */
const withHandler = (node: FlowNode, handlers: ReadonlyMap<string, string>, problems: Problems): FlowNode => {
  if (node.type !== 'boundary-event' || node.event?.kind !== 'compensation') return node;
  const compensationHandler = handlers.get(node.id);
  if (compensationHandler === undefined) {
    problems.add(node.id, 'Must be associated with a compensation handler');
    return node;
  }
  return { ...node, compensationHandler };
};
