const zone = 'Europe/Amsterdam';

const locale = (language: string): string => (language === 'en' ? 'en-GB' : 'nl-NL');

/** `12 mei 2026`, in Dutch time. */
export function dateText(instant: string, language: string): string {
  return new Intl.DateTimeFormat(locale(language), { dateStyle: 'long', timeZone: zone }).format(
    new Date(instant),
  );
}

/** `vrijdag`, in Dutch time. */
export function weekdayText(instant: string, language: string): string {
  return new Intl.DateTimeFormat(locale(language), { weekday: 'long', timeZone: zone }).format(
    new Date(instant),
  );
}

const dayOf = (instant: Date): string =>
  new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone }).format(instant);

/** Whether a moment falls on the day of today, in Dutch time. */
export const sameDay = (instant: string, now = new Date()): boolean =>
  dayOf(new Date(instant)) === dayOf(now);

/** `di 12 mei`, with the year when it is not this one. */
export function shortDateText(instant: string, language: string, now = new Date()): string {
  const date = new Date(instant);
  return new Intl.DateTimeFormat(locale(language), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(dayOf(date).slice(0, 4) === dayOf(now).slice(0, 4) ? {} : { year: 'numeric' }),
    timeZone: zone,
  }).format(date);
}

/** `12 mei 2026 om 14:02`, in Dutch time. */
export function momentText(instant: string, language: string): string {
  return new Intl.DateTimeFormat(locale(language), {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: zone,
  }).format(new Date(instant));
}

const units = { Y: 'year', M: 'month', W: 'week', D: 'day' } as const;

/** `5 jaar`, of an ISO 8601 period of whole years, months, weeks or days such as `P5Y`. */
export function periodText(period: string, language: string): string {
  return Array.from(period.matchAll(/(\d+)([YMWD])/g), ([, count, unit]) =>
    new Intl.NumberFormat(locale(language), {
      style: 'unit',
      unit: units[unit as keyof typeof units],
      unitDisplay: 'long',
    }).format(Number(count)),
  ).join(' ');
}
