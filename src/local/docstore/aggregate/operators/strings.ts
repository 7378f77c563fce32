import { BSONRegExp, BSONSymbol } from 'bson';
import { type Doc, isNumeric, type Value } from '../../bson/value.ts';
import { StoreError } from '../../errors.ts';
import { compileRegex } from '../../query/regex.ts';
import { searchBounds } from './arrays.ts';
import { numberText } from './conversions.ts';
import { arity, int32, isNil, kindOf, type NamedOperator, type Operator, stringOf } from './operator.ts';

/** What string operators take for a string: numbers and dates too, nothing as the empty string. */
function coerced(value: Value | undefined, name: string): string {
  if (isNil(value)) return '';
  if (typeof value === 'string') return value;
  if (isNumeric(value)) return numberText(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof BSONSymbol) return value.valueOf();
  throw new StoreError('Location16007', `can't convert from BSON type ${kindOf(value)} to String (${name})`);
}

/** Only the letters of ASCII, as MongoDB says and does. */
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const upper = (text: string): string => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());

/** The two ways of counting a text: in code points, and in bytes of UTF-8. */
const characters = (text: string): string[] => [...text];
const bytes = (text: string): Buffer => Buffer.from(text);

const substringOfBytes: Operator = ([input, start, length]) => {
  const text = bytes(coerced(input, '$substrBytes'));
  const from = int32(start, 16034, '$substrBytes: starting index');
  const count = int32(length, 16035, '$substrBytes: length');
  if (from < 0) throw new StoreError('Location50752', '$substrBytes: starting index must be non-negative');
  const to = count < 0 ? text.length : Math.min(text.length, from + count);
  const continues = (at: number): boolean => at < text.length && (text[at]! & 0xc0) === 0x80;
  if (continues(from))
    throw new StoreError(
      'Location28656',
      '$substrBytes: Invalid range, starting in the middle of a character.',
    );
  if (from < to && continues(to))
    throw new StoreError(
      'Location28657',
      '$substrBytes: Invalid range, ending in the middle of a character.',
    );
  return from >= to ? '' : text.toString('utf8', from, to);
};

const substringOfCharacters: Operator = ([input, start, length]) => {
  const text = characters(coerced(input, '$substrCP'));
  const from = int32(start, 34451, '$substrCP: starting index');
  const count = int32(length, 34453, '$substrCP: length');
  if (from < 0 || count < 0)
    throw new StoreError('Location34455', '$substrCP: starting index and length must be non-negative');
  return text.slice(from, from + count).join('');
};

const indexOfBytes: Operator = ([input, wanted, ...bounds]) => {
  if (isNil(input)) return null;
  const text = bytes(stringOf(input, 40091, "$indexOfBytes' first argument"));
  const part = bytes(stringOf(wanted, 40092, "$indexOfBytes' second argument"));
  const [from, to] = searchBounds(bounds, text.length, '$indexOfBytes');
  return from > to ? -1 : offset(text.subarray(from, to).indexOf(part), from);
};

const indexOfCharacters: Operator = ([input, wanted, ...bounds]) => {
  if (isNil(input)) return null;
  const text = characters(stringOf(input, 40093, "$indexOfCP's first argument"));
  const part = stringOf(wanted, 40094, "$indexOfCP's second argument");
  const [from, to] = searchBounds(bounds, text.length, '$indexOfCP');
  if (from > to) return -1;
  const within = text.slice(from, to).join('');
  const at = within.indexOf(part);
  return at < 0 ? -1 : from + characters(within.slice(0, at)).length;
};

const offset = (at: number, from: number): number => (at < 0 ? -1 : at + from);

const split: Operator = ([input, separator]) => {
  if (isNil(input) || isNil(separator)) return null;
  const text = stringOf(input, 40085, '$split: the first argument');
  const by = stringOf(separator, 40086, '$split: the separator');
  if (by === '') throw new StoreError('Location40087', '$split requires a non-empty separator');
  return text.split(by);
};

/** Characters that `$trim` takes off when it is not told (MongoDB manual, "$trim"). */
const WHITESPACE = characters(
  '\0\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
);

const trim = (name: string, start: boolean, end: boolean): NamedOperator => ({
  required: ['input'],
  optional: ['chars'],
  run: ({ input, chars }) => {
    if (isNil(input) || chars === null) return null;
    const text = characters(stringOf(input, 50699, `the input of ${name}`));
    const taken = new Set(
      chars === undefined ? WHITESPACE : characters(stringOf(chars, 50700, `'chars' of ${name}`)),
    );
    let [from, to] = [0, text.length];
    while (start && from < to && taken.has(text[from]!)) from++;
    while (end && from < to && taken.has(text[to - 1]!)) to--;
    return text.slice(from, to).join('');
  },
});

const replace = (name: string, all: boolean): NamedOperator => ({
  required: ['input', 'find', 'replacement'],
  optional: [],
  run: ({ input, find, replacement }) => {
    const check = (value: Value | undefined, code: number, what: string): string | null =>
      isNil(value) ? null : stringOf(value, code, `'${what}' of ${name}`);
    const text = check(input, 51746, 'input');
    const wanted = check(find, 51745, 'find');
    const other = check(replacement, 51744, 'replacement');
    if (text === null || wanted === null || other === null) return null;
    // A function: a string would have its `$&` and the like filled in.
    return all ? text.split(wanted).join(other) : text.replace(wanted, () => other);
  },
});

/** The matches of a regular expression in a text, the first or all; positions count code points. */
function matches(
  { input, regex, options }: Readonly<Record<string, Value | undefined>>,
  name: string,
  all: boolean,
): Doc[] {
  const given = isNil(options) ? '' : stringOf(options, 51106, `'options' of ${name}`);
  if (regex instanceof BSONRegExp && given !== '' && regex.options !== '')
    throw new StoreError('Location51107', `${name}: found regex options in both 'regex' and 'options'`);
  if (isNil(input) || isNil(regex)) return [];
  const text = stringOf(input, 51104, `the input of ${name}`);
  const pattern = regex instanceof BSONRegExp ? regex.pattern : stringOf(regex, 51105, `'regex' of ${name}`);
  const flags = regex instanceof BSONRegExp && regex.options !== '' ? regex.options : given;
  const compiled = compileRegex(pattern, flags);
  const found = all
    ? [...text.matchAll(new RegExp(compiled.source, `${compiled.flags}g`))]
    : [compiled.exec(text)].filter((match) => match !== null);
  return found.map(
    (match): Doc =>
      new Map<string, Value>([
        ['match', match[0]],
        ['idx', characters(text.slice(0, match.index)).length],
        ['captures', match.slice(1).map((capture: string | undefined) => capture ?? null)],
      ]),
  );
}

const regexArguments = { required: ['input', 'regex'], optional: ['options'] };

/** Operators on strings. */
export const STRING_OPERATORS: Readonly<Record<string, Operator>> = {
  $concat: (args) =>
    args.some(isNil) ? null : args.map((part) => stringOf(part, 16702, '$concat: each argument')).join(''),
  $toLower: arity('$toLower', 1, ([text]) => lower(coerced(text, '$toLower'))),
  $toUpper: arity('$toUpper', 1, ([text]) => upper(coerced(text, '$toUpper'))),
  $strcasecmp: arity('$strcasecmp', 2, ([a, b]) =>
    Math.sign(
      Buffer.compare(bytes(upper(coerced(a, '$strcasecmp'))), bytes(upper(coerced(b, '$strcasecmp')))),
    ),
  ),
  $strLenBytes: arity('$strLenBytes', 1, ([text]) => bytes(stringOf(text, 34473, '$strLenBytes')).length),
  $strLenCP: arity('$strLenCP', 1, ([text]) => characters(stringOf(text, 34471, '$strLenCP')).length),
  $substr: arity('$substr', 3, substringOfBytes),
  $substrBytes: arity('$substrBytes', 3, substringOfBytes),
  $substrCP: arity('$substrCP', 3, substringOfCharacters),
  $indexOfBytes: arity('$indexOfBytes', 2, indexOfBytes, 4),
  $indexOfCP: arity('$indexOfCP', 2, indexOfCharacters, 4),
  $split: arity('$split', 2, split),
};

/** Operators on strings with named arguments. */
export const NAMED_STRING_OPERATORS: Readonly<Record<string, NamedOperator>> = {
  $trim: trim('$trim', true, true),
  $ltrim: trim('$ltrim', true, false),
  $rtrim: trim('$rtrim', false, true),
  $replaceOne: replace('$replaceOne', false),
  $replaceAll: replace('$replaceAll', true),
  $regexMatch: { ...regexArguments, run: (args) => matches(args, '$regexMatch', false).length > 0 },
  $regexFind: { ...regexArguments, run: (args) => matches(args, '$regexFind', false)[0] ?? null },
  $regexFindAll: { ...regexArguments, run: (args) => matches(args, '$regexFindAll', true) },
};
