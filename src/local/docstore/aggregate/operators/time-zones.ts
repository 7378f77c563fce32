import { DateTime, FixedOffsetZone, IANAZone, type Zone } from 'luxon';
import type { Value } from '../../bson/value.ts';
import { StoreError } from '../../errors.ts';
import { kindOf } from './operator.ts';

/**
 * A time zone by its name in the IANA database or its offset (`+01`, `+0130`, `+01:30`); UTC when none is given.
 * @throws StoreError for any other text
 */
export function zoneOf(timezone: Value | undefined): Zone {
  if (timezone === undefined) return FixedOffsetZone.utcInstance;
  if (typeof timezone !== 'string')
    throw new StoreError('Location40517', `timezone must evaluate to a string, found ${kindOf(timezone)}`);
  if (['UTC', 'GMT', 'Z'].includes(timezone)) return FixedOffsetZone.utcInstance;
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(timezone);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return FixedOffsetZone.instance(offset[1] === '-' ? -minutes : minutes);
  }
  if (!IANAZone.isValidZone(timezone))
    throw new StoreError('Location40485', `unrecognized time zone identifier: "${timezone}"`);
  return IANAZone.create(timezone);
}

/** A moment in a time zone. */
export function inZone(date: Date, zone: Zone): DateTime {
  return DateTime.fromJSDate(date, { zone });
}

/** The JavaScript date of a moment. @throws StoreError when it is outside of what a date can hold */
export function dateOf(moment: DateTime): Date {
  const date = moment.toJSDate();
  if (!moment.isValid || Number.isNaN(date.getTime()))
    throw new StoreError('Overflow', 'The date is outside of the range of years -271821 to 275760.');
  return date;
}

/** A date of ISO 8601, in a zone when it names none itself; undefined when it is not one. */
export function isoDate(text: string, zone?: Zone): Date | undefined {
  const moment = DateTime.fromISO(text.trim().replace(' ', 'T'), {
    zone: zone ?? FixedOffsetZone.utcInstance,
  });
  return moment.isValid ? moment.toJSDate() : undefined;
}

/** Whether a text names its own zone. */
export function namesZone(text: string): boolean {
  return /T.*(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})$/i.test(text.trim().replace(' ', 'T'));
}
