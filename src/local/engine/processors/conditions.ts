import type { Expression } from '../model.ts';
import type { Recorder } from '../recorder.ts';
import type { ElementInstance } from '../rows.ts';
import { evaluateOr, lookupFrom, unexpected } from '../variables.ts';

/** Whether a condition is true as seen from an element instance. A value that is no boolean is an incident. */
export function holds(recorder: Recorder, instance: ElementInstance, condition: Expression): boolean {
  const value = evaluateOr(
    'EXTRACT_VALUE_ERROR',
    condition,
    lookupFrom(recorder.state, instance.key),
    recorder,
  );
  if (typeof value !== 'boolean') throw unexpected(condition, 'BOOLEAN', value);
  return value;
}
