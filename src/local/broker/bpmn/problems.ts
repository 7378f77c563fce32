/**
 * What is wrong with a file, by element, in the layout that Zeebe uses and its clients print:
 *
 * ```
 * - Element: task-1
 *     - ERROR: Must have a task definition …
 * ```
 */
export class Problems {
  readonly #byElement = new Map<string, string[]>();

  /** Notes a problem of an element. Equal problems of one element are noted once. */
  add(elementId: string, reason: string): void {
    const reasons = this.#byElement.get(elementId);
    if (reasons === undefined) this.#byElement.set(elementId, [reason]);
    else if (!reasons.includes(reason)) reasons.push(reason);
  }

  get isEmpty(): boolean {
    return this.#byElement.size === 0;
  }

  /** The text for one file. */
  describe(): string {
    return [...this.#byElement]
      .map(([id, reasons]) =>
        [`- Element: ${id}`, ...reasons.map((reason) => `    - ERROR: ${reason}`)].join('\n'),
      )
      .join('\n');
  }
}
