/** The shape of a set of texts: what English must offer when Dutch is the source. */
export type TextsLike<T> = { [K in keyof T]: T[K] extends string ? string : TextsLike<T[K]> };
