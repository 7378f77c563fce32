import { DateTime } from 'luxon';

const at = (instant: Date, timeZone: string): DateTime => DateTime.fromJSDate(instant, { zone: timeZone });

/**
 * The calendar day on which an instant falls where the people work, `YYYY-MM-DD`; such days compare as texts do.
 *
 * @param timeZone IANA name, of the configuration: the zone of the machine never decides
 */
export const dayOf = (instant: Date, timeZone: string): string => at(instant, timeZone).toISODate() ?? '';

/** The same day as short Dutch text: `3-12-2026`. */
export const shortDay = (instant: Date, timeZone: string): string =>
  at(instant, timeZone).toFormat('d-M-yyyy');

/** The calendar year in which an instant falls there. */
export const yearOf = (instant: Date, timeZone: string): number => at(instant, timeZone).year;
