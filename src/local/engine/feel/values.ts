import {
  evaluate,
  FeelDate,
  FeelDateTime,
  FeelDuration,
  FeelFunction,
  FeelRange,
  FeelTime,
  duration as parseDuration,
} from 'feelin';

/**
 * Values of FEEL: JSON, `null` for "no value", and feelin's temporal values, ranges and functions. Operators follow
 * the FEEL that Zeebe uses: values of different types do not compare, and anything undefined is null.
 */

export type FeelType =
  | 'nil'
  | 'boolean'
  | 'number'
  | 'string'
  | 'list'
  | 'context'
  | 'date'
  | 'time'
  | 'date time'
  | 'duration'
  | 'range'
  | 'function';

export function typeOf(value: unknown): FeelType {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return 'number';
    case 'string':
      return 'string';
    case 'object':
      if (value === null) return 'nil';
      if (Array.isArray(value)) return 'list';
      if (value instanceof FeelDate) return 'date';
      if (value instanceof FeelDateTime) return 'date time';
      if (value instanceof FeelTime) return 'time';
      if (value instanceof FeelDuration) return 'duration';
      if (value instanceof FeelRange) return 'range';
      if (value instanceof FeelFunction) return 'function';
      return 'context';
    case 'function':
      return 'function';
    default:
      return 'nil';
  }
}

/** `a` and `b` equal? null when they cannot be compared. Null equals only null. */
export function equals(a: unknown, b: unknown): boolean | null {
  const left = typeOf(a);
  const right = typeOf(b);
  if (left === 'nil' || right === 'nil') return left === right;
  if (left !== right || isLocal(a) !== isLocal(b)) return null;
  switch (left) {
    case 'boolean':
    case 'number':
    case 'string':
      return a === b;
    case 'list':
      return equalLists(a as unknown[], b as unknown[]);
    case 'context':
      return equalContexts(a as Record<string, unknown>, b as Record<string, unknown>);
    case 'function':
      return null;
    default: {
      const result = viaFeelin('a = b', a, b);
      return typeof result === 'boolean' ? result : null;
    }
  }
}

/** Items that cannot be compared make the lists different. */
function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => equals(item, b[i]) === true);
}

function equalContexts(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length || !names.every((name) => Object.hasOwn(b, name))) return false;
  return equalLists(
    names.map((name) => a[name]),
    names.map((name) => b[name]),
  );
}

/** A time or date and time without a zone is of another type than one with a zone. Undefined: it is neither. */
function isLocal(value: unknown): boolean | undefined {
  return value instanceof FeelDateTime || value instanceof FeelTime ? value.zone === null : undefined;
}

export type Ordering = '<' | '<=' | '>' | '>=';

/** Ordering of two values of one ordered type; null otherwise. */
export function compare(a: unknown, operator: Ordering, b: unknown): boolean | null {
  const type = typeOf(a);
  if (type !== typeOf(b) || isLocal(a) !== isLocal(b)) return null;
  if (type === 'number' || type === 'string') {
    const left = a as number;
    const right = b as number;
    switch (operator) {
      case '<':
        return left < right;
      case '<=':
        return left <= right;
      case '>':
        return left > right;
      case '>=':
        return left >= right;
    }
  }
  if (type === 'date' || type === 'time' || type === 'date time' || type === 'duration') {
    if (type === 'duration' && (a as FeelDuration).yearsMonths !== (b as FeelDuration).yearsMonths)
      return null;
    const result = viaFeelin(`a ${operator} b`, a, b);
    return typeof result === 'boolean' ? result : null;
  }
  return null;
}

export type Arithmetic = '+' | '-' | '*' | '/' | '**';

export function calculate(a: unknown, operator: Arithmetic, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') {
    switch (operator) {
      case '+':
        return asDecimal(a + b);
      case '-':
        return asDecimal(a - b);
      case '*':
        return asDecimal(a * b);
      case '/':
        return b === 0 ? null : asDecimal(a / b);
      case '**':
        return a ** b;
    }
  }
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  if (a instanceof FeelDuration && typeof b === 'number') {
    if (operator === '*') return scale(a, b);
    if (operator === '/' && b !== 0) return scale(a, 1 / b);
  }
  if (operator === '*' && typeof a === 'number' && b instanceof FeelDuration) return scale(b, a);
  if (operator === '/' && a instanceof FeelDuration && b instanceof FeelDuration) {
    if (a.yearsMonths !== b.yearsMonths || amount(b) === 0) return null;
    return amount(a) / amount(b);
  }
  if ((operator === '+' || operator === '-') && isTemporal(a) && isTemporal(b)) {
    if (isLocal(a) !== undefined && isLocal(b) !== undefined && isLocal(a) !== isLocal(b)) return null;
    if (a instanceof FeelDate && isDays(b)) return addDays(a, b, operator === '+' ? 1 : -1);
    if (operator === '+' && b instanceof FeelDate && isDays(a)) return addDays(b, a, 1);
    if (a instanceof FeelDateTime && isExact(a, b)) return addExactly(a, b, operator === '+' ? 1 : -1);
    if (operator === '+' && b instanceof FeelDateTime && isExact(b, a)) return addExactly(b, a, 1);
    return viaFeelin(`a ${operator} b`, a, b) ?? null;
  }
  return null;
}

/** Fewer characters than this are not worth rounding for: `1/3` stays as it is. */
const ROUNDING_ERROR_LENGTH = 3;

/** FEEL counts in decimals: of `0.1 + 0.2` the error of binary arithmetic is taken away again. */
export function asDecimal(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  const rounded = Number(value.toPrecision(15));
  return String(value).length - String(rounded).length >= ROUNDING_ERROR_LENGTH ? rounded : value;
}

function isTemporal(value: unknown): boolean {
  const type = typeOf(value);
  return type === 'date' || type === 'time' || type === 'date time' || type === 'duration';
}

function isDays(value: unknown): value is FeelDuration {
  return value instanceof FeelDuration && !value.yearsMonths;
}

/** A date stays a date: what is added counts from its midnight, and the time of the day is dropped. */
function addDays(date: FeelDate, added: FeelDuration, sign: 1 | -1): FeelDate {
  return new FeelDate(date.unwrap().add({ days: Math.floor((sign * amount(added)) / 86_400) }));
}

/** Days added to a date and time with a zone are 24 hours, also across a change to summer time. */
function isExact(dateTime: FeelDateTime, other: unknown): other is FeelDuration {
  return dateTime.zone !== null && isDays(other);
}

function addExactly(dateTime: FeelDateTime, added: FeelDuration, sign: 1 | -1): FeelDateTime {
  const zone = dateTime.zone === null || dateTime.zone === 'Z' ? 'UTC' : dateTime.zone;
  const start = dateTime.unwrap().toZonedDateTime(zone);
  const end = start.add({ milliseconds: Math.round(sign * amount(added) * 1_000) });
  return new FeelDateTime(end.toPlainDateTime(), dateTime.zone);
}

/** Months, or seconds. */
function amount(value: FeelDuration): number {
  const parts = value.unwrap();
  if (value.yearsMonths) return parts.years * 12 + parts.months;
  return (
    parts.days * 86_400 +
    parts.hours * 3_600 +
    parts.minutes * 60 +
    parts.seconds +
    parts.milliseconds / 1_000
  );
}

function isoSeconds(seconds: number): string {
  return `${seconds < 0 ? '-' : ''}PT${Math.abs(seconds)
    .toFixed(9)
    .replace(/\.?0+$/, '')}S`;
}

function scale(value: FeelDuration, factor: number): unknown {
  const scaled = amount(value) * factor;
  if (!value.yearsMonths) return parseDuration(isoSeconds(scaled));
  const months = Math.trunc(scaled);
  return parseDuration(`${months < 0 ? '-' : ''}P${Math.abs(months)}M`);
}

/** Lets feelin evaluate an expression over the names `a` and `b`. */
export function viaFeelin(expression: string, a: unknown, b: unknown): unknown {
  return evaluate(expression, { a, b }, 'camunda').value;
}

/**
 * The value as JSON, which is what a variable may hold: temporal values become ISO strings, anything else that JSON
 * does not know becomes null. Returns the same object when there is nothing to change.
 */
export function toJson(value: unknown): unknown {
  switch (typeOf(value)) {
    case 'boolean':
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'list': {
      const list = value as unknown[];
      const copy = list.map(toJson);
      return copy.every((item, i) => item === list[i]) ? list : copy;
    }
    case 'context': {
      const context = value as Record<string, unknown>;
      const names = Object.keys(context);
      const copy: Record<string, unknown> = {};
      let same = true;
      for (const name of names) {
        const item = toJson(context[name]);
        if (item !== context[name]) same = false;
        define(copy, name, item);
      }
      return same ? context : copy;
    }
    case 'date':
    case 'time':
    case 'date time':
    case 'duration':
      return String(value);
    default:
      return null;
  }
}

/** Sets an own property whatever its name (`__proto__` is a name like any other in JSON). */
export function define(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}
