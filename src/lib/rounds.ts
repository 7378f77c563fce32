/**
 * Does the same work again and again: at once, and then each time so long after the last round has ended.
 *
 * @param round one round; a failure is its own to deal with
 * @param intervalMs between the end of a round and the next, in milliseconds
 * @returns `close` ends the rounds and waits for the one that runs; `isClosed` tells a long round to stop early
 */
export function startRounds(
  round: (isClosed: () => boolean) => Promise<void>,
  intervalMs: number,
): { close(): Promise<void> } {
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const next = async (): Promise<void> => {
    await round(() => closed);
    if (closed) return;
    timer = setTimeout(() => {
      running = next();
    }, intervalMs);
  };
  let running = next();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
