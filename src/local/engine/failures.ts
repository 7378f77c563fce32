import type { CommandRejection, RejectionType } from './records.ts';
import type { IncidentType } from './rows.ts';

/** The caller's fault: the command is answered with a rejection and changes nothing. */
export class CommandRejected extends Error {
  readonly rejection: RejectionType;

  constructor(rejection: RejectionType, reason: string) {
    super(reason);
    this.rejection = rejection;
  }

  toRejection(intent: string): CommandRejection {
    return { type: this.rejection, intent, reason: this.message };
  }
}

/** The model's or the data's fault: becomes an incident at the element instance that was being processed. */
export class ProcessingFailure extends Error {
  readonly incident: IncidentType;

  constructor(incident: IncidentType, message: string) {
    super(message);
    this.incident = incident;
  }
}

/** Our fault: the engine's own rules are broken. The broker stops loudly and persists nothing of the command. */
export class InvariantViolation extends Error {}

/** The value, or an `InvariantViolation` that says what is missing. */
export function expectPresent<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new InvariantViolation(`${what} does not exist although it must`);
  return value;
}
