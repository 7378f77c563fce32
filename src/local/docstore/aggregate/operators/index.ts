import { ARRAY_OPERATORS, NAMED_ARRAY_OPERATORS } from './arrays.ts';
import { CONVERSION_OPERATORS, NAMED_CONVERSION_OPERATORS } from './conversions.ts';
import { CORE_OPERATORS } from './core.ts';
import { DATE_PART_OPERATORS, NAMED_DATE_OPERATORS } from './dates.ts';
import { NUMBER_OPERATORS } from './numbers.ts';
import type { NamedOperator, Operator } from './operator.ts';
import { SET_OPERATORS } from './sets.ts';
import { NAMED_STRING_OPERATORS, STRING_OPERATORS } from './strings.ts';

/** Operators whose arguments have a place. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...CORE_OPERATORS,
    ...NUMBER_OPERATORS,
    ...ARRAY_OPERATORS,
    ...SET_OPERATORS,
    ...STRING_OPERATORS,
    ...CONVERSION_OPERATORS,
  }),
);

/** Operators whose arguments have a name. */
export const NAMED_OPERATORS: ReadonlyMap<string, NamedOperator> = new Map(
  Object.entries({
    ...NAMED_ARRAY_OPERATORS,
    ...NAMED_STRING_OPERATORS,
    ...NAMED_CONVERSION_OPERATORS,
    ...NAMED_DATE_OPERATORS,
  }),
);

/** Operators on one date, given alone or by name with a time zone. */
export const DATE_PARTS: ReadonlyMap<string, NamedOperator> = new Map(Object.entries(DATE_PART_OPERATORS));

/** Operators of MongoDB that this store does not have. */
export const UNSUPPORTED: ReadonlySet<string> = new Set([
  ...['$function', '$accumulator', '$meta', '$where', '$toHashedIndexKey', '$sampleRate', '$median'],
  '$percentile',
]);
