/** A key issued by the engine: a 64-bit number as a decimal string. */
export type Key = string;

/** The root of a JSON document of variables. */
export type Variables = Readonly<Record<string, unknown>>;
