/**
 * Names as people hear and spell them in the Netherlands: Dutch, Arabic and Turkish names, written down by ear, from a passport
 * or by a colleague. Everything here forgives spelling; nothing here says that two people are the same.
 */

/** One part of a name, in every reading that its spelling allows; the first is the plain one. */
export interface NamePart {
  readonly readings: readonly string[];
}

/** Letters that losing their accent does not turn into a plain one. */
const letters: Readonly<Record<string, string>> = {
  ı: 'i',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
};

/** Never tells people apart: left out or written in one word as often as not. */
const particles = new Set(
  'van von de der den des het t te ten ter tot la le les du da dos di y en'.split(' '),
);
/** Particles that are also given names: left out only when two other parts stay. */
const weakParticles = new Set(
  'el al as ash ad an ar at az ul bin ben ibn bint ait ould abu bou oglu zade'.split(' '),
);

/** A particle written together with what follows it. */
const gluedParticles = [/^(?:el|al)(.{4,})$/, /^van(?:de[nr]?)?(.{4,})$/, /^de[nr]?(.{4,})$/, /^ben(.{3,})$/];

/** In lower case and plain letters. */
export const withoutAccents = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[ıøæœßłđ]/g, (letter) => letters[letter] ?? letter)
    .replaceAll(/['’ʼʿʾ`]/g, '');

/** The words of a name that tell people apart, in plain letters, without particles. */
export function tellingWordsOf(name: string): readonly string[] {
  const words = withoutAccents(name.replaceAll(/(^|\s)['’](?=t\s)/g, '$1'))
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const strong = words.filter((word) => !particles.has(word));
  const known = strong.length === 0 ? words : strong;
  const telling = known.filter((word) => !weakParticles.has(word));
  return telling.length >= 2 ? telling : known;
}

/** The parts of a name that tell people apart, without order, particles or accents. */
export function partsOfName(name: string): readonly NamePart[] {
  return tellingWordsOf(name)
    .flatMap(servant)
    .map((word) => ({ readings: readingsOf(word) }));
}

/** `Abdelkader`, `Abdoel Kader` and `Abd al-Qadir` are one name. */
function servant(word: string): readonly string[] {
  if (/^abd[aeiou]{0,2}l?$/.test(word)) return ['abd'];
  const rest = /^abd[aeiou]{1,2}l(.{4,})$/.exec(word)?.[1];
  return rest === undefined ? [word] : ['abd', rest];
}

/** `ch` is a Dutch g or a French sj, `c` a Dutch s or a Turkish dj; a glued particle may be part of the name. */
function readingsOf(word: string): readonly string[] {
  const stripped = gluedParticles.flatMap((glued) => glued.exec(word)?.[1] ?? []);
  const readings = [word, ...stripped].flatMap((written) => [
    ...(written.includes('ch') ? [heard(written.replaceAll('ch', 'sh'))] : []),
    ...(/c(?=[ei])/.test(written) ? [heard(written.replaceAll(/c(?=[ei])/g, 'j'))] : []),
    heard(written),
  ]);
  return [...new Set(readings)];
}

/** Spellings of one sound, from the longest; applied in this order. */
const sounds: readonly (readonly [RegExp, string])[] = [
  [/tsj|tch/g, 'ch'],
  [/sch|sh|sj/g, 's'],
  [/kh|gh|ch/g, 'h'],
  [/dzj|dj/g, 'j'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/dh/g, 'd'],
  [/ck|q/g, 'k'],
  [/x/g, 'ks'],
  [/c(?=[ei])/g, 's'],
  [/c/g, 'k'],
  [/oe|ou|oo/g, 'u'],
  [/ij|ei|ey|ai|ay|ie|ee/g, 'i'],
  [/y(?=[aeou])/g, 'j'],
  [/y/g, 'i'],
  [/w/g, 'v'],
  [/z/g, 's'],
  [/(.)\1+/g, '$1'],
];

const heard = (word: string): string =>
  sounds.reduce((text, [spelling, sound]) => text.replaceAll(spelling, sound), word);

/**
 * What stays of a reading when only its consonants are heard: `Mohammed` and `Muhamad` have one code. Names with the same code
 * may be the same; those with another are compared only when something else connects them.
 */
export function soundCode(reading: string): string {
  const [first = '', ...rest] = reading;
  const consonants = rest.join('').replaceAll(/[aeioujh]/g, '');
  return `${/[aeiou]/.test(first) ? 'a' : first}${consonants}`
    .replaceAll(/d/g, 't')
    .replaceAll(/v/g, 'f')
    .replaceAll(/p/g, 'b')
    .replaceAll(/(.)\1+/g, '$1')
    .slice(0, 6);
}

/** How alike two names are, from 0 to 1; the order of their parts does not matter, nor parts that one of them lacks. */
export function likenessOfNames(a: string, b: string): number {
  const [fewer, more] = [partsOfName(a), partsOfName(b)].sort((x, y) => x.length - y.length) as [
    readonly NamePart[],
    readonly NamePart[],
  ];
  if (fewer.length === 0) return 0;
  const left = new Set(more);
  let sum = 0;
  for (const part of fewer) {
    let [best, likeness] = [undefined as NamePart | undefined, -1];
    for (const candidate of left) {
      const found = likenessOfParts(part, candidate);
      if (found > likeness) [best, likeness] = [candidate, found];
    }
    if (best !== undefined) left.delete(best);
    sum += Math.max(0, likeness);
  }
  // Parts may be written in one word; an initial or a number in it must not drown in the rest.
  const telling = [...fewer, ...more].every(({ readings }) => (readings[0] ?? '').length > 1);
  const joined = (parts: readonly NamePart[]): string =>
    parts.map(({ readings }) => readings[0] ?? '').join('');
  const inOneWord =
    telling && fewer.length === more.length ? jaroWinkler(joined(fewer), joined(more)) - 0.02 : 0;
  return Math.max(sum / fewer.length - 0.03 * left.size, inOneWord);
}

/** An initial may stand for every name that begins with it. */
const INITIAL = 0.85;

function likenessOfParts(a: NamePart, b: NamePart): number {
  return Math.max(
    ...a.readings.flatMap((x) =>
      b.readings.map((y) =>
        x.length === 1 || y.length === 1 ? (x[0] === y[0] ? INITIAL : 0) : jaroWinkler(x, y),
      ),
    ),
  );
}

/**
 * Jaro–Winkler: letters in common that are not too far apart, a beginning in common weighs more. 1: the same; 0: nothing in
 * common. W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model" (1990).
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return a === '' ? 0 : 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Array<boolean>(b.length).fill(false);
  const common: string[] = [];
  for (let i = 0; i < a.length; i += 1) {
    for (let j = Math.max(0, i - reach); j <= Math.min(b.length - 1, i + reach); j += 1) {
      if (taken[j] === true || a[i] !== b[j]) continue;
      taken[j] = true;
      common.push(a[i] ?? '');
      break;
    }
  }
  if (common.length === 0) return 0;
  const others = [...b].filter((_letter, index) => taken[index]);
  const moved = common.filter((letter, index) => letter !== others[index]).length / 2;
  const jaro =
    (common.length / a.length + common.length / b.length + (common.length - moved) / common.length) / 3;
  let start = 0;
  while (start < 4 && start < a.length && a[start] === b[start]) start += 1;
  return jaro + start * 0.1 * (1 - jaro);
}
