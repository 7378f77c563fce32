import { casePhases } from '../../contract/http.ts';
import type { ProcessingActivity, ProcessingRegister } from '../../contract/accountability.ts';

/** What a use of personal data is for. */
export type Why = Pick<ProcessingActivity, 'activityId' | 'purpose' | 'ground'>;

/**
 * Work on a case whatever its phase: operations name it when the phase of the case decides which activity it is. Every
 * register must have it.
 */
export const casework = 'casework';

/** The activity of a phase or process; general casework for a process that a designer added. */
export function activityOfPhase(register: ProcessingRegister, phase: string): ProcessingActivity {
  return (
    register.activities.find(({ phases }) => (phases as readonly string[]).includes(phase)) ??
    activityById(register, casework)
  );
}

/** @throws Error when the register has no such activity */
export function activityById(register: ProcessingRegister, activityId: string): ProcessingActivity {
  const activity = register.activities.find((candidate) => candidate.activityId === activityId);
  if (activity === undefined) {
    throw new Error(`config/register.json has no processing activity "${activityId}"; describe it there.`);
  }
  return activity;
}

/** What a schema cannot say of the register: ids are unique, every phase has one activity, retention rules exist. */
export function registerInconsistencies(
  { activities }: ProcessingRegister,
  retentionRuleIds: readonly string[],
): string[] {
  const times = (ids: readonly string[], id: string): number => ids.filter((other) => other === id).length;
  const activityIds = activities.map(({ activityId }) => activityId);
  const phases = activities.flatMap((activity) => activity.phases);
  return [
    ...[...new Set(activityIds)]
      .filter((id) => times(activityIds, id) > 1)
      .map((id) => `register.json: activity "${id}" occurs more than once`),
    ...(activityIds.includes(casework) ? [] : [`register.json: activity "${casework}" is missing`]),
    ...casePhases
      .filter((phase) => times(phases, phase) !== 1)
      .map((phase) => `register.json: phase "${phase}" must belong to exactly one activity`),
    ...activities
      .filter(({ retention }) => !retentionRuleIds.includes(retention))
      .map(
        ({ activityId, retention }) =>
          `register.json: activity "${activityId}" names retention "${retention}", which is not in retention.json`,
      ),
  ];
}
