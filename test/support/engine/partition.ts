/**
 * The partition in which engines under test number their keys: 1 as by default, or what ENGINE_PARTITION says. The jest
 * project `partition-5` repeats the engine's tests with keys that no JavaScript number can hold (beyond 2^53).
 */
export const PARTITION = Number(process.env['ENGINE_PARTITION'] ?? 1);
