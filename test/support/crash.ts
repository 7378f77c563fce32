/** The process died here. */
export class Crash extends Error {}

/** Counts calls over several objects; after `allowed` of them every further one fails, as if the process had died. */
export interface CrashPoint {
  /** The same object, its methods counted. */
  watch<T extends object>(target: T): T;
  readonly calls: number;
}

export function crashAfter(allowed: number): CrashPoint {
  let calls = 0;
  return {
    get calls() {
      return calls;
    },
    watch: (target) =>
      new Proxy(target, {
        get(object, name, receiver) {
          const value: unknown = Reflect.get(object, name, receiver);
          if (typeof value !== 'function') return value;
          return async (...parameters: unknown[]) => {
            if (calls >= allowed) throw new Crash(`before call ${calls + 1}, ${String(name)}`);
            calls += 1;
            return (await Reflect.apply(value, object, parameters)) as unknown;
          };
        },
      }),
  };
}
