import { expect, test } from '@jest/globals';
import { groupsOf, readableData, unknownGroups } from '../../src/cases/field-groups.ts';
import type { SchemaNode } from '../../src/cases/forms/index.ts';
import type { FieldGroup } from '../../src/contract/access.ts';

const categories = { plain: ['ordinary'], special: ['beliefs', 'health'] } as const;

test('a field has its own group, else that of the category beside it, else that around it', () => {
  const groups = (field: SchemaNode, siblings = {}) => groupsOf(field, siblings, ['youth'], categories);
  expect(groups({ 'x-field-group': 'identity', 'x-field-group-from': 'kind' }, { kind: 'plain' })).toEqual([
    'identity',
  ]);
  expect(groups({ 'x-field-group-from': 'kind' }, { kind: 'plain' })).toEqual(['ordinary']);
  expect(groups({ 'x-field-group-from': 'kinds' }, { kinds: ['plain', 'special'] })).toEqual([
    'ordinary',
    'beliefs',
    'health',
  ]);
  expect(groups({ 'x-field-group-from': 'kinds' }, { kinds: [] })).toEqual(['youth']);
  expect(groups({ 'x-field-group-from': 'kind' }, { kind: 'never heard of' })).toEqual(unknownGroups);
  expect(groups({})).toEqual(['youth']);
});

test('what may not be read is left out of data, with the entries that it leaves empty', () => {
  const schema: SchemaNode = {
    type: 'object',
    'x-field-group': 'ordinary',
    properties: {
      note: { type: 'string' },
      items: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            text: { type: 'string', 'x-field-group-from': 'kind' },
            kind: { type: 'string', 'x-field-group-from': 'kind' },
          },
        },
      },
      beliefs: { type: 'object', 'x-field-group': 'beliefs', properties: { a: { type: 'string' } } },
    },
  };
  const data = {
    note: 'n',
    items: [
      { text: 'open', kind: 'plain' },
      { text: 'closed', kind: 'special' },
    ],
    beliefs: { a: 'closed' },
    forgotten: 'closed',
  };
  const ordinaryOnly = (groups: readonly FieldGroup[]) => groups.every((group) => group === 'ordinary');
  expect(readableData(schema, data, categories, ordinaryOnly)).toEqual({
    note: 'n',
    items: [{ text: 'open', kind: 'plain' }],
  });
  expect(readableData(schema, data, categories, () => true)).toEqual(data);
  expect(
    readableData({ type: 'object', properties: { note: {} } }, { note: 'n' }, categories, ordinaryOnly),
  ).toEqual({});
});
