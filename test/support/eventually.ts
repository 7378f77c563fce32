const LIMIT_MS = 60_000;
const STEP_MS = 5;

/**
 * Waits until the check returns something other than `undefined` or `false`, and returns it. Generous with time: it
 * bounds a hang, it does not measure speed.
 */
export const eventually = async <T>(
  what: string,
  check: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = LIMIT_MS,
): Promise<T> => {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
};
