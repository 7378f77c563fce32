/**
 * Ways in which nine digits are written: together, or in groups with one kind of sign between them. Not part of a longer number,
 * so that telephone numbers, dates and case references are none.
 */
const nineDigits =
  /(?<!\d[ .-]?)(?:\d{9}|\d{3}([ .-])\d{3}\1\d{3}|\d{4}([ .-])\d{2}\2\d{3}|\d{2}([ .-])\d{2}\3\d{2}\3\d{3})(?![ .-]?\d)/g;

/** Eight digits, the first zero left out, are as often a date or a number of a file: they count when the text says so. */
const eightDigitsNamed = /\b(?:bsn|burgerservicenummer|sofi(?:nummer)?)\b\D{0,20}(\d{8})(?!\d)/gi;

/**
 * Whether a text has a citizen service number (burgerservicenummer), or a number that may be one: nine digits that pass the
 * eleven test (Wet algemene bepalingen burgerservicenummer; Logisch ontwerp BSN). One of eleven other numbers passes it too.
 */
export function hasCitizenServiceNumber(text: string): boolean {
  const written = [
    ...[...text.matchAll(nineDigits)].map(([found]) => found.replaceAll(/\D/g, '')),
    ...[...text.matchAll(eightDigitsNamed)].map(([, digits = '']) => `0${digits}`),
  ];
  return written.some(passesElevenTest);
}

/** The first eight digits count nine to two times, the last one minus one time; the sum is a multiple of eleven. */
export function passesElevenTest(digits: string): boolean {
  if (!/^\d{9}$/.test(digits) || /^0+$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + Number(digit) * (index === 8 ? -1 : 9 - index),
    0,
  );
  return sum % 11 === 0;
}
