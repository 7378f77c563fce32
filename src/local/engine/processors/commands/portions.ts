import type { Execution } from '../../execution.ts';
import type { Command } from '../../records.ts';
import { triggerNext } from '../signals.ts';
import { startItemsAtOnce } from '../elements/multi-instance-body.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/** Goes on with a multi-instance body that has more items than one command starts, or had more outputs than one clears away. */
export function startItems(execution: Execution, command: CommandOf<'start-items'>): Record<never, never> {
  const { state } = execution;
  const body = state.elementInstances.get(command.bodyKey);
  if (body === undefined) {
    execution.clearOutputs(command.bodyKey);
    return {};
  }
  if (state.multiInstances.get(body.key)?.remainSince === undefined) return {};
  if (body.state === 'activated' && !state.hasEnded(body.key)) startItemsAtOnce(execution, body);
  // It ends: nothing more is started.
  else execution.emit({ type: 'multi-instance-items-remain', bodyKey: body.key });
  return {};
}

/** Goes on with what has ended and is more than one command clears away. */
export function clearRemains(
  execution: Execution,
  command: CommandOf<'clear-remains'>,
): Record<never, never> {
  execution.clearRemains(command.elementInstanceKey);
  return {};
}

/** Goes on with a signal for which more waited than one command triggers. */
export function spreadSignal(
  execution: Execution,
  command: CommandOf<'spread-signal'>,
): Record<never, never> {
  const broadcast = execution.state.signalBroadcasts.get(command.signalKey);
  if (broadcast !== undefined) triggerNext(execution, broadcast);
  return {};
}
