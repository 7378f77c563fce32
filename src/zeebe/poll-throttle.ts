const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Spaces a worker's polls while the engine refuses them. zeebe-node's own back-off has no effect, so that a worker
 * would keep polling an overloaded or absent engine at its poll interval.
 */
export class PollThrottle {
  #failures = 0;
  #closed = false;
  #wake: (() => void) | undefined;

  /** Notes a refused poll: the next one waits 0.1 s, 0.2 s, 0.4 s … up to 5 s, half of it at random. */
  refused(): void {
    this.#failures += 1;
  }

  /** Notes a poll that worked: the next one does not wait. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** How long the next poll waits, in milliseconds, before chance takes off up to half. */
  get pauseMs(): number {
    return this.#failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
  }

  /** Resolves when the next poll may go out: true, or false when the worker closed meanwhile. */
  async ready(): Promise<boolean> {
    const pause = this.pauseMs;
    if (pause > 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause * (0.5 + Math.random() / 2));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    return !this.#closed;
  }

  /** Ends a pause at once; no poll goes out afterwards. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }
}
