import { date, dateAndTime, evaluate, FeelDate, FeelDateTime, FeelFunction } from 'feelin';
import type { Circumstances } from '../circumstances.ts';
import { asDecimal, calculate, compare, define, equals, toJson, typeOf } from './values.ts';

/** Raised by `assert` and by nothing else: every other mistake is null. */
export class AssertionFailed extends Error {}

/** A built-in function: gets evaluated arguments. */
export type Builtin = (args: readonly unknown[], circumstances: Circumstances) => unknown;

/** `n` times (without: for ever) an interval: `R3/PT1H`. Zeebe's own. */
function cycle(args: readonly unknown[]): unknown {
  const [first, second] = args;
  const times = args.length === 1 || first === null ? '' : first;
  const interval = toJson(args.length === 1 ? first : second);
  if (typeof interval !== 'string' || (times !== '' && typeof times !== 'number')) return null;
  return `R${String(times)}/${interval}`;
}

const isBlank = (value: unknown): boolean | null => (typeof value === 'string' ? value.trim() === '' : null);

function extreme(args: readonly unknown[], operator: '<' | '>'): unknown {
  const items = args.length === 1 && Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  let best: unknown = null;
  for (const [i, item] of items.entries()) {
    if (i === 0) {
      best = item;
      continue;
    }
    const wins = compare(item, operator, best);
    if (wins === null) return null;
    if (wins) best = item;
  }
  return typeOf(best) === 'nil' ? null : best;
}

/** The arguments, or the items of the only one if that is a list; null unless all are numbers, and there are some. */
function numbersOf(args: readonly unknown[]): number[] | null {
  const items = args.length === 1 && Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  return items.length > 0 && items.every((item) => typeof item === 'number') ? [...items] : null;
}

function folded(args: readonly unknown[], operator: '+' | '*'): number | null {
  return numbersOf(args)?.reduce((all, item) => calculate(all, operator, item) as number) ?? null;
}

function mean(args: readonly unknown[]): number | null {
  const numbers = numbersOf(args);
  return numbers === null ? null : asDecimal((folded(numbers, '+') as number) / numbers.length);
}

function getValue([target, path]: readonly unknown[]): unknown {
  const names = Array.isArray(path) ? path : [path];
  let value: unknown = target;
  for (const name of names) {
    if (typeOf(value) !== 'context' || typeof name !== 'string') return null;
    if (!Object.hasOwn(value as object, name)) return null;
    value = (value as Record<string, unknown>)[name];
  }
  return value ?? null;
}

function put(target: unknown, path: readonly unknown[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (typeof name !== 'string' || typeOf(target) !== 'context') return null;
  const copy = { ...(target as Record<string, unknown>) };
  const inner = rest.length === 0 ? value : put(Object.hasOwn(copy, name) ? copy[name] : {}, rest, value);
  if (rest.length > 0 && inner === null) return null;
  define(copy, name, inner);
  return copy;
}

function putAll(contexts: readonly unknown[]): unknown {
  const all: Record<string, unknown> = {};
  for (const context of contexts) {
    if (typeOf(context) !== 'context') return null;
    for (const [name, value] of Object.entries(context as object)) define(all, name, value);
  }
  return all;
}

function stringJoin([list, delimiter, prefix, suffix]: readonly unknown[]): unknown {
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string' || item === null)) return null;
  const extra = [delimiter, prefix, suffix].map((part) => part ?? '');
  if (!extra.every((part) => typeof part === 'string')) return null;
  const [between = '', before = '', after = ''] = extra;
  return before + list.filter((item) => item !== null).join(between) + after;
}

function duplicates([list]: readonly unknown[]): unknown {
  if (!Array.isArray(list)) return null;
  const found: unknown[] = [];
  for (const [i, item] of list.entries()) {
    const again = list.findIndex((other, j) => j > i && equals(item, other) === true) >= 0;
    if (again && !found.some((other) => equals(item, other) === true)) found.push(item);
  }
  return found;
}

function partition([list, size]: readonly unknown[]): unknown {
  if (!Array.isArray(list) || typeof size !== 'number' || size < 1) return null;
  const parts: unknown[] = [];
  for (let i = 0; i < list.length; i += size) parts.push(list.slice(i, i + size));
  return parts;
}

function extract([text, pattern]: readonly unknown[]): unknown {
  if (typeof text !== 'string' || typeof pattern !== 'string') return null;
  try {
    return [...text.matchAll(new RegExp(pattern, 'gu'))].map(([match]) => match);
  } catch {
    return null;
  }
}

function lastDayOfMonth([day]: readonly unknown[]): unknown {
  if (!(day instanceof FeelDate || day instanceof FeelDateTime)) return null;
  const last = new Date(Date.UTC(day.year, day.month, 0)).getUTCDate();
  return date(`${String(day.year).padStart(4, '0')}-${String(day.month).padStart(2, '0')}-${last}`);
}

function fromJson([text]: readonly unknown[]): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function toBase64([text]: readonly unknown[]): unknown {
  if (typeof text !== 'string') return null;
  const bytes = utf8(text);
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] as number, bytes[i + 1], bytes[i + 2]];
    encoded += BASE64[a >> 2];
    encoded += BASE64[((a & 3) << 4) | ((b ?? 0) >> 4)];
    encoded += b === undefined ? '=' : BASE64[((b & 15) << 2) | ((c ?? 0) >> 6)];
    encoded += c === undefined ? '=' : BASE64[c & 63];
  }
  return encoded;
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else {
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
    }
  }
  return bytes;
}

/** A version 4 UUID: 122 random bits. */
function uuid(random: () => number): string {
  const hex = Array.from({ length: 4 }, () => random().toString(16).padStart(8, '0')).join('');
  const variant = (8 + (Number.parseInt(hex.charAt(16), 16) & 3)).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}

/** At least 0 and below 1, from 53 random bits. */
function fraction(random: () => number): number {
  return ((random() >>> 5) * 2 ** 26 + (random() >>> 6)) / 2 ** 53;
}

/** What Zeebe's FEEL has and feelin lacks or answers differently. Names as after `builtinName`. */
const OWN: Readonly<Record<string, Builtin>> = {
  now: (_args, { now }) => dateAndTime(new Date(now).toISOString()),
  today: (_args, { now }) => date(new Date(now).toISOString().slice(0, 10)),
  uuid: (args, { random }) => (args.length === 0 ? uuid(random) : null),
  'random number': (args, { random }) => (args.length === 0 ? fraction(random) : null),
  cycle,
  'get or else': ([value, fallback]) => (typeOf(value) === 'nil' ? (fallback ?? null) : value),
  assert: ([value, condition, cause]) => {
    if (condition !== true) {
      throw new AssertionFailed(typeof cause === 'string' ? cause : 'The condition is not fulfilled');
    }
    return value ?? null;
  },
  'is blank': ([value]) => isBlank(value),
  'is empty': ([list]) => (Array.isArray(list) ? list.length === 0 : null),
  trim: ([text]) => (typeof text === 'string' ? text.trim() : null),
  'get value': getValue,
  put: ([context, name, value]) => put(context, Array.isArray(name) ? name : [name], value ?? null),
  'put all': (args) => putAll(args),
  'context merge': (args) =>
    putAll(args.length === 1 && Array.isArray(args[0]) ? (args[0] as unknown[]) : args),
  'context put': ([context, name, value]) => put(context, Array.isArray(name) ? name : [name], value ?? null),
  partition,
  extract,
  'duplicate values': duplicates,
  'last day of month': lastDayOfMonth,
  'from json': fromJson,
  'to json': ([value]) => JSON.stringify(toJson(value)),
  'to base64': toBase64,
  min: (args) => extreme(args, '<'),
  max: (args) => extreme(args, '>'),
  'string join': stringJoin,
  sum: (args) => folded(args, '+'),
  product: (args) => folded(args, '*'),
  mean,
};

/** Built-ins whose first argument must be a list; feelin would make a list of any single value. */
const OF_A_LIST: ReadonlySet<string> = new Set([
  'list contains',
  'count',
  'sublist',
  'append',
  'insert before',
  'remove',
  'reverse',
  'index of',
  'distinct values',
  'flatten',
  'sort',
]);

/** Parameter names of the built-ins above, for calls with named arguments. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  cycle: ['repetitions', 'interval'],
  'get or else': ['value', 'default'],
  assert: ['value', 'condition', 'cause'],
  'is blank': ['string'],
  'is empty': ['list'],
  trim: ['string'],
  'get value': ['context', 'key'],
  put: ['context', 'key', 'value'],
  'context put': ['context', 'key', 'value'],
  'put all': ['contexts'],
  'context merge': ['contexts'],
  partition: ['list', 'size'],
  extract: ['string', 'pattern'],
  'duplicate values': ['list'],
  'last day of month': ['date'],
  'from json': ['value'],
  'to json': ['value'],
  'to base64': ['value'],
  min: ['list'],
  max: ['list'],
  sum: ['list'],
  product: ['list'],
  mean: ['list'],
  'string join': ['list', 'delimiter', 'prefix', 'suffix'],
};

/** Constructors that are keywords of the grammar: feelin offers them only in a call. */
const KEYWORD_CALLS: ReadonlySet<string> = new Set([
  'date',
  'time',
  'date and time',
  'duration',
  'years and months duration',
]);

const found = new Map<string, Builtin | null>();

/** The built-in function of that name, or null. */
export function builtin(name: string): Builtin | null {
  let fn = found.get(name);
  if (fn === undefined) {
    fn = (Object.hasOwn(OWN, name) ? OWN[name] : feelinBuiltin(name)) ?? null;
    found.set(name, fn);
  }
  return fn;
}

/** Positional arguments from named ones; null when a name is unknown. */
export function positional(name: string, named: Readonly<Record<string, unknown>>): unknown[] | null {
  const parameters = PARAMETERS[name];
  if (parameters === undefined) return null;
  if (!Object.keys(named).every((key) => parameters.includes(key))) return null;
  const args: unknown[] = parameters.map((parameter) => named[parameter]);
  while (args.length > 0 && args.at(-1) === undefined) args.pop();
  return args;
}

function feelinBuiltin(name: string): Builtin | null {
  if (KEYWORD_CALLS.has(name)) {
    return (args) => {
      const context = Object.fromEntries(args.map((arg, i) => [`p${i}`, arg]));
      return evaluate(`${name}(${Object.keys(context).join(', ')})`, context, 'camunda').value ?? null;
    };
  }
  const fn = feelinFunction(name);
  if (fn === null) return null;
  const needsList = OF_A_LIST.has(name);
  return (args) => (needsList && !Array.isArray(args[0]) ? null : settle(fn.invoke(args)));
}

/** feelin hands out its built-ins as plain functions that carry their parameter names. */
function feelinFunction(name: string): FeelFunction | null {
  try {
    const { value } = evaluate(name, {}, 'camunda');
    if (value instanceof FeelFunction) return value;
    if (typeof value !== 'function') return null;
    const { $args = [] } = value as { $args?: string[] };
    return new FeelFunction(value as (...args: unknown[]) => unknown, $args);
  } catch {
    return null;
  }
}

/** feelin answers a failed call with a signal object; Zeebe's FEEL with null. */
export function settle(result: unknown): unknown {
  if (result === undefined) return null;
  if (typeof result === 'object' && result !== null && 'warning' in result && 'template' in result) {
    if (Object.getPrototypeOf(result) !== Object.prototype) return null;
  }
  return result;
}

/** A FEEL function value called with named arguments of feelin's own parameter names. */
export function invokeNamed(name: string, named: Readonly<Record<string, unknown>>): unknown {
  const fn = feelinFunction(name);
  return fn === null ? null : settle(fn.invoke({ ...named }));
}
