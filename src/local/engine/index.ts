import type { ScheduledCommand } from './records.ts';
import type { EngineState } from './state.ts';

export { validateDecisions, type DecisionProblem } from './dmn/validate.ts';
export type { EngineEvent } from './events.ts';
export { parseExpression } from './expression.ts';
export { CommandRejected, InvariantViolation } from './failures.ts';
export type * from './model.ts';
export { processCommand } from './process-command.ts';
export { USER_TASK_JOB_TYPE } from './processors/elements/user-task.ts';
export type * from './records.ts';
export type * from './rows.ts';
export { EngineState, type Change, type StoredRow } from './state.ts';
export { validateProcess, type ValidationProblem } from './validate-process.ts';

const DUE_BATCH = 1_000;

/** When something is due next (epoch ms), see `EngineState.nextDue`; undefined: nothing. */
export function dueAt(state: EngineState): number | undefined {
  return state.nextDue();
}

/** The commands due at `now` (epoch ms), earliest first, at most `limit`; ask again after processing them. */
export function dueCommands(state: EngineState, now: number, limit = DUE_BATCH): ScheduledCommand[] {
  return state.dueCommands(now, limit);
}
