import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  hasCitizenServiceNumber,
  passesElevenTest,
} from '../../../src/cases/impersonal/citizen-service-number.ts';
import {
  impersonalMessage,
  loggableReason,
  personalTraitIn,
} from '../../../src/cases/impersonal/impersonal-text.ts';
import { knownPersonsOf, type KnownPersons } from '../../../src/cases/impersonal/known-persons.ts';
import type { CaseFile } from '../../../src/cases/case-file.ts';

/** Nine digits that pass the eleven test, made and not taken from anybody: the last digit follows from the others. */
const aNumber: fc.Arbitrary<string> = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 })
  .map((digits) => ({
    digits,
    check: digits.reduce((sum, digit, index) => sum + digit * (9 - index), 0) % 11,
  }))
  .filter(({ digits, check }) => check < 10 && digits.some((digit) => digit > 0))
  .map(({ digits, check }) => `${digits.join('')}${check}`);

const words = (
  'de betrokkene partner politie gemeente overleg casus nodig omdat spoed gevaar vandaag morgen wacht niet kan ' +
  'toegang reden Openbaar Ministerie school melding Signaal dreigt situatie verandert snel dossier C-2026-0012 om ' +
  '10:30 op 3 maart 2026 art. 6 en 14, eerste lid; telefoon 06-12345678 of 020 123 4567 tot en met 31-12-2026 ' +
  '€ 1.250.000 nummer 20260302 één geïnformeerd'
).split(' ');
const aText = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 40 })
  .map((some) => some.join(' '));

describe('a citizen service number', () => {
  test('is found wherever it stands and however its digits are grouped', () => {
    const grouped = (digits: string): fc.Arbitrary<string> =>
      fc.constantFrom(
        digits,
        digits.replace(/(\d{3})(\d{3})(\d{3})/, '$1 $2 $3'),
        digits.replace(/(\d{3})(\d{3})(\d{3})/, '$1.$2.$3'),
        digits.replace(/(\d{4})(\d{2})(\d{3})/, '$1.$2.$3'),
        digits.replace(/(\d{2})(\d{2})(\d{2})(\d{3})/, '$1-$2-$3-$4'),
      );
    fc.assert(
      fc.property(aText, aNumber.chain(grouped), aText, (before, number, after) => {
        const text = `${before.replace(/\d+$/, '')} x ${number}, x ${after}`;
        expect(hasCitizenServiceNumber(text)).toBe(true);
      }),
    );
  });

  test('with its first zero left out is found when the text says what it is', () => {
    fc.assert(
      fc.property(
        aNumber.filter((digits) => digits.startsWith('0')),
        (digits) => {
          expect(hasCitizenServiceNumber(`Het BSN is ${digits.slice(1)}.`)).toBe(true);
        },
      ),
    );
  });

  test('is not seen in nine digits that fail the eleven test', () => {
    fc.assert(
      fc.property(aNumber, fc.integer({ min: 1, max: 9 }), (digits, more) => {
        const other = `${digits.slice(0, 8)}${(Number(digits[8]) + more) % 10}`;
        expect(hasCitizenServiceNumber(`Dossier ${other} van ons.`)).toBe(false);
      }),
    );
  });

  test('is not seen in part of a longer number', () => {
    fc.assert(
      fc.property(aNumber, fc.integer({ min: 0, max: 9 }), (digits, more) => {
        for (const longer of [
          `${digits}${more}`,
          `${more}${digits}`,
          `${more} ${digits}`,
          `${digits}-${more}`,
        ])
          expect(hasCitizenServiceNumber(`Nummer ${longer}.`)).toBe(false);
      }),
    );
  });

  test.each([
    ['111222333', true],
    ['123456782', true],
    ['123456789', false],
    ['000000000', false],
    ['12345678', false],
  ])('%s passes the eleven test: %s', (digits, passes) => {
    expect(passesElevenTest(digits)).toBe(passes);
  });
});

const known: KnownPersons = {
  names: ['Yusuf el-Amrani', 'Jan de Jong', 'Noor'],
  organisations: ['Stichting Het Licht'],
  birthDates: ['1990-02-01'],
};

describe('a text in Dutch', () => {
  test('that names nobody is never refused, whatever dates, amounts, telephone numbers and references it has', () => {
    fc.assert(
      fc.property(aText, (text) => expect(personalTraitIn(text, known)).toBeUndefined()),
      {
        numRuns: 2000,
      },
    );
  });

  test.each([
    ['Yusuf el-Amrani dreigt nu.'],
    ['yusuf el amrani dreigt nu.'],
    ['Er is gevaar voor Amrani.'],
    ['Er is gevaar voor El-Amrani en zijn gezin.'],
    ["Yusuf's moeder belde."],
    ['Yusufs moeder belde.'],
    ['YUSUF moet nu gezien worden.'],
    ['Yúsuf moet nu gezien worden.'],
    ['meneer De Jong dreigt.'],
    ['jan de jong dreigt.'],
    ['Ouders van Noor bellen.'],
    ['Het gaat om stichting het licht.'],
  ])('that names somebody is refused: %s', (text) => {
    expect(personalTraitIn(text, known)).toBe('name');
  });

  test.each([
    ['De jongere dreigt; een jong persoon loopt gevaar.'],
    ['Het licht in de straat is uit; de stichting weet dat.'],
    ['Noord-Holland en de gemeente overleggen.'],
    ['Het is in januari en jan. 2026 besproken.'],
    ['De betrokkene is een man van 36 jaar.'],
  ])('that only looks like it is not: %s', (text) => {
    expect(personalTraitIn(text, known)).toBeUndefined();
  });

  test.each([
    '1-2-1990',
    '01-02-1990',
    '01/02/1990',
    '1.2.90',
    '1 februari 1990',
    '1 FEB. 1990',
    "1 februari '90",
    '1990-02-01',
    '19900201',
  ])('with the date of birth is refused: %s', (date) => {
    expect(personalTraitIn(`Geboren op ${date}, er is spoed.`, known)).toBe('birth-date');
    expect(personalTraitIn(`Geboren op ${date}, er is spoed.`)).toBeUndefined();
  });

  test.each(['2-2-1990', '1 februari 1991', '11-2-1990', '1-2-19901', '1990-02-011'])(
    'with another date is not: %s',
    (date) => {
      expect(personalTraitIn(`Besproken op ${date}.`, known)).toBeUndefined();
    },
  );
});

test('whom a case knows: its subjects by their signals, who asks and is named in requests; an organisation by its whole name', () => {
  const person = {
    rightsRequests: [{ data: { recipientName: 'A. Advocaat' }, decision: { otherNames: ['Mien Melder'] } }],
  } as unknown as NonNullable<CaseFile['person']>;
  const signals = [
    { data: { subject: { kind: 'person', name: 'Sam Voorbeeld', birthDate: '2001-05-06' } } },
    { data: { subject: { kind: 'legal-person', name: 'Vereniging Voorbeeld' } } },
    { data: {} },
  ] as unknown as CaseFile['signals'];
  expect(knownPersonsOf({ signals, person })).toEqual({
    names: ['Sam Voorbeeld', 'A. Advocaat', 'Mien Melder'],
    organisations: ['Vereniging Voorbeeld'],
    birthDates: ['2001-05-06'],
  });
  const caseFile = { signals, person } as CaseFile;
  expect(loggableReason(caseFile, 'Sam loopt gevaar.')).not.toContain('Sam');
  expect(loggableReason(caseFile, 'De betrokkene loopt gevaar.')).toBe('De betrokkene loopt gevaar.');
});

test.each(['citizen-service-number', 'birth-date', 'name'] as const)(
  'the refusal of a %s says why, and what to write instead',
  (trait) => {
    expect(impersonalMessage(trait)).toMatch(/^Hier staat .+ buiten het dossier .+ Schrijf ‘de betrokkene’/);
  },
);
