/** Takes from both queues in turns, from one alone while the other is empty. What was not asked for stays in them. */
export function* inTurns<T>(first: T[], second: T[]): Generator<T> {
  let [fromFirst, fromSecond] = [0, 0];
  try {
    for (;;) {
      const one = first[fromFirst];
      if (one !== undefined) {
        fromFirst += 1;
        yield one;
      }
      const other = second[fromSecond];
      if (other !== undefined) {
        fromSecond += 1;
        yield other;
      } else if (one === undefined) return;
    }
  } finally {
    first.splice(0, fromFirst);
    second.splice(0, fromSecond);
  }
}
