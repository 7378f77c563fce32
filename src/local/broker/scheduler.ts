import type { Clock } from '../../lib/clock.ts';

/**
 * How long a wait may be at most, in milliseconds: the injected clock can be moved without telling, and the machine's
 * own clock can be set.
 */
const LONGEST_WAIT_MS = 250;

/** Calls back when the clock reaches an instant; one instant at a time. */
export class Scheduler {
  readonly #clock: Clock;
  readonly #due: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at: number | undefined;
  #closed = false;

  /** @param due called once the instant was reached; sets the next one with `schedule` */
  constructor(clock: Clock, due: () => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** Waits for this instant (epoch milliseconds) instead of the one before; undefined: nothing to wait for. */
  schedule(at: number | undefined): void {
    if (at === this.#at && this.#timer !== undefined) return;
    this.#at = at;
    this.#arm();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#at === undefined || this.#closed) return;
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(0, this.#at - this.#clock.now().getTime()));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#at === undefined) return;
      if (this.#clock.now().getTime() < this.#at) {
        this.#arm();
        return;
      }
      this.#at = undefined;
      this.#due();
    }, wait);
  }
}
