import type { Execution } from '../../execution.ts';
import { CommandRejected } from '../../failures.ts';
import type { Command, Responses } from '../../records.ts';
import { pair } from '../../state.ts';
import { nextTime } from '../../timer-schedule.ts';
import { correlate } from '../message-correlation.ts';
import { broadcastSignal as broadcast } from '../signals.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

export function publishMessage(
  execution: Execution,
  command: CommandOf<'publish-message'>,
): Responses['publish-message'] {
  const { state, now } = execution;
  const { name, correlationKey = '', timeToLive = 0, messageId = '', variables = {} } = command;
  if (messageId !== '' && state.messagesById.has(pair(pair(name, correlationKey), messageId))) {
    throw new CommandRejected(
      'ALREADY_EXISTS',
      `Expected to publish a new message with id '${messageId}', but a message with that id was already published`,
    );
  }
  const key = execution.nextKey();
  const message = { key, name, correlationKey, messageId, variables, correlatedTo: [] };
  if (timeToLive > 0) {
    execution.emit({ type: 'message-published', row: { ...message, expiresAt: now + timeToLive } });
  }
  correlate(execution, message);
  return { key };
}

export function expireMessage(
  execution: Execution,
  command: CommandOf<'expire-message'>,
): Record<never, never> {
  const message = execution.state.messages.get(command.messageKey);
  if (message !== undefined && message.expiresAt <= execution.now) {
    execution.emit({ type: 'message-expired', key: message.key });
  }
  return {};
}

export function broadcastSignal(
  execution: Execution,
  command: CommandOf<'broadcast-signal'>,
): Responses['broadcast-signal'] {
  return { key: broadcast(execution, command.signalName, command.variables ?? {}) };
}

export function triggerTimer(
  execution: Execution,
  command: CommandOf<'trigger-timer'>,
): Record<never, never> {
  const { state, now } = execution;
  const timer = state.timers.get(command.timerKey);
  if (timer === undefined || timer.dueDate > now) return {};
  const { key, elementId, elementInstanceKey, repetitions, interval, dueDate } = timer;
  const next = interval === undefined || repetitions === 1 ? undefined : nextTime(interval, dueDate, now);
  execution.emit({
    type: 'timer-triggered',
    key,
    ...(next === undefined
      ? {}
      : { next: { dueDate: next, repetitions: repetitions < 0 ? repetitions : repetitions - 1 } }),
  });
  if (elementInstanceKey !== '') {
    execution.trigger(elementInstanceKey, elementId, {});
  } else {
    const definition = execution.definition(timer.processDefinitionKey);
    execution.createProcessInstance(definition, { trigger: { elementId, variables: {} } });
  }
  return {};
}
