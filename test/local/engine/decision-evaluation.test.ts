import { describe, expect, test } from '@jest/globals';
import { evaluateDecision, type DecisionOutcome } from '../../../src/local/engine/dmn/evaluate.ts';
import type {
  Aggregation,
  Decision,
  DecisionRequirements,
  DecisionTable,
  HitPolicy,
  Logic,
} from '../../../src/local/engine/dmn/model.ts';
import { validateDecisions } from '../../../src/local/engine/dmn/validate.ts';
import { toJson } from '../../../src/local/engine/expression.ts';
import { randomFrom } from '../../support/engine/seeded-random.ts';

const NOW = Date.UTC(2030, 0, 1);

const literal = (expression: string): Logic => ({ kind: 'literal', expression });

const decision = (id: string, logic: Logic, more: Partial<Decision> = {}): Decision => ({
  id,
  name: id,
  resultName: id,
  requiredDecisions: [],
  requiredKnowledge: [],
  logic,
  ...more,
});

const graph = (
  decisions: readonly Decision[],
  knowledge: DecisionRequirements['knowledge'] = [],
): DecisionRequirements => ({ id: 'graph', name: 'Graph', decisions, knowledge });

const take = (
  model: DecisionRequirements,
  variables: Record<string, unknown> = {},
  decisionId = 'd',
): DecisionOutcome => {
  expect(validateDecisions(model)).toEqual([]);
  return evaluateDecision(
    model,
    decisionId,
    (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    { now: NOW, random: randomFrom() },
  );
};

/** Rules as `[test, …, output, …]`. */
const table = (
  inputs: readonly string[],
  outputs: readonly (string | { name: string; values?: string[]; default?: string })[],
  rules: readonly (readonly string[])[],
  hitPolicy: HitPolicy = 'UNIQUE',
  aggregation?: Aggregation,
): DecisionTable => ({
  kind: 'table',
  hitPolicy,
  ...(aggregation === undefined ? {} : { aggregation }),
  inputs: inputs.map((expression, i) => ({ id: `i${i + 1}`, name: expression, expression })),
  outputs: outputs.map((output, i) => {
    const { name, values = [], default: fallback } = typeof output === 'string' ? { name: output } : output;
    return {
      id: `o${i + 1}`,
      name,
      label: '',
      values,
      ...(fallback === undefined ? {} : { defaultExpression: fallback }),
    };
  }),
  rules: rules.map((cells, i) => ({
    id: `r${i + 1}`,
    tests: cells.slice(0, inputs.length),
    outputs: cells.slice(inputs.length),
  })),
});

const answerOf = (logic: Logic, variables: Record<string, unknown> = {}): unknown => {
  const { output, failure } = take(graph([decision('d', logic)]), variables);
  return failure === undefined ? toJson(output) : failure.message;
};

describe('the tests of a cell', () => {
  test.each<[tests: string, value: unknown, matches: boolean]>([
    ['', 1, true],
    ['-', null, true],
    ['5', 5, true],
    ['5', '5', false],
    ['"a", "b"', 'b', true],
    ['"a", "b"', 'c', false],
    ['< 5', 4, true],
    ['< 5', null, false],
    ['< 5', 'x', false],
    ['< 5, > 10', 11, true],
    ['< 5, > 10', 7, false],
    ['[1..3]', 3, true],
    [']1..3]', 1, false],
    ['(1..3)', 2, true],
    ['not(5)', 4, true],
    ['not("a", "b")', 'b', false],
    ['not(< 5)', 9, true],
    ['not(< 5)', null, false],
    ['null', null, true],
    ['null', 1, false],
    ['true', true, true],
    ['true', false, false],
    ['false', false, true],
    ['? > 3', 4, true],
    ['? > 3', 2, false],
    ['contains(?, "b")', 'abc', true],
    ['contains(?, "b")', 'xyz', false],
    ['limit', 7, true],
    ['limit', 8, false],
    ['limit + 1', 8, true],
    ['[1, 2]', 2, true],
    ['[1, 2]', 3, false],
    ['list contains([1, 2], ?)', 2, true],
    ['some x in ? satisfies x > 1', [1, 2], true],
    ['date("2030-01-01")', '2030-01-01', false],
    ['"2030-01-01"', '2030-01-01', true],
    ['?.age > 3', { age: 4 }, true],
  ])('%s with %j: %s', (tests, value, matches) => {
    expect(answerOf(table(['x'], ['o'], [[tests, '"yes"']]), { x: value, limit: 7 })).toBe(
      matches ? 'yes' : null,
    );
  });

  test.each(['"a" "b"', '<', 'not(', '5 ==', '[1..'])('%s is refused', (tests) => {
    const [problem] = validateDecisions(graph([decision('d', table(['x'], ['o'], [[tests, '1']]))]));
    expect(problem).toMatchObject({ elementId: 'd', message: expect.stringContaining('failed to parse') });
  });
});

describe('hit policies', () => {
  const rules = [
    ['> 10', '"a"', '1'],
    ['> 5', '"b"', '2'],
    ['> 5', '"c"', '3'],
    ['> 100', '"b"', '9'],
  ];
  const two = (hitPolicy: HitPolicy) =>
    table(['x'], [{ name: 'o', values: ['c', 'a', 'b'] }, 'n'], rules, hitPolicy);
  const one = (hitPolicy: HitPolicy, aggregation?: Aggregation) =>
    table(
      ['x'],
      ['o'],
      rules.map(([tests = '', , value = '']) => [tests, value]),
      hitPolicy,
      aggregation,
    );

  test.each<[HitPolicy, number, unknown]>([
    ['UNIQUE', 3, null],
    ['FIRST', 20, { o: 'a', n: 1 }],
    ['FIRST', 3, null],
    ['PRIORITY', 20, { o: 'c', n: 3 }],
    [
      'RULE ORDER',
      20,
      [
        { o: 'a', n: 1 },
        { o: 'b', n: 2 },
        { o: 'c', n: 3 },
      ],
    ],
    ['RULE ORDER', 3, null],
    [
      'OUTPUT ORDER',
      20,
      [
        { o: 'c', n: 3 },
        { o: 'a', n: 1 },
        { o: 'b', n: 2 },
      ],
    ],
    [
      'COLLECT',
      7,
      [
        { o: 'b', n: 2 },
        { o: 'c', n: 3 },
      ],
    ],
    ['COLLECT', 3, null],
  ])('%s with %d', (hitPolicy, x, expected) => {
    expect(answerOf(two(hitPolicy), { x })).toEqual(expected);
  });

  test.each<[Aggregation | undefined, unknown]>([
    [undefined, [1, 2, 3]],
    ['SUM', 6],
    ['MIN', 1],
    ['MAX', 3],
    ['COUNT', 3],
  ])('COLLECT with aggregation %s', (aggregation, expected) => {
    expect(answerOf(one('COLLECT', aggregation), { x: 20 })).toEqual(expected);
    expect(answerOf(one('COLLECT', aggregation), { x: 1 })).toBeNull();
  });

  test('UNIQUE fails when several rules match', () => {
    expect(answerOf(two('UNIQUE'), { x: 7 })).toBe(
      `Expected to evaluate decision 'd', but multiple values aren't allowed for UNIQUE hit policy. found: '[{"o":"b","n":2},{"o":"c","n":3}]'`,
    );
  });

  test('ANY takes equal outputs, and fails on different ones', () => {
    const equal = table(
      ['x'],
      ['o'],
      [
        ['> 1', '{a: [x]}'],
        ['> 2', '{a: [3]}'],
      ],
      'ANY',
    );
    expect(answerOf(equal, { x: 3 })).toEqual({ a: [3] });
    expect(answerOf(equal, { x: 4 })).toContain("different values aren't allowed for ANY hit policy");
  });

  test('an aggregation of something that is no number fails', () => {
    const logic = table(['x'], ['o'], [['-', '"a"']], 'COLLECT', 'SUM');
    expect(answerOf(logic, { x: 1 })).toContain(`expected number but found '"a"'`);
  });

  test('default outputs are taken when no rule matches', () => {
    const withDefaults = (...outputs: { name: string; default?: string }[]) =>
      table(['x'], outputs, [['1', ...outputs.map(() => '"hit"')]]);
    expect(answerOf(withDefaults({ name: 'o', default: '"none of " + string(x)' }), { x: 2 })).toBe(
      'none of 2',
    );
    expect(
      answerOf(withDefaults({ name: 'o', default: '1' }, { name: 'n', default: '2' }), { x: 2 }),
    ).toEqual({
      o: 1,
      n: 2,
    });
    expect(answerOf(withDefaults({ name: 'o', default: '1' }, { name: 'n' }), { x: 2 })).toBe(1);
  });
});

describe('boxed expressions', () => {
  test.each<[string, Logic, unknown]>([
    ['a literal', literal('a + 1'), 2],
    ['a list', { kind: 'list', items: [literal('a'), literal('[a]')] }, [1, [1]]],
    [
      'a relation',
      {
        kind: 'relation',
        rows: [
          [
            { name: 'x', logic: literal('a') },
            { name: 'y', logic: literal('"b"') },
          ],
        ],
      },
      [{ x: 1, y: 'b' }],
    ],
    [
      'a context, whose later entries see earlier ones',
      {
        kind: 'context',
        entries: [
          { name: 'x', logic: literal('a * 2') },
          { name: 'y', logic: literal('x * 2') },
        ],
      },
      { x: 2, y: 4 },
    ],
    [
      'a context with a result',
      { kind: 'context', entries: [{ name: 'x', logic: literal('a * 2') }], result: literal('x + 1') },
      3,
    ],
    [
      'a context with a function',
      {
        kind: 'context',
        entries: [
          { name: 'f', logic: { kind: 'function', parameters: [{ name: 'p' }], expression: 'p + a' } },
        ],
        result: literal('f(41)'),
      },
      42,
    ],
    [
      'a table inside a context',
      { kind: 'context', entries: [{ name: 't', logic: table(['a'], ['o'], [['1', '"one"']]) }] },
      { t: 'one' },
    ],
  ])('%s', (_name, logic, expected) => {
    expect(answerOf(logic, { a: 1 })).toEqual(expected);
  });

  const knowledge: DecisionRequirements['knowledge'] = [
    {
      id: 'k-double',
      name: 'double',
      parameters: [{ name: 'n', type: 'number' }],
      requiredKnowledge: [],
      logic: literal('n * 2'),
    },
    {
      id: 'k-quadruple',
      name: 'quadruple',
      parameters: [{ name: 'n', type: 'number' }],
      requiredKnowledge: ['k-double'],
      logic: literal('double(double(n))'),
    },
  ];

  test('business knowledge is a function for what requires it, and for nothing else', () => {
    const model = (requiredKnowledge: string[]) =>
      graph([decision('d', literal('quadruple(2)'), { requiredKnowledge })], knowledge);
    expect(take(model(['k-quadruple'])).output).toBe(8);
    expect(take(model([])).output).toBeNull();
  });

  test('a call with an argument of the wrong type gives null', () => {
    const model = graph(
      [decision('d', literal('double("a")'), { requiredKnowledge: ['k-double'] })],
      knowledge,
    );
    expect(take(model)).toMatchObject({ output: null });
  });

  test('an invocation binds the parameters', () => {
    const invoke = (bindings: { name: string; expression: string }[]) =>
      take(graph([decision('d', { kind: 'invocation', called: 'quadruple', bindings })], knowledge));
    expect(invoke([{ name: 'n', expression: '3' }]).output).toBe(12);
    expect(invoke([{ name: 'n', expression: '"x"' }]).failure?.message).toContain(
      `expected 'number' but found '"x"'`,
    );
    expect(invoke([]).failure?.message).toContain("no parameter found with name 'n'");
  });
});

describe('decisions that require others', () => {
  test('see their results by the name of the variable, and are listed after them, each once', () => {
    const model = graph([
      decision('d', literal('left + right'), { requiredDecisions: ['left', 'other'] }),
      decision('left', literal('base * 10'), { requiredDecisions: ['base'] }),
      decision('other', literal('base * 100'), { resultName: 'right', requiredDecisions: ['base'] }),
      decision('base', literal('input')),
    ]);
    const { output, trace } = take(model, { input: 1 });
    expect(output).toBe(110);
    expect(trace.map((entry) => entry.decision.id)).toEqual(['base', 'left', 'other', 'd']);
  });

  test('the result of a required decision hides a variable of its name', () => {
    const model = graph([
      decision('d', literal('x'), { requiredDecisions: ['x'] }),
      decision('x', literal('"decided"')),
    ]);
    expect(take(model, { x: 'given' }).output).toBe('decided');
  });

  test('a failure names the decision that failed and keeps what was found before', () => {
    const model = graph([
      decision('d', literal('"never"'), { requiredDecisions: ['fine', 'bad'] }),
      decision('fine', literal('1')),
      decision(
        'bad',
        table(
          ['x'],
          ['o'],
          [
            ['-', '1'],
            ['> 1', '2'],
          ],
        ),
      ),
    ]);
    const { output, trace, failure } = take(model, { x: 5 });
    expect(output).toBeNull();
    expect(failure?.decisionId).toBe('bad');
    expect(failure?.message).toContain("Expected to evaluate decision 'd', but multiple values");
    expect(trace.map((entry) => entry.decision.id)).toEqual(['fine', 'bad']);
    expect(trace[1]).toMatchObject({
      output: null,
      inputs: [{ inputId: 'i1', value: 5 }],
      matchedRules: [
        { ruleId: 'r1', ruleIndex: 1, outputs: [{ outputId: 'o1', value: 1 }] },
        { ruleId: 'r2', ruleIndex: 2, outputs: [{ outputId: 'o1', value: 2 }] },
      ],
    });
  });

  test('a failed assertion fails the decision', () => {
    const model = graph([decision('d', literal('assert(x, x != null, "x is needed")'))]);
    expect(take(model).failure?.message).toBe(
      `Expected to evaluate decision 'd', but failed to evaluate expression 'assert(x, x != null, "x is needed")': x is needed`,
    );
  });
});

describe('the declared type of a result', () => {
  test.each([
    ['string', '"a"', true],
    ['string', '1', false],
    ['number', '1', true],
    ['number', '"1"', false],
    ['boolean', 'true', true],
    ['boolean', '0', false],
    ['date', 'date("2030-01-01")', true],
    ['date', '"2030-01-01"', false],
    ['time', 'time("10:00:00")', true],
    ['time', '"10:00:00"', false],
    ['dateTime', 'date and time("2030-01-01T10:00:00")', true],
    ['dateTime', 'date("2030-01-01")', false],
    ['dayTimeDuration', 'duration("P1D")', true],
    ['dayTimeDuration', 'duration("P1M")', false],
    ['yearMonthDuration', 'duration("P1M")', true],
    ['yearMonthDuration', 'duration("P1D")', false],
    ['feel:string', '1', false],
    ['number', 'null', true],
    ['tMyOwnType', '1', true],
  ])('%s, given %s: %s', (resultType, expression, fits) => {
    const { failure } = take(graph([decision('d', literal(expression), { resultType })]));
    if (fits) expect(failure).toBeUndefined();
    else expect(failure?.message).toContain(`expected '${resultType.replace('feel:', '')}' but found`);
  });
});

describe('a graph is refused', () => {
  const problemsOf = (model: DecisionRequirements): string[] =>
    validateDecisions(model).map(({ elementId, message }) => `${elementId}: ${message}`);

  test.each<[string, DecisionRequirements, string]>([
    [
      'when decisions need each other',
      graph([
        decision('a', literal('1'), { requiredDecisions: ['b'] }),
        decision('b', literal('1'), { requiredDecisions: ['a'] }),
      ]),
      'graph: cyclic dependencies between decisions',
    ],
    [
      'when a business knowledge model needs itself',
      graph(
        [decision('d', literal('1'))],
        [{ id: 'k', name: 'k', parameters: [], requiredKnowledge: ['k'], logic: literal('1') }],
      ),
      'graph: cyclic dependencies between business knowledge models',
    ],
    [
      'when a business knowledge model invokes itself',
      graph(
        [decision('d', literal('1'))],
        [
          {
            id: 'k',
            name: 'k',
            parameters: [],
            requiredKnowledge: [],
            logic: { kind: 'list', items: [{ kind: 'invocation', called: 'k', bindings: [] }] },
          },
        ],
      ),
      'graph: cyclic dependencies between business knowledge models',
    ],
    [
      'when a required decision does not exist',
      graph([decision('d', literal('1'), { requiredDecisions: ['x'] })]),
      "d: requires the decision 'x', which does not exist in this file",
    ],
    [
      'when required knowledge does not exist',
      graph([decision('d', literal('1'), { requiredKnowledge: ['x'] })]),
      "d: requires the business knowledge model 'x', which does not exist in this file",
    ],
    [
      'when invoked knowledge does not exist',
      graph([decision('d', { kind: 'invocation', called: 'x', bindings: [] })]),
      "d: invokes the business knowledge model 'x', which does not exist in this file",
    ],
    [
      'when an expression cannot be parsed',
      graph([decision('d', { kind: 'list', items: [literal('1 +')] })]),
      "d: failed to parse expression '1 +'",
    ],
    [
      'when two decisions have one id',
      graph([decision('d', literal('1')), decision('d', literal('2'))]),
      'd: the id is used more than once',
    ],
    [
      'when one of several outputs has no name',
      graph([decision('d', table(['x'], ['a', ''], [['1', '1', '1']]))]),
      "d: the output 'o2' must have a name",
    ],
    [
      'when several outputs would be aggregated',
      graph([decision('d', table(['x'], ['a', 'b'], [['1', '1', '1']], 'COLLECT', 'SUM'))]),
      "d: the hit policy 'COLLECT' with an aggregation",
    ],
    [
      'when a rule has too few cells',
      graph([decision('d', table(['x', 'y'], ['a'], [['1', '1']]))]),
      "d: the rule 'r1' must have 2 input and 1 output entries",
    ],
  ])('%s', (_name, model, problem) => {
    expect(problemsOf(model)).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
  });
});
