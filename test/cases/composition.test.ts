import { describe, expect, test } from '@jest/globals';
import {
  answerInvitation,
  compositionProblems,
  consented,
  partnersToInvite,
  registerComposition,
} from '../../src/cases/composition.ts';
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
    expect(pointersOf({ deputyId: null })).toEqual(['/deputyId']);
    expect(pointersOf({ deputyId: 'usr-town' })).toEqual(['/deputyId']);
    expect(pointersOf({ deputyId: 'usr-elsewhere' })).toEqual(['/deputyId']);
  });

  test('once registered it says when', () => {
    expect(registerComposition(aCase(), aComposition, monday).composition?.registeredAt).toEqual(monday);
  });
});

describe('an invitation', () => {
  const partners = [...aComposition.partners, { partnerId: 'probation', reason: 'Toezicht' }];
  const proposed = aCase({ compositionProposal: { ...aComposition, partners } });
  const answered = (partnerId: string, consent: 'accepted' | 'declined', caseFile = proposed) =>
    answerInvitation(caseFile, { partnerId, consent, at: monday, userId: 'usr-x', submissionId: '1' });

  test('is for each proposed partner but the three that screen', () => {
    expect(partnersToInvite(proposed)).toEqual(['care', 'probation']);
    expect(() => answered('police', 'accepted')).toThrow('niet uitgenodigd');
    expect(() => answered('elsewhere', 'accepted')).toThrow('niet uitgenodigd');
  });

  test('takes in only who agreed, beside the three that screen', () => {
    const both = answered('probation', 'declined', answered('care', 'accepted'));
    expect(consented(both)?.partners.map(({ partnerId }) => partnerId)).toEqual([
      'town',
      'police',
      'prosecution',
      'care',
    ]);
    expect(consented(proposed)?.partners).toHaveLength(3);
  });

  test('is not repeated to who agreed before; who declined may be asked again', () => {
    const both = answered('probation', 'declined', answered('care', 'accepted'));
    expect(partnersToInvite(both)).toEqual(['probation']);
    const after = answered('probation', 'accepted', both);
    expect(partnersToInvite(after)).toEqual([]);
    expect(consented(after)?.partners).toHaveLength(5);
  });
});
