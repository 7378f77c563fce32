import { describe, expect, test } from '@jest/globals';
import {
  isMinor,
  minorSections,
  reviewTermId,
  withMinorSafeguards,
} from '../../../src/cases/person/minor.ts';
import { aCase, aComposition, monday } from '../../support/case-file.ts';

const partners = [{ partnerId: 'raad', name: 'Raad', kind: 'child-protection' }] as const;
const timeZone = 'Europe/Amsterdam';
const born = (...birthDates: (string | undefined)[]) => {
  const opened = aCase({ composition: aComposition });
  const [first] = opened.signals;
  return {
    ...opened,
    signals: birthDates.map((birthDate) => ({ ...first!, data: { subject: { birthDate } } })),
  };
};

describe('a person', () => {
  test('is a minor until the eighteenth birthday', () => {
    expect(isMinor(born('2008-03-03'), monday, timeZone)).toBe(true);
    expect(isMinor(born('2008-03-02'), monday, timeZone)).toBe(false);
  });

  test('is of age from the birthday as the municipality counts days, wherever the machine is', () => {
    const before = new Date('2026-07-14T21:59:59Z');
    const birthday = new Date('2026-07-14T22:00:00Z');
    expect([before, birthday].map((at) => isMinor(born('2008-07-15'), at, timeZone))).toEqual([true, false]);
  });

  test('born on 29 February is of age on 1 March', () => {
    const days = ['2026-02-28T12:00:00Z', '2026-03-01T12:00:00Z'].map((at) => new Date(at));
    expect(days.map((at) => isMinor(born('2008-02-29'), at, timeZone))).toEqual([true, false]);
  });

  test('of unknown age is not treated as a minor; the newest known date counts', () => {
    expect(isMinor(born(undefined), monday, timeZone)).toBe(false);
    expect(isMinor(born('1990-01-01', '2010-01-01', undefined), monday, timeZone)).toBe(true);
  });
});

describe('a case about a minor', () => {
  test('is reviewed sooner than another', () => {
    expect(reviewTermId(born('2010-01-01'), monday, timeZone)).toBe('review-minor');
    expect(reviewTermId(born('1990-01-01'), monday, timeZone)).toBe('review');
  });

  test('gets its safeguards when it is admitted; the child protection board when it takes part', () => {
    const owner = (caseFile: ReturnType<typeof born>) =>
      withMinorSafeguards(caseFile, monday, { partners, timeZone }).outbox.map(({ variables }) => variables);
    expect(owner(born('1990-01-01'))).toEqual([]);
    expect(owner(born('2010-01-01'))).toMatchObject([{ childProtectionOwnerId: 'town' }]);
    const withBoard = {
      ...born('2010-01-01'),
      composition: {
        ...aComposition,
        partners: [...aComposition.partners, { partnerId: 'raad', reason: 'Nodig' }],
      },
    };
    expect(owner(withBoard)).toMatchObject([{ childProtectionOwnerId: 'raad' }]);
  });

  test('asks for restraint with labels wherever it is read', () => {
    expect(minorSections(born('2010-01-01'), monday, timeZone)[0]?.title).toBe(
      'De betrokkene is minderjarig',
    );
    expect(minorSections(born('1990-01-01'), monday, timeZone)).toEqual([]);
  });
});
