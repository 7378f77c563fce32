import { likenessOfNames, partsOfName, soundCode } from './names.ts';

/** What a signal says of who it is about; nothing else of it is compared. */
export interface Identity {
  readonly kind: 'person' | 'legal-person';
  readonly name: string;
  /** `YYYY-MM-DD`; null when unknown. */
  readonly birthDate: string | null;
  readonly residence: string | null;
}

/** Per part of the identity how alike two signals are; unknown: at least one of them does not say it. */
export interface Likeness {
  /** equal: it sounds the same, however it is written. */
  readonly name: 'equal' | 'similar';
  readonly birthDate: 'equal' | 'similar' | 'unknown';
  readonly residence: 'equal' | 'different' | 'unknown';
}

/** Who a signal is about; undefined when its form does not say it any more. */
export function identityOf(signal: Readonly<Record<string, unknown>>): Identity | undefined {
  const subject = signal['subject'] as Readonly<Record<string, unknown>> | undefined;
  if (typeof subject !== 'object') return undefined;
  const { kind, name, birthDate, residence } = subject;
  if (typeof name !== 'string' || name.trim() === '') return undefined;
  return {
    kind: kind === 'legal-person' ? 'legal-person' : 'person',
    name,
    birthDate: typeof birthDate === 'string' ? birthDate : null,
    residence: typeof residence === 'string' ? residence : null,
  };
}

/** Measured on the names of test/cases/matching/people.ts; see its test. */
const enough = { whenBornTheSameDay: 0.72, whenBornAboutThen: 0.82, whenNothingElseIsKnown: 0.9 } as const;

/** How two signals are alike when they may be about the same person; undefined when nothing points at it. */
export function likenessOf(a: Identity, b: Identity): Likeness | undefined {
  if (a.kind !== b.kind) return undefined;
  const name = likenessOfNames(a.name, b.name);
  const birthDate = likenessOfDates(a.birthDate, b.birthDate);
  const residence = likenessOfPlaces(a.residence, b.residence);
  if (birthDate === 'different' || name < threshold(birthDate)) return undefined;
  // One word in common says too little when there is no date and no address beside it.
  const telling = Math.min(partsOfName(a.name).length, partsOfName(b.name).length);
  const sameAddress = residence === 'equal' && isAddress(a.residence);
  if (birthDate === 'unknown' && telling < 2 && !sameAddress) return undefined;
  return { name: name >= 0.999 ? 'equal' : 'similar', birthDate, residence };
}

function threshold(birthDate: Likeness['birthDate']): number {
  if (birthDate === 'equal') return enough.whenBornTheSameDay;
  return birthDate === 'similar' ? enough.whenBornAboutThen : enough.whenNothingElseIsKnown;
}

/** One digit off, two digits or day and month changed places, or only the year known (written as 1 January). */
export function likenessOfDates(a: string | null, b: string | null): Likeness['birthDate'] | 'different' {
  if (a === null || b === null) return 'unknown';
  if (a === b) return 'equal';
  const [x, y] = [a.replaceAll('-', ''), b.replaceAll('-', '')];
  if (x.length !== 8 || y.length !== 8) return 'different';
  const off = [...x].flatMap((digit, index) => (digit === y[index] ? [] : [index]));
  if (off.length === 1) return 'similar';
  const [first = 0, second = 0] = off;
  const changedPlaces = off.length === 2 && x[first] === y[second] && x[second] === y[first];
  const dayAndMonth = `${x.slice(0, 4)}${x.slice(6)}${x.slice(4, 6)}` === y;
  const onlyYear = x.slice(0, 4) === y.slice(0, 4) && [x.slice(4), y.slice(4)].includes('0101');
  return changedPlaces || dayAndMonth || onlyYear ? 'similar' : 'different';
}

/** A town alone tells nobody apart; an address has a number. */
const isAddress = (place: string | null): boolean => /\d/.test(place ?? '');

/** The words of a place that tell it apart: `Kerkstraat 5-A, Voorbeeldstad` and `kerkstr. 5a` differ in more than words. */
const placeOf = (text: string): string => soundOf(text.replace(/,.*$/, ''));

const soundOf = (text: string): string =>
  `${partsOfName(text)
    .map(({ readings }) => readings[0] ?? '')
    .join('')}${(text.match(/\d+/g) ?? []).join('-')}`;

function likenessOfPlaces(a: string | null, b: string | null): Likeness['residence'] {
  if (a === null || b === null) return 'unknown';
  return placeOf(a) === placeOf(b) ? 'equal' : 'different';
}

/** Of a part of a name, as it is written when only its first letter is known. */
const initial = (code: string): string => code.slice(0, 1);

/**
 * What two signals about one person have at least one of in common, in spite of misspelling: each joins two facts, so that a
 * frequent name alone connects nobody.
 */
export function blocksOf({ kind, name, birthDate, residence }: Identity): readonly string[] {
  const codes = partsOfName(name).map(({ readings }) => [...new Set(readings.map(soundCode))]);
  const single = [...new Set(codes.flat())];
  const pairs = codes.flatMap((some, index) =>
    codes.slice(index + 1).flatMap((others) =>
      some.flatMap((a) =>
        others.flatMap((b) => [
          [a, b],
          [initial(a), b],
          [a, initial(b)],
        ]),
      ),
    ),
  );
  const [year, month = '', day = ''] = birthDate?.split('-') ?? [];
  const partial =
    year === undefined
      ? []
      : [`ym ${year}${month}`, `yd ${year}${day}`, `md ${[month, day].sort().join('')}`];
  return [
    ...pairs.map((pair) => `names ${pair.sort().join('+')}`),
    ...partial.flatMap((date) => single.map((code) => `name-date ${code} ${date}`)),
    ...(birthDate === null ? [] : [`date ${birthDate}`]),
    ...(residence === null || !isAddress(residence)
      ? []
      : single.map((code) => `name-place ${code} ${placeOf(residence)}`)),
  ].map((block) => `${kind} ${block}`);
}
