import { Type, type SchemaOptions, type TLiteral, type TUnion } from '@sinclair/typebox';

type LiteralUnion<T extends readonly string[]> = TUnion<{
  -readonly [K in keyof T]: TLiteral<T[K] & string>;
}>;

/** JSON Schema `{type: 'string', enum}` that keeps its TypeScript union type. */
export function literals<const T extends readonly string[]>(
  values: T,
  options: SchemaOptions = {},
): LiteralUnion<T> {
  return Type.Unsafe<T[number]>({
    type: 'string',
    enum: [...values],
    ...options,
  }) as unknown as LiteralUnion<T>;
}
