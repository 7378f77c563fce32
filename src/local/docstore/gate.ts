/**
 * Lets commands through together, and one piece of work alone: it begins when those that are inside have ended, and those
 * that come meanwhile wait.
 */
export class Gate {
  #inside = 0;
  #emptied: (() => void) | undefined;
  #alone: Promise<void> | undefined;

  /** Runs work together with others. */
  async pass<T>(work: () => T | Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone;
    this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#inside -= 1;
      if (this.#inside === 0) this.#emptied?.();
    }
  }

  /** Runs work while nothing else is inside. Must not be called from inside. */
  async alone(work: () => Promise<void>): Promise<void> {
    while (this.#alone) await this.#alone;
    const running = this.#empty().then(work);
    this.#alone = running
      .catch(() => undefined)
      .finally(() => {
        this.#alone = undefined;
      });
    await running;
  }

  #empty(): Promise<void> {
    if (this.#inside === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#emptied = () => {
        this.#emptied = undefined;
        resolve();
      };
    });
  }
}
