import { meansFull } from '../../../lib/disk-space.ts';
import { StoreError } from '../errors.ts';
import type { Environment } from './environment.ts';

interface Pending {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: StoreError };

/**
 * The single writer. Work is done one at a time, in order of arrival, in JavaScript's one thread: a check and the write
 * that depends on it cannot be separated by another writer. Everything that arrived while the previous commit was being
 * synced shares the next one (group commit).
 *
 * Work must check before it writes: a `StoreError` thrown by it means "nothing written" and fails only its own caller.
 * Anything else thrown aborts the whole transaction.
 */
export class WriteQueue {
  readonly #environment: Environment;
  readonly #beforeCommit: () => void;
  readonly #afterFailure: () => void;
  #pending: Pending[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  /**
   * @param beforeCommit writes what belongs to every transaction (the changed catalogue entries)
   * @param afterFailure restores memory from the disk after an aborted transaction
   */
  constructor(environment: Environment, beforeCommit: () => void, afterFailure: () => void) {
    this.#environment = environment;
    this.#beforeCommit = beforeCommit;
    this.#afterFailure = afterFailure;
  }

  /** Resolves with the work's result once it is on disk. */
  submit<T>(work: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError('Interrupted', 'The store is shutting down.'));
    return new Promise<T>((resolve, reject) => {
      this.#pending.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#running ??= this.#drain();
    });
  }

  /** Finishes what was submitted and refuses what comes later. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#pending.length > 0) {
      // One turn of the event loop reads every socket that has a request, so that they share a commit.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#pending;
      this.#pending = [];
      this.#commit(batch);
    }
    this.#running = undefined;
  }

  #commit(batch: Pending[]): void {
    let outcomes: Outcome[];
    try {
      outcomes = this.#environment.write(() => {
        const results = batch.map(({ work }): Outcome => {
          try {
            return { value: work() };
          } catch (error) {
            if (error instanceof StoreError) return { error };
            throw error;
          }
        });
        this.#beforeCommit();
        return results;
      });
    } catch (cause) {
      this.#afterFailure();
      const reason = asWriteFailure(cause);
      for (const { reject } of batch) reject(reason);
      return;
    }
    batch.forEach(({ resolve, reject }, i) => {
      const outcome = outcomes[i]!;
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.value);
    });
  }
}

function asWriteFailure(cause: unknown): StoreError {
  const error = meansFull(cause)
    ? new StoreError(
        'OutOfDiskSpace',
        'The disk of the store is full or fails; nothing was written. Free space, check the disk and try again.',
      )
    : new StoreError(
        'InternalError',
        'The store could not write; nothing was written. See the log of the store.',
      );
  error.cause = cause;
  return error;
}
