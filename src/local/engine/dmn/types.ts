import { FeelDuration } from 'feelin';
import { EvaluationFailure, toJson } from '../expression.ts';
import { typeOf } from '../feel/values.ts';

const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeOf(value) === 'string',
  number: (value) => typeOf(value) === 'number',
  boolean: (value) => typeOf(value) === 'boolean',
  time: (value) => typeOf(value) === 'time',
  date: (value) => typeOf(value) === 'date',
  dateTime: (value) => typeOf(value) === 'date time',
  dayTimeDuration: (value) => value instanceof FeelDuration && !value.yearsMonths,
  yearMonthDuration: (value) => value instanceof FeelDuration && value.yearsMonths,
};

/** The value, when it has the type that the author declared; null has every type, other type names are not checked. */
export function checkType(value: unknown, typeRef: string | undefined): unknown {
  if (typeRef === undefined || value === null) return value;
  const type = typeRef.replace(/^feel:/, '');
  const check = Object.hasOwn(CHECKS, type) ? CHECKS[type] : undefined;
  if (check !== undefined && !check(value))
    throw new EvaluationFailure(`expected '${type}' but found '${JSON.stringify(toJson(value))}'`);
  return value;
}
