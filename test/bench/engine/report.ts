import { percentile } from './measured-process.ts';

/** Prints one measurement. */
export const print = (name: string, value: string): void => console.log(`  ${name.padEnd(44)} ${value}`);

export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

/** The middle and the tail of latencies in milliseconds. */
export const spread = (latencies: readonly number[]): string =>
  [0.5, 0.99, 0.999]
    .map((share) => `p${share * 100} ${milliseconds(percentile(latencies, share))}`)
    .join(', ');

/** Occurrences per second. */
export const perSecond = (count: number, tookMs: number): number => Math.round((count / tookMs) * 1_000);
