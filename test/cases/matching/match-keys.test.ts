import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchKeysOf } from '../../../src/cases/matching/match-keys.ts';
import { aCase } from '../../support/case-file.ts';
import { people } from './people.ts';

const secret = 'a secret that only the tests of this product know';
const [signal] = aCase().signals;
const about = (name: string, birthDate: string | null, municipalityId = 'town') => ({
  municipalityId,
  signals: [{ ...signal!, data: { subject: { kind: 'person', name, ...(birthDate && { birthDate }) } } }],
});

test('the keys of any two people in two municipalities or under two secrets have nothing in common', () => {
  const keys = matchKeysOf(secret);
  const [one, other] = [matchKeysOf(`${secret} 1`), matchKeysOf(`${secret} 2`)];
  fc.assert(
    fc.property(fc.constantFrom(...people.flat()), ([name, birthDate]) => {
      const here = new Set(keys.of(about(name, birthDate)));
      expect(here.size).toBeGreaterThan(0);
      expect(keys.of(about(name, birthDate, 'village')).filter((key) => here.has(key))).toEqual([]);
      const under = new Set(one.of(about(name, birthDate)));
      expect(other.of(about(name, birthDate)).filter((key) => under.has(key))).toEqual([]);
    }),
  );
});

test('a key says nothing of the name or date that it was made of', () => {
  const keys = matchKeysOf(secret).of(about('Mohammed el Amrani', '1998-04-12'));
  for (const key of keys) expect(key).toMatch(/^[\w-]{22}$/);
  expect(keys).toEqual([...keys].sort());
});

test('a case has the keys of all its signals, also of one that is spelt in another way', () => {
  const keys = matchKeysOf(secret);
  const first = about('Khalid Bouzidi', '1995-02-03');
  const second = about('Chalid Boezidi', '1995-03-02');
  const both = { ...first, signals: [...first.signals, ...second.signals] };
  expect(keys.of(both)).toEqual([...new Set([...keys.of(first), ...keys.of(second)])].sort());
});
