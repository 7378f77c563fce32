import { describe, expect, test } from '@jest/globals';
import { fillForm } from '../../src/demo/fill-form.ts';

const today = '2026-11-23';

describe('filling a form', () => {
  test('fills required fields and leaves optional ones out', () => {
    const schema = {
      type: 'object',
      properties: {
        text: { type: 'string', minLength: 10 },
        choice: { type: 'string', oneOf: [{ const: 'a' }, { const: 'b' }] },
        day: { type: 'string', format: 'date' },
        optional: { type: 'string' },
      },
      required: ['text', 'choice', 'day'],
    };
    const data = fillForm(schema, { choice: 'b' }, today);
    expect(data).toEqual({ text: expect.stringMatching(/.{10}/), choice: 'b', day: today });
  });

  test('follows a condition on an answer, and not the other one', () => {
    const branch = (value: string, field: string) => ({
      if: { properties: { choice: { const: value } }, required: ['choice'] },
      then: { properties: { [field]: { type: 'string' } }, required: [field] },
    });
    const schema = {
      type: 'object',
      properties: { choice: { type: 'string', enum: ['a', 'b'] } },
      required: ['choice'],
      allOf: [branch('a', 'forA'), branch('b', 'forB')],
    };
    expect(Object.keys(fillForm(schema, { choice: 'b' }, today))).toEqual(['choice', 'forB']);
  });

  test('fills lists up to their minimum and merges given parts of items', () => {
    const schema = {
      type: 'object',
      properties: {
        rows: {
          type: 'array',
          minItems: 2,
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, sure: { type: 'boolean' } },
            required: ['name', 'sure'],
          },
        },
      },
      required: ['rows'],
    };
    expect(fillForm(schema, { rows: [{ name: 'first' }] }, today)).toEqual({
      rows: [
        { name: 'first', sure: false },
        { name: expect.any(String), sure: false },
      ],
    });
  });

  test('names the field that it cannot fill', () => {
    const schema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };
    expect(() => fillForm(schema, {}, today)).toThrow('/n has type number');
  });
});
