/** Where the product gets the time from, so that a test or a demonstration can decide what time it is. */
export interface Clock {
  now(): Date;
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that can be moved: it runs with the machine's time plus a shift, or stands still once `set` was called. */
export interface ShiftableClock extends Clock {
  /** Stands still at this instant from now on. */
  set(instant: Date): void;
  /** Runs with the machine's time again. */
  reset(): void;
  /** Moves forward (or backward, when negative) by this many milliseconds. */
  advance(milliseconds: number): void;
}

/**
 * @param start the instant at which the clock stands still; default: it runs with the machine's time
 */
export function shiftableClock(start?: Date): ShiftableClock {
  let fixed = start?.getTime();
  let shift = 0;
  return {
    now: () => new Date((fixed ?? Date.now()) + shift),
    set(instant) {
      fixed = instant.getTime();
      shift = 0;
    },
    reset() {
      fixed = undefined;
      shift = 0;
    },
    advance(milliseconds) {
      shift += milliseconds;
    },
  };
}
