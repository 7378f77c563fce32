/** Counts of values up to each bound, and their sum. */
export class Histogram {
  readonly bounds: readonly number[];
  readonly #counts: number[];
  #count = 0;
  #sum = 0;

  /** @param bounds upper bounds, ascending; greater values count beyond the last */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.#count += 1;
    this.#sum += value;
    const index = this.bounds.findIndex((bound) => value <= bound);
    if (index >= 0) this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  /** How many values were not greater than each bound, in the order of the bounds. */
  cumulative(): readonly number[] {
    let sum = 0;
    return this.#counts.map((count) => (sum += count));
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }
}

/** What a broker did since it was started. */
export class BrokerMetrics {
  /** Processed commands, rejected ones included, by type. */
  readonly commands = new Map<string, number>();
  /** Rejected commands, by type of the rejection. */
  readonly rejections = new Map<string, number>();
  /** Seconds that a commit took, its sync included. */
  readonly commitSeconds = new Histogram([
    0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
  ]);
  /** Commands that shared a commit. */
  readonly groupSize = new Histogram([1, 2, 4, 8, 16, 32, 64, 128, 256, 500]);

  processed(commandType: string, rejectionType: string | undefined): void {
    this.commands.set(commandType, (this.commands.get(commandType) ?? 0) + 1);
    if (rejectionType !== undefined)
      this.rejections.set(rejectionType, (this.rejections.get(rejectionType) ?? 0) + 1);
  }
}
