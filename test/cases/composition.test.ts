import { describe, expect, test } from '@jest/globals';
import { compositionProblems, registerComposition } from '../../src/cases/composition.ts';
import type { User } from '../../src/cases/people.ts';
import { aCase, aComposition, attendee, monday } from '../support/case-file.ts';

const screening = ['town', 'police', 'prosecution'];
const people: readonly User[] = [
  attendee('town', 'town'),
  attendee('town-deputy', 'town'),
  attendee('elsewhere', 'elsewhere'),
  { ...attendee('designer', 'town'), roles: ['process-designer'] },
];
const pointersOf = (changes: Partial<typeof aComposition>) =>
  compositionProblems({ ...aComposition, ...changes }, screening, people).map(({ pointer }) => pointer);

describe('a composition', () => {
  test('with a reason per partner and a case manager of one of them is fine', () => {
    expect(pointersOf({})).toEqual([]);
    expect(pointersOf({ deputyId: null })).toEqual([]);
  });

  test('needs municipality, police and prosecution', () => {
    const partners = aComposition.partners.filter(({ partnerId }) => partnerId !== 'police');
    expect(pointersOf({ partners })).toEqual(['/partners']);
  });

  test('needs a reason per partner', () => {
    const partners = aComposition.partners.map((partner, index) =>
      index === 3 ? { ...partner, reason: ' ' } : partner,
    );
    expect(pointersOf({ partners })).toEqual(['/partners/3/reason']);
  });

  test('names each partner once', () => {
    const partners = [...aComposition.partners, { partnerId: 'care', reason: 'Nog eens' }];
    expect(pointersOf({ partners })).toEqual(['/partners/4/partnerId']);
  });

  test.each(['usr-elsewhere', 'usr-designer', 'usr-nobody'])(
    '%s cannot be case manager: not an attendee of a partner that takes part',
    (caseManagerId) => {
      expect(pointersOf({ caseManagerId })).toEqual(['/caseManagerId']);
    },
  );

  test('has a deputy other than the case manager', () => {
    expect(pointersOf({ deputyId: 'usr-town' })).toEqual(['/deputyId']);
    expect(pointersOf({ deputyId: 'usr-elsewhere' })).toEqual(['/deputyId']);
  });

  test('once registered it says when', () => {
    expect(registerComposition(aCase(), aComposition, monday).composition?.registeredAt).toEqual(monday);
  });
});
