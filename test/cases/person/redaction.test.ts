import { expect, test } from '@jest/globals';
import { redactor } from '../../../src/cases/person/redaction.ts';

test('names of professionals and of others are left out, whatever their case and spacing', () => {
  const redact = redactor(['Pia Politie'], ['Jan de Vries']);
  expect(redact('Volgens pia  politie belde JAN DE VRIES.')).toBe(
    'Volgens [naam medewerker weggelaten] belde [naam weggelaten].',
  );
});

test('a longer name goes as a whole, and a name inside a word stays', () => {
  const redact = redactor([], ['Jan', 'Jan Jansen']);
  expect(redact('Jan Jansen en Jan zagen Janneke.')).toBe(
    '[naam weggelaten] en [naam weggelaten] zagen Janneke.',
  );
});

test('a name may hold signs that mean something to a pattern', () => {
  expect(redactor(['A. (Bo) d+e'], [])('Dit zei A. (Bo) d+e gisteren.')).toBe(
    'Dit zei [naam medewerker weggelaten] gisteren.',
  );
});

test('a withheld passage goes as a whole with its ground, whatever its white space, and before the names in it', () => {
  const redact = redactor(
    ['Pia Politie'],
    ['Mien'],
    [
      { passage: 'Mien (zijn zus) is ziek.', ground: 'others' },
      { passage: 'Er loopt een onderzoek naar zijn broer', ground: 'detection' },
      { passage: '', ground: 'others' },
    ],
  );
  expect(
    redact('Hij belde. Mien  (zijn zus)\nis ziek. Mien zei dat. Er loopt een onderzoek naar zijn broer!'),
  ).toBe(
    'Hij belde. [passage weggelaten om anderen te beschermen] [naam weggelaten] zei dat. [passage weggelaten voor het voorkomen of opsporen van strafbare feiten]!',
  );
});
