import type { CaseFile } from '../case-file.ts';
import { identityOf } from '../matching/identity.ts';
import { tellingWordsOf, withoutAccents } from '../matching/names.ts';
import { personOf } from '../person/person-record.ts';

/** People of whom a case says who they are, by which a text is recognised as one about them. */
export interface KnownPersons {
  /** Of people and of their relations: a capitalised part of one is enough. */
  readonly names: readonly string[];
  /** Of organisations: only the whole name counts. */
  readonly organisations: readonly string[];
  /** `YYYY-MM-DD` */
  readonly birthDates: readonly string[];
}

/** Whom the signals are about, who asked something of them, and whom a decision on that named. */
export function knownPersonsOf(caseFile: Pick<CaseFile, 'signals' | 'person'>): KnownPersons {
  const identities = caseFile.signals.flatMap(({ data }) => identityOf(data) ?? []);
  const { rightsRequests } = personOf(caseFile);
  return {
    names: [
      ...identities.filter(({ kind }) => kind === 'person').map(({ name }) => name),
      ...rightsRequests.flatMap(({ data, decision }) => [
        ...(typeof data['recipientName'] === 'string' ? [data['recipientName']] : []),
        ...(decision?.otherNames ?? []),
      ]),
    ],
    organisations: identities.filter(({ kind }) => kind === 'legal-person').map(({ name }) => name),
    birthDates: identities.flatMap(({ birthDate }) => birthDate ?? []),
  };
}

/** A name without these is too short to tell from a word. */
const shortestPart = 3;

/** Whether a text names one of them: the whole name however it is written, or a part of a person's name with a capital. */
export function namesOneOf(text: string, { names, organisations }: KnownPersons): boolean {
  const written = text.normalize('NFC').match(/[\p{L}\p{M}\p{N}'’]+/gu) ?? [];
  const words = written.flatMap((word) => plainWords(word));
  const capitalised = new Set(
    written.filter((word) => /^['’]?\p{Lu}/u.test(word)).flatMap((word) => plainWords(word)),
  );
  const hasWhole = (name: string): boolean => isPartOf(plainWords(name), words);
  return (
    organisations.some(hasWhole) ||
    names.some(
      (name) =>
        (plainWords(name).length > 1 && hasWhole(name)) ||
        tellingWordsOf(name).some(
          (part) => part.length >= shortestPart && [...capitalised].some((word) => isOf(part, word)),
        ),
    )
  );
}

/** Whether a text has the date of birth of one of them, in the ways in which dates are written in the Netherlands. */
export function hasBirthDateOf(text: string, { birthDates }: KnownPersons): boolean {
  const known = new Set(birthDates);
  return datesIn(text).some((date) => known.has(date));
}

/** Whether a word is this part of a name, or its genitive: `Yusuf`, `Yusufs`, `Yusuf’s`. */
const isOf = (part: string, word: string | undefined): boolean => word === part || word === `${part}s`;

const plainWords = (text: string): readonly string[] =>
  withoutAccents(text)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

function isPartOf(part: readonly string[], whole: readonly string[]): boolean {
  return (
    part.length > 0 &&
    whole.some((_word, start) => part.every((word, offset) => isOf(word, whole[start + offset])))
  );
}

const months = [
  'jan(?:uari)?',
  'feb(?:ruari)?',
  'maart|mrt',
  'apr(?:il)?',
  'mei',
  'juni?',
  'juli?',
  'aug(?:ustus)?',
  'sept?(?:ember)?',
  'okt(?:ober)?',
  'nov(?:ember)?',
  'dec(?:ember)?',
];

const inWords = new RegExp(
  `(?<!\\d)(\\d{1,2}) +(${months.join('|')})\\.? +(\\d{4}|['’]?\\d{2})(?!\\d)`,
  'gi',
);
const dayFirst = /(?<!\d)(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/g;
const yearFirst = /(?<!\d)(\d{4})([-/.]?)(\d{2})\2(\d{2})(?!\d)/g;

/** Every date in a text, `YYYY-MM-DD`; of a year of two digits both centuries in which somebody living can be born. */
function datesIn(text: string): readonly string[] {
  const monthNumber = (name: string): number =>
    months.findIndex((month) => new RegExp(`^(?:${month})$`, 'i').test(name)) + 1;
  return [
    ...[...text.matchAll(inWords)].flatMap(([, day, month = '', year]) =>
      written(year, monthNumber(month), day),
    ),
    ...[...text.matchAll(dayFirst)].flatMap(([, day, , month, year]) => written(year, month, day)),
    ...[...text.matchAll(yearFirst)].flatMap(([, year, , month, day]) => written(year, month, day)),
  ];
}

function written(year = '', month: string | number = '', day = ''): readonly string[] {
  const digits = year.replaceAll(/\D/g, '');
  const years = digits.length === 2 ? [`19${digits}`, `20${digits}`] : [digits];
  return years.map((full) => `${full}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`);
}
