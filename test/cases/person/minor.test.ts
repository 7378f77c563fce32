import { describe, expect, test } from '@jest/globals';
import {
  isMinor,
  minorSections,
  reviewTermId,
  withMinorSafeguards,
} from '../../../src/cases/person/minor.ts';
import { aCase, aComposition, monday } from '../../support/case-file.ts';

const partners = [{ partnerId: 'raad', name: 'Raad', kind: 'child-protection' }] as const;
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
    expect(isMinor(born('2008-03-03'), monday)).toBe(true);
    expect(isMinor(born('2008-03-02'), monday)).toBe(false);
  });

  test('of unknown age is not treated as a minor; the newest known date counts', () => {
    expect(isMinor(born(undefined), monday)).toBe(false);
    expect(isMinor(born('1990-01-01', '2010-01-01', undefined), monday)).toBe(true);
  });
});

describe('a case about a minor', () => {
  test('is reviewed sooner than another', () => {
    expect(reviewTermId(born('2010-01-01'), monday)).toBe('review-minor');
    expect(reviewTermId(born('1990-01-01'), monday)).toBe('review');
  });

  test('gets its safeguards when it is admitted; the child protection board when it takes part', () => {
    const owner = (caseFile: ReturnType<typeof born>) =>
      withMinorSafeguards(caseFile, monday, partners).outbox.map(({ variables }) => variables);
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
    expect(minorSections(born('2010-01-01'), monday)[0]?.title).toBe('De betrokkene is minderjarig');
    expect(minorSections(born('1990-01-01'), monday)).toEqual([]);
  });
});
