import { expect, test } from '@jest/globals';
import { errorCatalogue, productError, type ErrorCode } from '../../src/lib/errors.ts';

test('a message names the id it is about and what to do next', () => {
  const error = productError('item-taken', { itemId: 'itm-7' });
  expect(error.message).toContain('itm-7');
  expect(error.kind).toBe('conflict');
  expect(error.whatToDo).not.toBe('');
});

test('field errors travel with the error', () => {
  const details = [{ pointer: '/vote', message: 'Kies.' }];
  expect(productError('invalid-form', { formId: 'screening-vote' }, details).errors).toEqual(details);
});

test.each(Object.keys(errorCatalogue) as ErrorCode[])(
  '%s has a title and advice in the catalogue',
  (code) => {
    const { title, message, whatToDo } = errorCatalogue[code];
    expect([title, message, whatToDo].every((text) => text.length > 3)).toBe(true);
  },
);
