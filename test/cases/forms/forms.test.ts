import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  activeFormData,
  checkForm,
  expandForm,
  type ExpandedForm,
  FormsError,
  loadForms,
  processVariablesOf,
  type SchemaNode,
  validateForm,
} from '../../../src/cases/forms/index.ts';
import { activeInstrument } from '../../../src/cases/configuration.ts';
import { configuration, exampleCase, examplePeople } from './example-answers.ts';

const text = { type: 'string', title: 'Tekst' };

function formWith(properties: Readonly<Record<string, object>>, rest: object = {}): object {
  return {
    formId: 'example',
    title: 'Voorbeeld',
    description: 'Een voorbeeld.',
    schema: { type: 'object', 'x-field-group': 'ordinary', properties, ...rest },
    uiSchema: {},
  };
}

const expandedWith = (
  properties: Readonly<Record<string, object>>,
  rest: object = {},
  sources: Partial<Parameters<typeof expandForm>[1]> = {},
): ExpandedForm => {
  const { form, problems } = checkForm(formWith(properties, rest), 'example');
  expect(problems).toEqual([]);
  return expandForm(form!, { configuration, ...sources });
};

describe('checking a form', () => {
  test('accepts a form with text, choices and dates', () => {
    const date = { type: 'string', title: 'Datum', format: 'date', 'x-process-variable': true };
    expect(checkForm(formWith({ text, date }), 'example').problems).toEqual([]);
  });

  test.each<[string, object, RegExp]>([
    ['another name than its file', { ...formWith({ text }), formId: 'other' }, /formId must be "example"/],
    ['no title', { ...formWith({ text }), title: ' ' }, /title is missing/],
    ['a member nobody knows', { ...formWith({ text }), extra: 1 }, /unknown member "extra"/],
    ['a property without a title', formWith({ text: { type: 'string' } }), /text: title is missing/],
    [
      'a keyword nobody knows',
      formWith({ text: { ...text, 'x-secret': true } }),
      /unknown keyword: "x-secret"/,
    ],
    ['invalid JSON Schema', formWith({ text: { ...text, minLength: 'one' } }), /schema is invalid/],
    [
      'free text as a process variable',
      formWith({ text: { ...text, 'x-process-variable': true } }),
      /holds no personal data/,
    ],
    [
      'a list of free text as a process variable',
      formWith({
        list: { type: 'array', title: 'Lijst', items: { type: 'string' }, 'x-process-variable': true },
      }),
      /holds no personal data/,
    ],
    [
      'a pattern that a name would match as a process variable',
      formWith({ text: { ...text, pattern: '^[a-z]+$', 'x-process-variable': true } }),
      /holds no personal data/,
    ],
    [
      'a process variable inside an object',
      formWith({
        inner: {
          type: 'object',
          title: 'Deel',
          properties: { ok: { type: 'boolean', title: 'Ja', 'x-process-variable': true } },
        },
      }),
      /inner\.ok: only a top-level property/,
    ],
    [
      'unknown options',
      formWith({ text: { ...text, 'x-options': 'colours' } }),
      /x-options must be on a string/,
    ],
    [
      'an instrument on a string',
      formWith({ text: { ...text, 'x-instrument': 'ratings' } }),
      /x-instrument must be "ratings" or "ratings-and-questions" on an object/,
    ],
    [
      'a difference with something without choices',
      formWith({ text, other: { ...text, 'x-options': 'partners', 'x-different-from': 'text' } }),
      /x-different-from must name a sibling/,
    ],
    [
      'an unknown data category',
      formWith({ text: { ...text, 'x-data-category': 'secret' } }),
      /x-data-category/,
    ],
    [
      'an unknown field group',
      formWith({ text: { ...text, 'x-field-group': 'secret' } }),
      /text: x-field-group must be one of/,
    ],
    [
      'free text of which is not said who may read it',
      formWith({ text }, { 'x-field-group': undefined }),
      /text: give it or the form an x-field-group/,
    ],
    [
      'free text about each thing in the case of which is not said who may read it',
      formWith(
        {
          each: {
            type: 'object',
            title: 'Elk',
            'x-each': 'exit-criteria',
            additionalProperties: { type: 'object', properties: { text } },
          },
        },
        { 'x-field-group': undefined },
      ),
      /each.text: give it or the form an x-field-group/,
    ],
    [
      'questions about the indicators of which is not said who may read the answers',
      formWith(
        { ratings: { type: 'object', title: 'Kenmerken', 'x-instrument': 'ratings-and-questions' } },
        { 'x-field-group': undefined },
      ),
      /ratings: give it or the form an x-field-group/,
    ],
    [
      'a category that is not in the form',
      formWith({ text: { ...text, 'x-field-group-from': 'kind' } }),
      /text: x-field-group-from must name a field beside it/,
    ],
    [
      'a translation of nothing',
      { ...formWith({ text }), i18n: { en: { title: 'E', description: 'E', labels: { gone: 'Gone' } } } },
      /"gone" is no property/,
    ],
  ])('refuses %s', (_name, content, expected) => {
    expect(checkForm(content, 'example').problems.join('\n')).toMatch(expected);
  });

  test('finds problems in conditional parts too', () => {
    const form = formWith(
      { text },
      {
        allOf: [
          {
            if: { properties: { text: { const: 'a' } }, required: ['text'] },
            then: { properties: { more: { type: 'string', title: 'Meer', 'x-process-variable': true } } },
          },
        ],
      },
    );
    expect(checkForm(form, 'example').problems.join()).toMatch(/more: only ids/);
  });
});

describe('loading forms', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'forms-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test('names every file that is wrong', () => {
    writeFileSync(join(directory, 'a.json'), '{');
    writeFileSync(join(directory, 'b.json'), '{}');
    writeFileSync(join(directory, 'example.json'), JSON.stringify(formWith({ text })));
    const attempt = () => loadForms(directory);
    expect(attempt).toThrow(FormsError);
    expect(attempt).toThrow(/- a\.json: is no JSON[\s\S]*- b\.json: formId must be "b"/);
  });

  test('reads every form by its id', () => {
    writeFileSync(join(directory, 'example.json'), JSON.stringify(formWith({ text })));
    writeFileSync(join(directory, 'README.md'), 'no form');
    expect([...loadForms(directory).keys()]).toEqual(['example']);
  });
});

describe('expanding a form', () => {
  const choice = (source: string, sources = {}) =>
    expandedWith({ choice: { ...text, 'x-options': source } }, {}, sources).schema.properties?.['choice'];

  test('offers every partner and municipality of the configuration', () => {
    expect(choice('partners')?.oneOf).toHaveLength(configuration.partners.length);
    expect(choice('municipalities')?.oneOf).toContainEqual({
      const: 'voorbeeldstad',
      title: 'Voorbeeldstad',
    });
  });

  test('offers only what belongs to the case', () => {
    const sources = { caseFile: exampleCase, people: examplePeople };
    expect(choice('case-partners', sources)?.oneOf?.map((option) => option.const)).toEqual(
      exampleCase.partnerIds,
    );
    const assessors = choice('assessors', sources)?.oneOf?.map((option) => option.const);
    expect(assessors).toContain('usr-demo-politie');
    expect(assessors).not.toContain('usr-demo-zorg');
    expect(choice('goals', sources)?.oneOf).toEqual([
      { const: 'goal-1', title: 'Betrokkene heeft weer dagbesteding' },
    ]);
    expect(choice('information-requests', sources)?.oneOf).toHaveLength(1);
  });

  test('shows people with their organisation', () => {
    const people = choice('case-attendees', { caseFile: exampleCase, people: examplePeople })?.oneOf;
    expect(people).toContainEqual({
      const: 'usr-demo-om',
      title: 'Otto Officier (Openbaar Ministerie, parket Voorbeeldland)',
    });
  });

  test('lets nothing be sent when there is nothing to choose', () => {
    const form = expandedWith({ goal: { ...text, 'x-options': 'goals' } });
    expect(validateForm(form, { goal: '' })).toHaveLength(1);
    expect(validateForm(form, { goal: 'goal-1' })).toHaveLength(1);
  });

  test('asks a rating and its evidence for each indicator of the instrument', () => {
    const form = expandedWith({ ratings: { type: 'object', title: 'Kenmerken', 'x-instrument': 'ratings' } });
    const ratings = form.schema.properties?.['ratings'];
    const indicators = Object.keys(ratings?.properties ?? {});
    expect(indicators).toHaveLength(8);
    expect(ratings?.required).toEqual(indicators);
    const first = ratings?.properties?.[indicators[0]!];
    expect(first?.properties?.['rating']?.oneOf?.map((option) => option.const)).toEqual([
      'none',
      'some',
      'strong',
      'unknown',
      'not-applicable',
      'not-discussed',
    ]);
    expect(first?.description).toContain('Duidelijk aanwezig = ');
    expect(form.uiSchema['ratings']).toMatchObject({
      [indicators[0]!]: { evidence: { 'ui:widget': 'textarea' } },
    });
  });

  test('asks no overall judgement when the instrument has none', () => {
    const instrument = activeInstrument(configuration);
    const without = {
      ...configuration,
      instruments: [{ ...instrument, overall: [] }],
    };
    const form = expandedWith(
      { overall: { ...text, 'x-instrument': 'overall' }, text },
      { required: ['overall', 'text'] },
      { configuration: without },
    );
    expect(Object.keys(form.schema.properties ?? {})).toEqual(['text']);
    expect(validateForm(form, { text: 'x' })).toEqual([]);
  });

  test('refuses the same person twice where two are needed', () => {
    const person = { ...text, 'x-options': 'assessors' };
    const form = expandedWith(
      { first: person, second: { ...person, 'x-different-from': 'first' } },
      { required: ['first', 'second'] },
      { caseFile: exampleCase, people: examplePeople },
    );
    expect(validateForm(form, { first: 'usr-demo-om', second: 'usr-demo-politie' })).toEqual([]);
    expect(validateForm(form, { first: 'usr-demo-om', second: 'usr-demo-om' })).toEqual([
      { pointer: '/second', message: 'Maak hier een andere keuze: deze is al gemaakt.' },
    ]);
  });

  test('speaks English when asked, and Dutch where there is no translation', () => {
    const { form } = checkForm(
      {
        ...formWith({ text, other: { ...text, title: 'Ander' } }),
        i18n: { en: { title: 'Example', description: 'An example.', labels: { text: 'Text' } } },
      },
      'example',
    );
    const expanded = expandForm(form!, { configuration, language: 'en' });
    expect(expanded.title).toBe('Example');
    expect(expanded.schema.properties?.['text']?.title).toBe('Text');
    expect(expanded.schema.properties?.['other']?.title).toBe('Ander');
  });

  test('leaves no keyword that only the server understands', () => {
    const form = expandedWith({ choice: { ...text, 'x-options': 'partners' } });
    expect(JSON.stringify(form.schema)).not.toMatch(/x-options|x-instrument|x-different-from/);
  });
});

describe('validating an answer', () => {
  const choose = (...values: string[]): object => ({
    type: 'string',
    title: 'Keuze',
    oneOf: values.map((value) => ({ const: value, title: value })),
    'x-process-variable': true,
  });
  const conditional: SchemaNode = {
    allOf: [
      {
        if: { properties: { answer: { const: 'refused' } }, required: ['answer'] },
        then: { properties: { reason: { ...text, minLength: 10 } }, required: ['reason'] },
      },
    ],
  };
  const form = expandedWith(
    {
      answer: choose('supplied', 'refused'),
      goals: {
        type: 'array',
        title: 'Doelen',
        minItems: 1,
        items: { type: 'object', properties: { dueOn: { ...text, format: 'date' } }, required: ['dueOn'] },
      },
    },
    { ...conditional, required: ['answer'] },
  );

  test.each<[string, Record<string, unknown>, string, string]>([
    ['a missing answer', {}, '/answer', 'Vul dit in of maak een keuze.'],
    ['another choice', { answer: 'perhaps' }, '/answer', 'Kies een van de mogelijkheden.'],
    ['a missing reason', { answer: 'refused' }, '/reason', 'Vul dit in of maak een keuze.'],
    ['a short reason', { answer: 'refused', reason: 'nee' }, '/reason', 'Schrijf hier ten minste 10 tekens.'],
    ['an empty list', { answer: 'supplied', goals: [] }, '/goals', 'Voeg er ten minste één toe.'],
    [
      'a date that does not exist',
      { answer: 'supplied', goals: [{ dueOn: '2026-02-30' }] },
      '/goals/0/dueOn',
      'Vul een datum in die bestaat.',
    ],
    [
      'an unknown field',
      { answer: 'supplied', goals: [{ dueOn: '2026-02-03', colour: 'blue' }] },
      '/goals/0/colour',
      'Dit veld hoort niet bij dit formulier. Laat het weg.',
    ],
    [
      'a field of another choice',
      { answer: 'supplied', reason: 'een reden van genoeg tekens' },
      '/reason',
      'Dit hoort bij een andere keuze. Laat het weg.',
    ],
  ])('refuses %s with one message at its place', (_name, data, pointer, message) => {
    expect(validateForm(form, data)).toEqual([{ pointer, message }]);
  });

  test('refuses a prototype that comes as data', () => {
    const data = JSON.parse('{"answer":"supplied","__proto__":{"polluted":true}}') as Record<string, unknown>;
    expect(validateForm(form, data).map(({ pointer }) => pointer)).toEqual(['/__proto__']);
  });

  test('never repeats what was filled in', () => {
    const secret = 'zeer-geheim';
    const errors = validateForm(form, { answer: secret, goals: [{ dueOn: secret }] });
    expect(errors).toHaveLength(2);
    expect(JSON.stringify(errors)).not.toContain(secret);
  });

  test('leaves out what was typed for another choice and keeps what nobody knows', () => {
    expect(activeFormData(form, { answer: 'supplied', reason: 'x', colour: 'blue' })).toEqual({
      answer: 'supplied',
      colour: 'blue',
    });
    expect(activeFormData(form, { answer: 'refused', reason: 'x' })).toEqual({
      answer: 'refused',
      reason: 'x',
    });
  });

  test('gives the process only what is marked', () => {
    expect(processVariablesOf(form, { answer: 'refused', reason: 'een persoonlijke reden' })).toEqual({
      answer: 'refused',
    });
  });
});
