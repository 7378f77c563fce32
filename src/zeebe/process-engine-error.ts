/** Why the process engine refused or failed a call; the caller decides on this and never on the message. */
export type ProcessEngineErrorCode =
  | 'not-found'
  | 'invalid-argument'
  | 'failed-precondition'
  | 'already-exists'
  | 'unavailable'
  | 'deadline-exceeded'
  | 'resource-exhausted'
  | 'internal';

/**
 * The only error a `ProcessClient` rejects with. Its message names the operation, the key or id it was about and the
 * engine's reason, and never a variable's value.
 */
export class ProcessEngineError extends Error {
  override readonly name = 'ProcessEngineError';
  readonly code: ProcessEngineErrorCode;
  /** The port's method, for example `completeJob`. */
  readonly operation: string;
  /** The key or id the call was about; absent where there is none. */
  readonly key: string | undefined;

  /**
   * @param code what kind of failure
   * @param operation the port's method
   * @param key the key or id it was about
   * @param reason a sentence without payload values
   */
  constructor(code: ProcessEngineErrorCode, operation: string, key: string | undefined, reason: string) {
    super(`${operation}${key === undefined ? '' : ` ${key}`}: ${reason} (${code})`);
    this.code = code;
    this.operation = operation;
    this.key = key;
  }

  /** Whether the same call may succeed later without any change: the engine was absent, slow or overloaded. */
  get isTransient(): boolean {
    return (
      this.code === 'unavailable' || this.code === 'deadline-exceeded' || this.code === 'resource-exhausted'
    );
  }
}
