import type { ModelElement } from './model.ts';

/** Event definitions that name the event, in the words of the properties panel. */
const eventPrefix: Record<string, string> = {
  'bpmn:MessageEventDefinition': 'Message ',
  'bpmn:TimerEventDefinition': 'Timer ',
  'bpmn:SignalEventDefinition': 'Signal ',
  'bpmn:ErrorEventDefinition': 'Error ',
  'bpmn:EscalationEventDefinition': 'Escalation ',
  'bpmn:CompensateEventDefinition': 'Compensate ',
  'bpmn:ConditionalEventDefinition': 'Conditional ',
  'bpmn:TerminateEventDefinition': 'Terminate ',
  'bpmn:LinkEventDefinition': 'Link ',
  'bpmn:CancelEventDefinition': 'Cancel ',
};

/**
 * What kind of element this is, as the English label of the modelling library (`Timer Boundary Event (Non Interrupting)`),
 * which is also the key of its translation. A gateway with one way out has a word of its own: nothing is chosen there.
 */
export function elementType(element: ModelElement): string {
  const plain = element.$type.replace(/^[^:]*:/, '').replace(/(\B[A-Z])/g, ' $1');
  const definition = element.eventDefinitions?.[0];
  const prefix = definition ? (eventPrefix[definition.$type] ?? '') : '';
  if (element.$type.endsWith('Gateway') && (element.outgoing ?? []).length === 1) return 'Joining Gateway';
  if (element.triggeredByEvent === true) return `Event ${plain}`;
  const nonInterrupting = element.cancelActivity === false || element.isInterrupting === false;
  return `${prefix}${plain}${nonInterrupting ? ' (Non Interrupting)' : ''}`;
}
