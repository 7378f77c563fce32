import { describe, expect, test } from '@jest/globals';
import { compileDmn } from '../../../src/local/broker/dmn/compile.ts';
import { compileResources } from '../../../src/local/broker/resources.ts';
import { decisionFixture } from '../../support/fixtures.ts';

const DMN_1_3 = 'https://www.omg.org/spec/DMN/20191111/MODEL/';

const wrap = (body: string, attributes = 'id="g" name="G"', namespace = DMN_1_3): string =>
  `<definitions xmlns="${namespace}" ${attributes} namespace="n">${body}</definitions>`;

const decide = (logic: string, more = ''): string =>
  wrap(`<decision id="d" name="D">${more}${logic}</decision>`);

const literal = (expression: string, attributes = ''): string =>
  `<literalExpression ${attributes}><text>${expression}</text></literalExpression>`;

const decisionOf = async (xml: string, id = 'd') => {
  const { graph, problem } = await compileDmn(xml);
  expect(problem).toBeUndefined();
  return graph?.decisions.find((decision) => decision.id === id);
};

const problemOf = async (xml: string): Promise<string> => (await compileDmn(xml)).problem ?? '(accepted)';

describe('reads', () => {
  test('decision tables with their requirements', async () => {
    const xml = decisionFixture('dish');
    expect(await decisionOf(xml, 'season')).toMatchObject({
      name: 'Season',
      resultName: 'season',
      resultType: 'string',
      requiredDecisions: [],
    });
    expect(await decisionOf(xml, 'dish')).toEqual({
      id: 'dish',
      name: 'Dish',
      resultName: 'dish',
      requiredDecisions: ['season'],
      requiredKnowledge: [],
      logic: {
        kind: 'table',
        hitPolicy: 'UNIQUE',
        inputs: [
          { id: 'dish-season', name: 'season', expression: 'season' },
          { id: 'dish-guests', name: 'Guests', expression: 'guests' },
        ],
        outputs: [
          { id: 'dish-output', name: 'dish', label: 'Served', values: [] },
          { id: 'dish-minutes', name: 'minutes', label: '', values: [] },
        ],
        rules: [
          { id: 'dish-salad', tests: ['"summer"', ''], outputs: ['"salad"', 'guests * 5'] },
          { id: 'dish-stew', tests: ['"winter", "spring"', '[4..20]'], outputs: ['"stew"', '90'] },
          { id: 'dish-feast', tests: ['"winter"', '>= 20'], outputs: ['"feast"', '240'] },
        ],
      },
    });
  });

  test('boxed expressions and business knowledge', async () => {
    const { graph, problem } = await compileDmn(decisionFixture('loan'));
    expect(problem).toBeUndefined();
    expect(graph?.decisions.map(({ logic }) => logic.kind)).toEqual([
      'relation',
      'literal',
      'invocation',
      'context',
    ]);
    expect(graph?.knowledge[0]).toMatchObject({
      name: 'instalment',
      parameters: [
        { name: 'amount', type: 'number' },
        { name: 'months', type: 'number' },
      ],
    });
  });

  test('hit policy, aggregation, allowed values and default outputs', async () => {
    const logic = `<decisionTable hitPolicy="COLLECT" aggregation="MAX"><output id="o" name="o">
      <outputValues><text>"a", "b"</text></outputValues><defaultOutputEntry><text>1</text></defaultOutputEntry>
      </output></decisionTable>`;
    expect(await decisionOf(decide(logic))).toMatchObject({
      logic: {
        hitPolicy: 'COLLECT',
        aggregation: 'MAX',
        outputs: [{ values: ['a', 'b'], defaultExpression: '1' }],
      },
    });
  });

  test.each([
    ['1.1', 'http://www.omg.org/spec/DMN/20151101/dmn.xsd'],
    ['1.2', 'http://www.omg.org/spec/DMN/20180521/MODEL/'],
    ['1.4', 'https://www.omg.org/spec/DMN/20211108/MODEL/'],
    ['1.5', 'https://www.omg.org/spec/DMN/20230324/MODEL/'],
  ])('DMN %s', async (_version, namespace) => {
    const xml = wrap(`<decision id="d" name="D">${literal('1')}</decision>`, 'id="g" name="G"', namespace);
    expect(await decisionOf(xml)).toMatchObject({ logic: { kind: 'literal', expression: '1' } });
  });

  test.each(['feel', 'FEEL', 'https://www.omg.org/spec/DMN/20191111/FEEL/'])(
    'the expression language %s',
    async (language) => {
      expect(await decisionOf(decide(literal('1', `expressionLanguage="${language}"`)))).toBeDefined();
    },
  );
});

describe('refuses', () => {
  test.each([
    ['a file that is no XML', 'decide', 'no readable DMN'],
    ['a file that is no DMN', '<a/>', 'no readable DMN'],
    ['a document type', `<!DOCTYPE x>${decide(literal('1'))}`, 'document type'],
    ['a file without decisions', wrap(''), 'at least one decision'],
    ['definitions without an id', wrap('<decision id="d" name="D"/>', 'name="G"'), 'must have an id'],
    ['definitions without a name', wrap('<decision id="d" name="D"/>', 'id="g"'), 'must have a name'],
    ['a decision without an id', wrap(`<decision name="D">${literal('1')}</decision>`), 'Must have an id'],
    ['a decision without a name', wrap(`<decision id="d">${literal('1')}</decision>`), 'Must have a name'],
    ['a decision without logic', decide(''), 'Must have decision logic'],
    [
      'another expression language',
      decide(literal('1', 'expressionLanguage="juel"')),
      "'juel' is not supported",
    ],
    ['an empty expression', decide(literal('')), 'must not be empty'],
    ['an expression that cannot be parsed', decide(literal('1 +')), "failed to parse expression '1 +'"],
    [
      'an imported model',
      wrap(
        `<import name="i" namespace="i" importType="${DMN_1_3}"/><decision id="d" name="D">${literal('1')}</decision>`,
      ),
      'Imported models',
    ],
    [
      'a requirement in another file',
      decide(
        literal('1'),
        '<informationRequirement><requiredDecision href="http://other#x"/></informationRequirement>',
      ),
      'in another file',
    ],
    ['an unknown hit policy', decide('<decisionTable hitPolicy="MANY"><output/></decisionTable>'), "'MANY'"],
    ['a table without outputs', decide('<decisionTable/>'), 'at least one output'],
    [
      'a relation with an incomplete row',
      decide(`<relation><column name="a"/><column name="b"/><row>${literal('1')}</row></relation>`),
      'Expected a row with 2 elements',
    ],
    [
      'a binding that is no literal expression',
      decide(`<invocation>${literal('f')}<binding><parameter name="p"/><list/></binding></invocation>`),
      'must be a literal expression',
    ],
    [
      'a function whose body is no literal expression',
      decide('<list><functionDefinition><list/></functionDefinition></list>'),
      'must be a literal expression',
    ],
    [
      'a context entry without a name',
      decide(
        `<context><contextEntry>${literal('1')}</contextEntry><contextEntry>${literal('2')}</contextEntry></context>`,
      ),
      'Every context entry but the last',
    ],
  ])('%s', async (_what, xml, reason) => {
    expect(await problemOf(xml)).toContain(reason);
  });
});

describe('a file to deploy', () => {
  const deploy = (name: string, content: string) => compileResources([{ name, content }]);

  test('is a form when its name ends in .form, and needs an id', async () => {
    expect(await deploy('a.form', '{"id": "intake", "components": []}')).toMatchObject({
      resources: [{ resourceName: 'a.form', formId: 'intake', processes: [] }],
    });
    for (const content of ['{}', '{"id": ""}', '{"id": 1}', '[]', 'null'])
      expect(await deploy('a.form', content)).toMatchObject({ reason: expect.stringContaining('form id') });
    expect(await deploy('a.form', '{')).toMatchObject({ reason: expect.stringContaining('no JSON') });
  });

  test('is refused when its name says nothing', async () => {
    expect(await deploy('a.txt', '')).toMatchObject({
      reason: expect.stringContaining("'a.txt': unknown resource type"),
    });
  });

  test('reports the problems of every file', async () => {
    const compiled = await compileResources([
      { name: 'a.form', content: '{' },
      { name: 'b.dmn', content: '<a/>' },
      { name: 'c.bpmn', content: '<a/>' },
    ]);
    for (const name of ["'a.form'", "'b.dmn'", "'c.bpmn'"])
      expect(compiled).toMatchObject({ reason: expect.stringContaining(name) });
  });
});
