/** 32 random-looking bits per call, always the same for a seed (Marsaglia's xorshift). */
export function randomFrom(seed = 1): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}
