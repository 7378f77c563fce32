import { describe, expect, test } from '@jest/globals';
import {
  evaluate,
  EvaluationFailure,
  parseExpression,
  toJson,
} from '../../../src/local/engine/expression.ts';
import { randomFrom } from '../../support/engine/seeded-random.ts';

const NOW = Date.UTC(2030, 0, 31, 10, 30);
const NOTHING_BY_LOT = (): number => {
  throw new Error('Nothing is drawn by lot here');
};
const variables: Record<string, unknown> = {
  a: 1,
  b: 2,
  text: 'abc',
  yes: true,
  nothing: null,
  list: [1, 2, 3],
  people: [
    { name: 'x', age: 10 },
    { name: 'y', age: 20 },
  ],
  order: { id: 7, lines: [{ n: 1 }, { n: 2 }] },
};

function feel(source: string, random = NOTHING_BY_LOT): unknown {
  return toJson(
    evaluate(
      { source, kind: 'feel' },
      (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
      { now: NOW, random },
    ),
  );
}

describe('FEEL as Zeebe evaluates it', () => {
  test.each<[string, unknown]>([
    // Literals, names, paths
    ['1.5e1', 15],
    ['"a\\n\\"b\\""', 'a\n"b"'],
    ['a', 1],
    ['missing', null],
    ['missing.deeper', null],
    ['order.id', 7],
    ['order.lines.n', [1, 2]],
    ['people[1].name', 'x'],
    ['people[-1].name', 'y'],
    ['people[9]', null],
    ['people[age > 15].name', ['y']],
    ['list[item >= 2]', [2, 3]],
    ['list[> 2]', [3]],
    ['[]', []],
    ['{a: 5, b: a + 1}.b', 6],
    ['{"x y": 1}', { 'x y': 1 }],
    // Arithmetic
    ['a + b * 2 - -1', 6],
    ['2 ** 3', 8],
    ['1 / 0', null],
    ['"a" + "b"', 'ab'],
    ['"a" + 1', null],
    ['1 + null', null],
    // Comparison
    ['a = 1', true],
    ['a != 1', false],
    ['"150" > 100', null],
    ['"a" < "b"', true],
    ['"a" = 1', null],
    ['null = null', true],
    ['missing = null', true],
    ['a = null', false],
    ['missing < 1', null],
    ['[1] = 1', null],
    ['[1,2] = [1,2]', true],
    ['{a: 1} = {a: 1}', true],
    ['date("2030-01-01") < date("2030-02-01")', true],
    ['"2030-01-01" < date("2030-02-01")', null],
    ['a between 1 and 2', true],
    ['a in (1, 5)', true],
    ['a in [1..3]', true],
    ['a in (1..3]', false],
    ['a in list', true],
    ['a in > 0', true],
    ['5 in list', false],
    // Logic
    ['yes and missing', null],
    ['false and missing', false],
    ['true or missing', true],
    ['not(yes)', false],
    ['if yes then 1 else 2', 1],
    ['if "a" then 1 else 2', 2],
    ['if missing then 1 else 2', 2],
    // Iteration
    ['for i in list return i * 2', [2, 4, 6]],
    ['for i in 1..3, j in [10] return i * j', [10, 20, 30]],
    ['for i in 1..3 return if i = 1 then 1 else partial[-1] + i', [1, 3, 6]],
    ['some x in list satisfies x > 2', true],
    ['every x in list satisfies x > 0', true],
    ['every x in [1, null] satisfies x > 0', null],
    ['some x in [1, null] satisfies x > 5', null],
    // Functions
    ['is defined(a)', true],
    ['is defined(missing)', false],
    ['is defined(nothing)', true],
    ['is defined(order.id)', true],
    ['is defined(order.nope)', false],
    ['get or else(missing, 5)', 5],
    ['get or else(a, 5)', 1],
    ['get or else("or else", "x")', 'or else'],
    ['"get or else(" + text', 'get or else(abc'],
    ['assert(a, a = 1)', 1],
    ['is blank("  ")', true],
    ['is empty([])', true],
    ['trim("  x ")', 'x'],
    ['get value(order, "id")', 7],
    ['get value({x: {y: 1}}, ["x", "y"])', 1],
    ['put({a: 1}, "b", 2)', { a: 1, b: 2 }],
    ['put({a: {b: 1}}, ["a", "c"], 2)', { a: { b: 1, c: 2 } }],
    ['context put({a: 1}, "b", 2)', { a: 1, b: 2 }],
    ['put all({a: 1}, {b: 2})', { a: 1, b: 2 }],
    ['context merge([{a: 1}, {b: 2}])', { a: 1, b: 2 }],
    ['partition([1,2,3], 2)', [[1, 2], [3]]],
    ['extract("a1b22", "[0-9]+")', ['1', '22']],
    ['duplicate values([1,2,1,2,3])', [1, 2]],
    ['last day of month(date("2032-02-03"))', '2032-02-29'],
    ['from json("{\\"a\\": [1]}")', { a: [1] }],
    ['to json({a: [1]})', '{"a":[1]}'],
    ['to base64("Ünïcode")', 'w5xuw69jb2Rl'],
    ['cycle(3, duration("PT1H"))', 'R3/PT1H'],
    ['cycle(duration("PT1H"))', 'R/PT1H'],
    ['min("b", "a")', 'a'],
    ['max([1, 3, 2])', 3],
    ['max([1, "a"])', null],
    ['string join(["a", null, "b"], ", ")', 'a, b'],
    ['string join(["a", "b"], ", ", "[", "]")', '[a, b]'],
    ['string(1.5)', '1.5'],
    ['number("7")', 7],
    ['count(list)', 3],
    ['sum(list)', 6],
    ['upper case(text)', 'ABC'],
    ['contains(text, "b")', true],
    ['contains(string: text, match: "b")', true],
    ['substring(text, 2)', 'bc'],
    ['string length(text)', 3],
    ['append(list, 4)', [1, 2, 3, 4]],
    ['sort(list, function(x, y) x > y)', [3, 2, 1]],
    ['list contains(list, 2)', true],
    ['floor(1.5)', 1],
    ['odd(3)', true],
    ['unknownFunction(1)', null],
    // Time
    ['now()', '2030-01-31T10:30:00Z'],
    ['today()', '2030-01-31'],
    ['date("2030-01-31") + duration("P1D")', '2030-02-01'],
    ['date("2030-01-31").year', 2030],
    ['duration("P1D") * 3', 'P3D'],
    ['duration("P2D") / 2', 'P1D'],
    ['duration("P1Y") * 2', 'P2Y'],
    ['duration("P1D") / duration("PT12H")', 2],
    ['-duration("P1D")', '-P1D'],
    [
      'date and time("2030-03-31T00:30:00@Europe/Amsterdam") + duration("P1D")',
      '2030-04-01T01:30:00@Europe/Amsterdam',
    ],
    ['@"2030-01-01"', '2030-01-01'],
    ['@"PT5M"', 'PT5M'],
    ['now() > date and time("2029-01-01T00:00:00Z")', true],
    ['a instance of number', true],
    ['text instance of number', false],
  ])('%s', (source, expected) => {
    expect(feel(source)).toEqual(expected);
  });

  test.each(['a == b', 'my variable', '1 +', '', 'if a then b', 'no such function(1)'])(
    'refuses %s',
    (source) => {
      expect(parseExpression({ source, kind: 'feel' })).toContain('failed to parse expression');
    },
  );

  test.each([
    'for i in 1..1000000000 return i',
    'for i in 1..1e400 return i',
    'for a in 1..1000, b in 1..1000, c in 1..1000 return a',
    'count(for a in 1..1000 return for b in 1..1000 return count(for c in 1..1000 return c))',
    'some i in 1..1000000000 satisfies i < 0',
    '{f: function(x) f(x + 1), r: f(1)}.r',
    '{f: function(x) if x = 0 then 1 else f(x - 1) + f(x - 1), r: f(40)}.r',
  ])('an expression that would not end fails: %s', (source) => {
    expect(() => feel(source)).toThrow(EvaluationFailure);
  });

  const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  test('uuid() is a version 4 UUID that uses every bit it may', () => {
    expect(feel('uuid()', () => 0)).toBe('00000000-0000-4000-8000-000000000000');
    expect(feel('uuid()', () => 0xffffffff)).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    const many = feel('for i in 1..1000 return uuid()', randomFrom(7)) as string[];
    for (const id of many) expect(id).toMatch(UUID);
    expect(new Set(many).size).toBe(1000);
    expect(new Set(many.map((id) => id.charAt(19)))).toEqual(new Set(['8', '9', 'a', 'b']));
  });

  test('random number() is at least 0 and below 1, anew in every call', () => {
    expect(feel('random number()', () => 0)).toBe(0);
    expect(feel('random number()', () => 0xffffffff)).toBe(1 - 2 ** -53);
    const many = feel('for i in 1..1000 return random number()', randomFrom(7)) as number[];
    expect(new Set(many).size).toBe(1000);
    for (const decile of Array.from({ length: 10 }, (_, index) => index / 10))
      expect(many.some((value) => value >= decile && value < decile + 0.1)).toBe(true);
  });

  test('what is drawn by lot repeats from the same source, also inside of functions and filters', () => {
    const source =
      '{ids: [1, 2, 3, 4, 5, 6, 7, 8][random number() < 0.5], f: function(x) uuid(), id: f(1), other: uuid()}.id';
    expect(feel(source, randomFrom(1))).toBe(feel(source, randomFrom(1)));
    expect(feel(source, randomFrom(1))).not.toBe(feel(source, randomFrom(2)));
  });

  test('functions without parameters are null when they are given some', () => {
    expect(feel('[uuid(1), random number(1)]')).toEqual([null, null]);
  });

  test('static values are taken as they are', () => {
    expect(
      evaluate({ source: 'a + b', kind: 'static' }, () => undefined, { now: NOW, random: NOTHING_BY_LOT }),
    ).toBe('a + b');
    expect(parseExpression({ source: '==', kind: 'static' })).toBeUndefined();
  });

  test('a failed assertion is a failure of the evaluation', () => {
    expect(() => feel('assert(missing, missing != null, "must be there")')).toThrow(EvaluationFailure);
    expect(() => feel('assert(missing, missing != null, "must be there")')).toThrow('must be there');
  });
});
