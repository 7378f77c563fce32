import type { EventDefinition, FlowNode, MessageDefinition, TimerDefinition } from '../../engine/model.ts';
import type { ExpressionReader } from './expressions.ts';
import { type BpmnElement, bodyOf, element, extension, list, text } from './moddle.ts';
import type { Problems } from './problems.ts';

type EventKind = EventDefinition['kind'];

/** Where an event stands; decides which definitions it may have. */
export type EventPlace =
  | 'process start'
  | 'embedded start'
  | 'event sub-process start'
  | 'catch'
  | 'throw'
  | 'interrupting boundary'
  | 'non-interrupting boundary'
  | 'end';

const ALLOWED: Readonly<Record<EventPlace, readonly EventKind[]>> = {
  'process start': ['none', 'timer', 'message', 'signal'],
  'embedded start': ['none'],
  'event sub-process start': ['timer', 'message', 'signal', 'error', 'escalation'],
  catch: ['timer', 'message', 'signal', 'link'],
  throw: ['none', 'message', 'signal', 'escalation', 'link', 'compensation'],
  'interrupting boundary': ['timer', 'message', 'signal', 'error', 'escalation', 'compensation'],
  'non-interrupting boundary': ['timer', 'message', 'signal', 'escalation'],
  end: ['none', 'message', 'signal', 'error', 'escalation', 'terminate', 'compensation'],
};

const KINDS: Readonly<Record<string, EventKind>> = {
  'bpmn:TimerEventDefinition': 'timer',
  'bpmn:MessageEventDefinition': 'message',
  'bpmn:ErrorEventDefinition': 'error',
  'bpmn:EscalationEventDefinition': 'escalation',
  'bpmn:SignalEventDefinition': 'signal',
  'bpmn:LinkEventDefinition': 'link',
  'bpmn:CompensateEventDefinition': 'compensation',
  'bpmn:TerminateEventDefinition': 'terminate',
};

/** Where an event stands, from its type, its surroundings and whether it interrupts. */
export const placeOf = (
  node: Pick<FlowNode, 'type' | 'interrupting'>,
  scope: 'process' | FlowNode['type'],
): EventPlace => {
  switch (node.type) {
    case 'start-event':
      if (scope === 'process') return 'process start';
      return scope === 'event-sub-process' ? 'event sub-process start' : 'embedded start';
    case 'intermediate-catch-event':
      return 'catch';
    case 'intermediate-throw-event':
      return 'throw';
    case 'boundary-event':
      return node.interrupting === false ? 'non-interrupting boundary' : 'interrupting boundary';
    default:
      return 'end';
  }
};

const throws = (place: EventPlace): boolean => place === 'throw' || place === 'end';

/** Reads event definitions and everything they reference. */
export class EventReader {
  readonly #problems: Problems;
  readonly #expressions: ExpressionReader;

  constructor(problems: Problems, expressions: ExpressionReader) {
    this.#problems = problems;
    this.#expressions = expressions;
  }

  /** The definition of an event; a problem is noted when it has several, or one that its place does not allow. */
  read(id: string, event: BpmnElement, place: EventPlace): EventDefinition {
    const definitions = [...list(event.get('eventDefinitions')), ...list(event.get('eventDefinitionRef'))];
    if (definitions.length > 1) {
      this.#problems.add(
        id,
        `Must have exactly one event definition but has ${definitions.length}; multiple events are not supported`,
      );
    }
    const definition = definitions[0];
    const kind = definition === undefined ? 'none' : KINDS[definition.$type];
    if (kind === undefined) {
      this.#problems.add(id, `Event definitions of type '${definition?.$type ?? ''}' are not supported`);
      return { kind: 'none' };
    }
    if (!ALLOWED[place].includes(kind)) {
      this.#problems.add(
        id,
        kind === 'none'
          ? `Must have an event definition: a ${place} event must be one of ${ALLOWED[place].join(', ')}`
          : `Event definitions of kind ${kind} are not allowed here: a ${place} event must be one of ${ALLOWED[place].join(', ')}`,
      );
      return { kind: 'none' };
    }
    return definition === undefined ? { kind: 'none' } : this.#definition(id, kind, definition, place);
  }

  /** A message as a catching element needs it. The correlation key is required except at the start of a process. */
  message(
    id: string,
    message: BpmnElement | undefined,
    needsCorrelationKey: boolean,
  ): MessageDefinition | undefined {
    if (message === undefined) {
      this.#problems.add(id, 'Must reference a message');
      return undefined;
    }
    const name = this.#expressions.read(id, "the message's name", message.name);
    if (name === undefined || name.source === '') {
      this.#problems.add(id, `The message '${message.id ?? ''}' must have a name`);
      return undefined;
    }
    if (!needsCorrelationKey) return { name };
    const keyText = text(extension(message, 'zeebe:Subscription'), 'correlationKey');
    if (keyText === undefined) {
      this.#problems.add(id, `The message '${name.source}' must have a correlation key (zeebe:subscription)`);
      return { name };
    }
    const correlationKey = this.#expressions.read(id, 'the correlation key', keyText, 'FEEL only');
    return correlationKey === undefined ? { name } : { name, correlationKey };
  }

  #definition(id: string, kind: EventKind, definition: BpmnElement, place: EventPlace): EventDefinition {
    switch (kind) {
      case 'timer':
        return this.#timer(id, definition, place);
      case 'message': {
        // A thrown message is a job; its message is documentation.
        if (throws(place)) return { kind: 'message' };
        const message = this.message(id, element(definition, 'messageRef'), place !== 'process start');
        return message === undefined ? { kind: 'message' } : { kind: 'message', message };
      }
      case 'error':
        return this.#code(id, 'error', element(definition, 'errorRef'), place);
      case 'escalation':
        return this.#code(id, 'escalation', element(definition, 'escalationRef'), place);
      case 'signal': {
        const signal = element(definition, 'signalRef');
        const signalName = this.#expressions.read(id, "the signal's name", signal?.name);
        if (signalName === undefined || signalName.source === '') {
          this.#problems.add(id, 'Must reference a signal with a name');
          return { kind: 'none' };
        }
        return { kind: 'signal', signalName };
      }
      case 'link': {
        const linkName = text(definition, 'name');
        if (linkName === undefined) this.#problems.add(id, 'Must have a link name');
        return { kind: 'link', linkName: linkName ?? '' };
      }
      case 'compensation': {
        const activity = element(definition, 'activityRef')?.id;
        return activity === undefined
          ? { kind: 'compensation' }
          : { kind: 'compensation', activityRef: activity };
      }
      case 'terminate':
        return { kind: 'terminate' };
      case 'none':
        return { kind: 'none' };
    }
  }

  #timer(id: string, definition: BpmnElement, place: EventPlace): EventDefinition {
    const given = [
      ['date', bodyOf(definition, 'timeDate')],
      ['duration', bodyOf(definition, 'timeDuration')],
      ['cycle', bodyOf(definition, 'timeCycle')],
    ].filter((entry): entry is [TimerDefinition['type'], string] => entry[1] !== undefined);
    const [first] = given;
    if (first === undefined || given.length > 1) {
      this.#problems.add(id, 'Must have exactly one of a time date, a time duration or a time cycle');
      return { kind: 'none' };
    }
    const [type, source] = first;
    if (type === 'cycle' && (place === 'catch' || place === 'interrupting boundary')) {
      this.#problems.add(id, `A time cycle is not allowed: a timer of a ${place} event fires once`);
    }
    if (type === 'duration' && place === 'process start') {
      this.#problems.add(
        id,
        'A time duration is not allowed at the start of a process; use a date or a cycle',
      );
    }
    const expression = this.#expressions.read(id, `the time ${type}`, source);
    return expression === undefined ? { kind: 'none' } : { kind: 'timer', timer: { type, expression } };
  }

  /** Errors and escalations: caught by a static code or any code, thrown with a code that may be computed. */
  #code(
    id: string,
    kind: 'error' | 'escalation',
    reference: BpmnElement | undefined,
    place: EventPlace,
  ): EventDefinition {
    const throwing = throws(place);
    const code = this.#expressions.read(
      id,
      `the ${kind} code`,
      text(reference, `${kind}Code`),
      throwing ? 'static or FEEL' : 'static only',
    );
    if (code === undefined && throwing) this.#problems.add(id, `Must reference an ${kind} with a code`);
    // A catching event that references something without a code would look like "any" by accident.
    if (code === undefined && reference !== undefined && !throwing) {
      this.#problems.add(
        id,
        `The ${kind} '${reference.id ?? ''}' must have a code; remove the reference to catch any ${kind}`,
      );
    }
    if (kind === 'error') return code === undefined ? { kind } : { kind, errorCode: code };
    return code === undefined ? { kind } : { kind, escalationCode: code };
  }
}
