import { Decimal128, Long } from 'bson';
import {
  isNumeric,
  type NumericValue,
  BSON_UNDEFINED,
  toJsNumber,
  typeName,
  type Value,
} from '../../bson/value.ts';
import { StoreError } from '../../errors.ts';

/** The arguments of an operator, evaluated; undefined for "no value". */
export type OperatorArguments = readonly (Value | undefined)[];

/** An operator on evaluated arguments; returns undefined for "no value". */
export type Operator = (args: OperatorArguments) => Value | undefined;

/** An operator whose arguments have names, as in `{ $trim: { input: …, chars: … } }`. */
export interface NamedOperator {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly run: (args: Readonly<Record<string, Value | undefined>>) => Value | undefined;
}

/** Missing, null or the deprecated undefined. */
export function isNil(value: Value | undefined): value is undefined | null {
  return value === undefined || value === null || value === BSON_UNDEFINED;
}

/** Truth as aggregation sees it: false, null, missing and every zero are false. */
export function isTrue(value: Value | undefined): boolean {
  if (isNil(value) || value === false) return false;
  return !(isNumeric(value) && toJsNumber(value) === 0);
}

/** The name of a type for error messages. */
export function kindOf(value: Value | undefined): string {
  return value === undefined ? 'missing' : typeName(value);
}

/** An operator that takes so many arguments and no other number. */
export function arity(name: string, count: number, operator: Operator, most = count): Operator {
  return (args) => {
    if (args.length < count || args.length > most) {
      const wanted = most === count ? `exactly ${count}` : `at least ${count}, and at most ${most}`;
      throw new StoreError(
        most === count ? 'Location16020' : 'Location28667',
        `Expression ${name} takes ${wanted} arguments. ${args.length} were passed in.`,
      );
    }
    return operator(args);
  };
}

/** @throws StoreError TypeMismatch */
export function numbersOnly(name: string, value: Value | undefined): NumericValue {
  if (!isNumeric(value))
    throw new StoreError('TypeMismatch', `${name} only supports numeric types, not ${kindOf(value)}`);
  return value;
}

/** @throws StoreError NotImplemented */
export function noDecimal(name: string, ...values: NumericValue[]): void {
  if (values.some((value) => value instanceof Decimal128)) {
    throw new StoreError('NotImplemented', `${name} on Decimal128 is not supported by this store.`);
  }
}

/** An Int32 or Int64 as a bigint. */
export function bigint(value: NumericValue): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt(toJsNumber(value));
}

/** A whole number within Int32, of any numeric type. @throws StoreError with the given code */
export function int32(value: Value | undefined, code: number, what: string): number {
  const number = isNumeric(value) ? toJsNumber(value) : NaN;
  if (!Number.isInteger(number) || Math.abs(number) > 0x7fff_ffff)
    throw new StoreError(
      `Location${code}`,
      `${what} must be a whole number of 32 bits, not ${kindOf(value)}`,
    );
  return number;
}

/** @throws StoreError with the given code */
export function arrayOf(value: Value | undefined, code: number, what: string): readonly Value[] {
  if (!Array.isArray(value))
    throw new StoreError(`Location${code}`, `${what} must be an array, not ${kindOf(value)}`);
  return value;
}

/** @throws StoreError with the given code */
export function stringOf(value: Value | undefined, code: number, what: string): string {
  if (typeof value !== 'string')
    throw new StoreError(`Location${code}`, `${what} must be a string, not ${kindOf(value)}`);
  return value;
}
