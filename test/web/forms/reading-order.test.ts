import { describe, expect, test } from '@jest/globals';
import { answersAsText, differs } from '../../../web/src/forms/answers.ts';
import { fieldTitle } from '../../../web/src/forms/field-title.ts';
import { inReadingOrder } from '../../../web/src/forms/reading-order.ts';

const schema = {
  type: 'object',
  properties: {
    subject: { title: 'Om wie gaat het?', type: 'object', properties: { name: { title: 'Naam' } } },
    goals: {
      title: 'Doelen',
      type: 'array',
      items: { title: 'Doel', type: 'object', properties: { text: { title: 'Omschrijving' } } },
    },
    decision: { title: 'Besluit', type: 'string' },
  },
  allOf: [{ then: { properties: { reason: { title: 'Reden', type: 'string' } } } }],
};

describe('the name of a field in the list of errors', () => {
  test.each<[string, (string | number)[]]>([
    ['Besluit', ['decision']],
    ['Om wie gaat het? – Naam', ['subject', 'name']],
    ['Doel 2 – Omschrijving', ['goals', 1, 'text']],
    ['Reden', ['reason']],
  ])('%s', (title, path) => {
    expect(fieldTitle(schema, path)).toBe(title);
  });
});

describe('the order of errors', () => {
  test('is the order in which the form shows the fields', () => {
    const paths = [['reason'], ['goals', 1, 'text'], ['goals', 0, 'text'], ['decision'], ['subject', 'name']];
    const entries = paths.map((path) => ({ path }));
    const ui = { 'ui:order': ['decision', 'reason', 'subject', 'goals'] };
    expect(inReadingOrder(schema, ui, entries).map(({ path }) => path.join('.'))).toEqual([
      'decision',
      'reason',
      'subject.name',
      'goals.0.text',
      'goals.1.text',
    ]);
  });

  test('is that of the schema when the form gives none', () => {
    const entries = [{ path: ['reason'] }, { path: ['decision'] }, { path: ['subject', 'name'] }];
    expect(inReadingOrder(schema, {}, entries).map(({ path }) => path.join('.'))).toEqual([
      'subject.name',
      'decision',
      'reason',
    ]);
  });
});

describe('answers', () => {
  test('empty parts that the form adds by itself are no typed text', () => {
    expect(differs({ subject: {}, goals: [{}], decision: undefined }, {})).toBe(false);
    expect(differs({ subject: { name: 'F.' } }, {})).toBe(true);
    expect(differs({ b: 1, a: 2 }, { a: 2, b: 1 })).toBe(false);
  });

  test('can be kept as text with the question above each answer', () => {
    expect(answersAsText(schema, { decision: 'stop', goals: [{ text: 'School' }] })).toBe(
      'Besluit:\nstop\n\nDoel 1 – Omschrijving:\nSchool',
    );
  });
});
