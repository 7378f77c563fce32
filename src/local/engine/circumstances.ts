/** What an evaluation takes from the world outside. It comes in with the command, so that the engine itself stays a function. */
export interface Circumstances {
  /** Epoch milliseconds. */
  readonly now: number;
  /** 32 random bits, as a whole number from 0. */
  readonly random: () => number;
}
