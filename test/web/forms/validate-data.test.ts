import { describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../../src/cases/configuration.ts';
import { expandForm, loadForms, validateForm, type FormData } from '../../../src/cases/forms/index.ts';
import { validateData, type JsonSchema } from '../../../web/src/forms/validate-data.ts';

const problemsOf = (schema: JsonSchema, data: unknown) =>
  validateData(schema, data).map(({ path, keyword, limit }) => [path.join('/'), keyword, limit]);

describe('validation in the browser', () => {
  test.each<[string, JsonSchema, unknown, unknown[]]>([
    [
      'names every missing property',
      { type: 'object', required: ['a', 'b'], properties: { a: {}, b: {} } },
      {},
      [
        ['a', 'required', undefined],
        ['b', 'required', undefined],
      ],
    ],
    [
      'gives the limit of a keyword in a list item',
      { type: 'object', properties: { list: { type: 'array', items: { type: 'string', minLength: 3 } } } },
      { list: ['long enough', 'no'] },
      [['list/1', 'minLength', 3]],
    ],
    [
      'says of a choice only that none of the options fits',
      { type: 'object', properties: { a: { type: 'string', oneOf: [{ const: 'x' }, { const: 'y' }] } } },
      { a: 'z' },
      [['a', 'oneOf', [{ const: 'x' }, { const: 'y' }]]],
    ],
    [
      'asks what a condition asks',
      {
        type: 'object',
        properties: { a: { type: 'string' } },
        allOf: [{ if: { properties: { a: { const: 'x' } }, required: ['a'] }, then: { required: ['why'] } }],
      },
      { a: 'x' },
      [['why', 'required', undefined]],
    ],
    [
      'asks nothing of a condition that does not hold',
      {
        type: 'object',
        allOf: [{ if: { properties: { a: { const: 'x' } }, required: ['a'] }, then: { required: ['why'] } }],
      },
      { a: 'y' },
      [],
    ],
    [
      'follows references',
      {
        type: 'object',
        definitions: { name: { type: 'string', maxLength: 2 } },
        properties: { a: { $ref: '#/definitions/name' } },
      },
      { a: 'long' },
      [['a', 'maxLength', 2]],
    ],
    [
      'keeps names with a slash or tilde apart',
      { type: 'object', properties: { 'a/b': { type: 'object', required: ['c~d'] } } },
      { 'a/b': {} },
      [['a/b/c~d', 'required', undefined]],
    ],
    [
      'refuses a date that does not exist',
      { type: 'object', properties: { day: { type: 'string', format: 'date' } } },
      { day: '2026-02-30' },
      [['day', 'format', 'date']],
    ],
  ])('%s', (_name, schema, data, expected) => {
    expect(problemsOf(schema, data)).toEqual(expected);
  });
});

describe('the shipped forms', () => {
  const configuration = loadConfiguration('config');
  const forms = [...loadForms('processes/forms').values()].map((form) =>
    expandForm(form, {
      configuration,
      caseFile: {
        partnerIds: ['politie-voorbeeldland'],
        goals: [],
        informationRequests: [],
        possibleMatches: [],
        each: {
          'exit-criteria': [],
          'unfinished-actions': [],
          'transfer-parts': [],
          'own-signals': [],
          'own-information': [],
        },
      },
      people: [],
    }),
  );

  test('are all there', () => {
    expect(forms.length).toBeGreaterThan(10);
  });

  test.each(forms.map((form) => [form.formId, form] as const))(
    '%s: browser and API object to the same fields of an empty form',
    (_id, form) => {
      const empty: FormData = {};
      const browser = validateData(form.schema as JsonSchema, empty).map(({ path }) => `/${path.join('/')}`);
      const server = validateForm(form, empty).map(({ pointer }) => pointer);
      expect(browser.toSorted()).toEqual(server.toSorted());
    },
  );
});
