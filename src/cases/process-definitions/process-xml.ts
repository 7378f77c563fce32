import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';
import type { OutlineStep } from '../progress.ts';

/** A moddle element, as far as it is read here. */
interface Element {
  readonly $type: string;
  readonly id?: string;
  readonly name?: string;
  get(property: string): unknown;
}

/** A user task as the author set it up; what is looked at before deploying. */
export interface AuthoredUserTask {
  readonly elementId: string;
  /** The form key; undefined when absent. A value that begins with `=` is an expression. */
  readonly formKey: string | undefined;
  readonly headers: { readonly [name: string]: string };
  /** Whether a person or group is named that gets the task. */
  readonly hasOwner: boolean;
}

/** What the product reads from one process file. */
export interface AuthoredProcess {
  readonly processId: string;
  readonly name: string;
  /** Steps in reading order. */
  readonly steps: readonly OutlineStep[];
  readonly userTasks: readonly AuthoredUserTask[];
}

/** The text is no BPMN, or not one executable process; the message is Dutch and says what to do. */
export class UnreadableProcess extends Error {
  override readonly name = 'UnreadableProcess';
}

const zeebe = createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json') as Record<
  string,
  unknown
>;

/** SHA-256 of a process file, in hexadecimal. */
export const checksumOf = (xml: string): string => createHash('sha256').update(xml).digest('hex');

/**
 * Reads the one executable process of a BPMN file.
 *
 * @throws UnreadableProcess
 */
export async function readProcess(xml: string): Promise<AuthoredProcess> {
  if (/<!DOCTYPE/i.test(xml))
    throw new UnreadableProcess('een documenttype (DOCTYPE) is niet toegestaan in een BPMN-bestand');
  let definitions: Element;
  try {
    const { rootElement, warnings } = await new BpmnModdle({ zeebe }).fromXML(xml);
    // The reader skips what it does not understand; deploying only a part of what was drawn would be worse.
    const skipped = warnings.find(({ message }) => message.startsWith('unparsable content'));
    if (skipped !== undefined) throw new Error(skipped.message);
    definitions = rootElement as Element;
  } catch (error) {
    throw new UnreadableProcess(
      `het bestand is geen leesbare BPMN (${placeAndReason(error instanceof Error ? error.message : String(error))})`,
      { cause: error },
    );
  }
  const processes = children(definitions, 'rootElements').filter(
    (element) => element.$type === 'bpmn:Process' && element.get('isExecutable') === true,
  );
  const [process, second] = processes;
  if (process === undefined)
    throw new UnreadableProcess(
      'het bestand bevat geen uitvoerbaar proces; zet "Executable" aan in de eigenschappen van het proces',
    );
  if (second !== undefined)
    throw new UnreadableProcess(
      `het bestand bevat meer dan één uitvoerbaar proces (${processes.map(({ id }) => id).join(', ')}); maak er aparte bestanden van`,
    );
  const { id } = process;
  if (id === undefined || !/^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/.test(id))
    throw new UnreadableProcess(
      'het proces heeft geen bruikbare id: begin met een letter, gebruik letters, cijfers, punt, streepje, hooguit 100 tekens',
    );
  const inOrder = [...readingOrder(process)];
  return {
    processId: id,
    name: process.name?.trim() || id,
    steps: inOrder.flatMap((element) => stepOf(element) ?? []).map((step, order) => ({ ...step, order })),
    userTasks: [...everyNode(process)].filter(({ $type }) => $type === 'bpmn:UserTask').map(userTaskOf),
  };
}

/** The reader's message on several lines as `regel 4, kolom 12: illegal ID <1 2>`; it counts from 0. */
function placeAndReason(message: string): string {
  const [first = '', ...lines] = message.split(/\s*\n\s*/);
  const value = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const line = Number(value('line'));
  return Number.isNaN(line)
    ? first
    : `regel ${line + 1}, kolom ${Number(value('column')) + 1}: ${value('nested error') ?? first}`;
}

const stepTypes: { readonly [bpmnType: string]: OutlineStep['type'] } = {
  'bpmn:UserTask': 'user-task',
  'bpmn:ServiceTask': 'service-task',
  'bpmn:CallActivity': 'call-activity',
  'bpmn:ReceiveTask': 'other',
};

function stepOf(element: Element): Omit<OutlineStep, 'order'> | undefined {
  const type = stepTypes[element.$type];
  if (type === undefined || element.id === undefined) return undefined;
  const calledProcessId = extension(element, 'zeebe:CalledElement')?.get('processId');
  return {
    elementId: element.id,
    name: element.name?.replaceAll(/\s+/g, ' ').trim() || element.id,
    type,
    ...(typeof calledProcessId === 'string' && !calledProcessId.startsWith('=') ? { calledProcessId } : {}),
  };
}

function userTaskOf(element: Element): AuthoredUserTask {
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  const form = extension(element, 'zeebe:FormDefinition');
  const assignment = extension(element, 'zeebe:AssignmentDefinition');
  const headers = extension(element, 'zeebe:TaskHeaders');
  return {
    elementId: element.id ?? '',
    formKey: text(form?.get('formKey')) ?? text(form?.get('externalReference')),
    headers: Object.fromEntries(
      (headers === undefined ? [] : children(headers, 'values')).map((header) => [
        text(header.get('key')) ?? '',
        text(header.get('value')) ?? '',
      ]),
    ),
    hasOwner: ['assignee', 'candidateGroups', 'candidateUsers'].some(
      (attribute) => text(assignment?.get(attribute)) !== undefined,
    ),
  };
}

function children(element: Element, property: string): readonly Element[] {
  const value = element.get(property);
  return Array.isArray(value) ? (value as Element[]) : [];
}

function extension(element: Element, type: string): Element | undefined {
  const extensions = element.get('extensionElements') as Element | undefined;
  return extensions === undefined
    ? undefined
    : children(extensions, 'values').find(({ $type }) => $type === type);
}

function* everyNode(scope: Element): Generator<Element> {
  for (const node of children(scope, 'flowElements')) {
    yield node;
    if (node.$type === 'bpmn:SubProcess') yield* everyNode(node);
  }
}

const isBoundary = (node: Element): boolean => node.$type === 'bpmn:BoundaryEvent';
/** A reminder hangs on its task by a non-interrupting event: it happens beside the flow and is no step of its own. */
const isSideTrack = (node: Element): boolean => isBoundary(node) && node.get('cancelActivity') === false;
const isEventSubProcess = (node: Element): boolean =>
  node.$type === 'bpmn:SubProcess' && node.get('triggeredByEvent') === true;

/**
 * Flow nodes of a scope as one would read them: from the start along the flows, first branch first, an inner scope in the
 * place of its sub-process, event sub-processes last. Side tracks are left out.
 */
function* readingOrder(scope: Element): Generator<Element> {
  const nodes = children(scope, 'flowElements').filter(({ $type }) => $type !== 'bpmn:SequenceFlow');
  const boundaryEvents = nodes.filter(isBoundary);
  const next = (node: Element): readonly Element[] => [
    ...children(node, 'outgoing').flatMap((flow) => (flow.get('targetRef') as Element | undefined) ?? []),
    ...boundaryEvents.filter((event) => event.get('attachedToRef') === node && !isSideTrack(event)),
  ];
  const onSideTrack = reachable(boundaryEvents.filter(isSideTrack), next);
  const starts = nodes.filter(
    (node) =>
      !isBoundary(node) &&
      !isEventSubProcess(node) &&
      children(node, 'incoming').length === 0 &&
      !onSideTrack.has(node),
  );
  const main = reversePostorder(starts, next);
  const seen = new Set(main);
  const rest = nodes.filter((node) => !seen.has(node) && !onSideTrack.has(node) && !isBoundary(node));
  for (const node of [...main, ...rest]) {
    yield node;
    if (node.$type === 'bpmn:SubProcess') yield* readingOrder(node);
  }
}

function reachable(from: readonly Element[], next: (node: Element) => readonly Element[]): Set<Element> {
  const found = new Set<Element>();
  const open = [...from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...next(node));
  }
  return found;
}

/** A topological order when loops are cut where they close; iterative, because an author's file may be deep. */
function reversePostorder(
  starts: readonly Element[],
  next: (node: Element) => readonly Element[],
): readonly Element[] {
  const seen = new Set<Element>();
  const finished: Element[] = [];
  for (const start of starts.toReversed()) {
    if (seen.has(start)) continue;
    seen.add(start);
    const stack = [{ node: start, ahead: [...next(start)] }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      // Taken from the end: what is finished last comes first, so the first branch has to be visited last.
      const successor = top.ahead.pop();
      if (successor === undefined) {
        finished.push(top.node);
        stack.pop();
      } else if (!seen.has(successor)) {
        seen.add(successor);
        stack.push({ node: successor, ahead: [...next(successor)] });
      }
    }
  }
  return finished.toReversed();
}
