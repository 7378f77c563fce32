import type { Recorder } from './recorder.ts';
import type { Key } from './records.ts';
import type { ElementInstance, IncidentType } from './rows.ts';

/** Records an incident at an element instance. */
export function raiseIncident(
  recorder: Recorder,
  instance: ElementInstance,
  type: IncidentType,
  message: string,
  jobKey?: Key,
): void {
  recorder.emit({
    type: 'incident-created',
    row: {
      key: recorder.nextKey(),
      type,
      message,
      elementInstanceKey: instance.key,
      elementId: instance.elementId,
      processInstanceKey: instance.processInstanceKey,
      processDefinitionKey: instance.processDefinitionKey,
      ...(jobKey === undefined ? {} : { jobKey }),
      createdAt: recorder.now,
    },
  });
}

/** The element instance goes on or ends: its incidents are over. */
export function closeIncidents(recorder: Recorder, elementInstanceKey: Key): void {
  for (const key of recorder.state.incidentsOf.get(elementInstanceKey)) {
    recorder.emit({ type: 'incident-resolved', key });
  }
}
