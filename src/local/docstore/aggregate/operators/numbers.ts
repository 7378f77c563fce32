import { Double, Long } from 'bson';
import { fromInteger } from '../../bson/arithmetic.ts';
import { isNumeric, type NumericValue, toJsNumber } from '../../bson/value.ts';
import { StoreError } from '../../errors.ts';
import { arity, bigint, int32, isNil, kindOf, noDecimal, numbersOnly, type Operator } from './operator.ts';

/** A function of doubles: whatever goes in, a double comes out. */
const real = (
  name: string,
  compute: (value: number) => number,
  allowed: (value: number) => boolean = () => true,
  code = 50989,
): Operator =>
  arity(name, 1, ([value]) => {
    if (isNil(value)) return null;
    const number = numbersOnly(name, value);
    noDecimal(name, number);
    const given = toJsNumber(number);
    if (!Number.isNaN(given) && !allowed(given))
      throw new StoreError(`Location${code}`, `cannot apply ${name} to ${given}`);
    return new Double(compute(given));
  });

function isWhole(value: NumericValue): value is number | Long {
  return typeof value === 'number' || value instanceof Long;
}

const power: Operator = ([a, b]) => {
  if (isNil(a) || isNil(b)) return null;
  const [base, exponent] = [numbersOnly('$pow', a), numbersOnly('$pow', b)];
  noDecimal('$pow', base, exponent);
  const [x, y] = [toJsNumber(base), toJsNumber(exponent)];
  if (x === 0 && y < 0)
    throw new StoreError('Location28764', '$pow cannot take a base of 0 and a negative exponent');
  const result = x ** y;
  // A whole result keeps the wider of the two types; beyond 64 bits it is a double.
  if (isWhole(base) && isWhole(exponent) && y >= 0 && Math.abs(result) <= 2 ** 64) {
    const wide = base instanceof Long || exponent instanceof Long ? 'long' : 'int';
    return fromInteger(bigint(base) ** bigint(exponent), wide) ?? new Double(result);
  }
  return new Double(result);
};

const logarithm: Operator = ([a, b]) => {
  if (isNil(a) || isNil(b)) return null;
  const [value, base] = [numbersOnly('$log', a), numbersOnly('$log', b)];
  noDecimal('$log', value, base);
  const [x, y] = [toJsNumber(value), toJsNumber(base)];
  if (x <= 0) throw new StoreError('Location28758', "$log's argument must be a positive number");
  if (y <= 0 || y === 1)
    throw new StoreError('Location28759', "$log's base must be a positive number not equal to 1");
  return new Double(Math.log(x) / Math.log(y));
};

/** A division of whole numbers, cut off or rounded to the nearest, ties to even. */
function divided(value: bigint, by: bigint, nearest: boolean): bigint {
  const quotient = value / by;
  if (!nearest) return quotient;
  const rest = value % by;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const away = twice > by || (twice === by && quotient % 2n !== 0n);
  return away ? quotient + (value < 0n ? -1n : 1n) : quotient;
}

/** `$round` and `$trunc`, on as many decimals as the second argument says. */
const rounded = (name: string, nearest: boolean): Operator =>
  arity(
    name,
    1,
    ([value, places]) => {
      if (isNil(value) || places === null) return null;
      const number = numbersOnly(name, value);
      noDecimal(name, number);
      const digits = places === undefined ? 0 : int32(places, 51082, `the places of ${name}`);
      if (digits < -20 || digits > 100)
        throw new StoreError('Location51083', `the places of ${name} must be from -20 to 100`);
      if (isWhole(number)) {
        if (digits >= 0) return number;
        const unit = 10n ** BigInt(-digits);
        const result = divided(bigint(number), unit, nearest) * unit;
        const whole = fromInteger(result, number instanceof Long ? 'long' : 'int');
        if (whole === undefined) throw new StoreError('Location51080', `invalid conversion from ${name}`);
        return whole;
      }
      return new Double(roundedDouble(toJsNumber(number), digits, nearest));
    },
    2,
  );

/** Rounds what the double really is: 2.675 is a little less than it seems. */
function roundedDouble(value: number, digits: number, nearest: boolean): number {
  if (!Number.isFinite(value) || (digits > 0 && Number.isInteger(value))) return value;
  // A double is a whole number divided by a power of two.
  let denominator = 1n;
  let numerator = value;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  const scale = 10n ** BigInt(Math.abs(digits));
  const [top, bottom] =
    digits >= 0 ? [BigInt(numerator) * scale, denominator] : [BigInt(numerator), denominator * scale];
  const result = divided(top, bottom, nearest);
  const number = Number(`${result}e${-digits}`);
  return number === 0 && value < 0 ? -0 : number;
}

const bits =
  (name: string, start: bigint, combine: (a: bigint, b: bigint) => bigint): Operator =>
  (args) => {
    let result = start;
    let wide = false;
    for (const value of args) {
      if (isNil(value)) return null;
      if (!isNumeric(value) || !isWhole(value))
        throw new StoreError(
          'TypeMismatch',
          `${name} only supports int and long operands, not ${kindOf(value)}`,
        );
      wide ||= value instanceof Long;
      result = combine(result, bigint(value));
    }
    return fromInteger(result, wide ? 'long' : 'int')!;
  };

const invert: Operator = ([value]) => {
  if (isNil(value)) return null;
  if (!isNumeric(value) || !isWhole(value))
    throw new StoreError('TypeMismatch', `$bitNot only supports int and long, not ${kindOf(value)}`);
  return fromInteger(~bigint(value), value instanceof Long ? 'long' : 'int');
};

const finite = (value: number): boolean => Number.isFinite(value);
const withinOne = (value: number): boolean => value >= -1 && value <= 1;

/** Roots, powers, logarithms, trigonometry, rounding and bits. */
export const NUMBER_OPERATORS: Readonly<Record<string, Operator>> = {
  $sqrt: real('$sqrt', Math.sqrt, (value) => value >= 0, 28714),
  $exp: real('$exp', Math.exp),
  $ln: real('$ln', Math.log, (value) => value > 0, 28766),
  $log10: real('$log10', Math.log10, (value) => value > 0, 28761),
  $log: arity('$log', 2, logarithm),
  $pow: arity('$pow', 2, power),
  $round: rounded('$round', true),
  $trunc: rounded('$trunc', false),
  $sin: real('$sin', Math.sin, finite),
  $cos: real('$cos', Math.cos, finite),
  $tan: real('$tan', Math.tan, finite),
  $asin: real('$asin', Math.asin, withinOne),
  $acos: real('$acos', Math.acos, withinOne),
  $atan: real('$atan', Math.atan),
  $sinh: real('$sinh', Math.sinh),
  $cosh: real('$cosh', Math.cosh),
  $tanh: real('$tanh', Math.tanh),
  $asinh: real('$asinh', Math.asinh),
  $acosh: real('$acosh', Math.acosh, (value) => value >= 1),
  $atanh: real('$atanh', Math.atanh, withinOne),
  $atan2: arity('$atan2', 2, ([a, b]) => {
    if (isNil(a) || isNil(b)) return null;
    const [y, x] = [numbersOnly('$atan2', a), numbersOnly('$atan2', b)];
    noDecimal('$atan2', y, x);
    return new Double(Math.atan2(toJsNumber(y), toJsNumber(x)));
  }),
  $degreesToRadians: real('$degreesToRadians', (value) => (value * Math.PI) / 180),
  $radiansToDegrees: real('$radiansToDegrees', (value) => (value * 180) / Math.PI),
  $bitAnd: bits('$bitAnd', -1n, (a, b) => a & b),
  $bitOr: bits('$bitOr', 0n, (a, b) => a | b),
  $bitXor: bits('$bitXor', 0n, (a, b) => a ^ b),
  $bitNot: arity('$bitNot', 1, invert),
};
