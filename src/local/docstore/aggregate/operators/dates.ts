import { Long, ObjectId, Timestamp } from 'bson';
import { DateTime, type Zone } from 'luxon';
import { type Doc, isNumeric, toJsNumber, type Value } from '../../bson/value.ts';
import { StoreError } from '../../errors.ts';
import { isNil, kindOf, type NamedOperator } from './operator.ts';
import { dateOf, inZone, isoDate, namesZone, zoneOf } from './time-zones.ts';

type Arguments = Readonly<Record<string, Value | undefined>>;

/** Dates, and what carries one. */
function toDate(value: Value | undefined): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1_000);
  throw new StoreError('Location16006', `can't convert from ${kindOf(value)} to Date`);
}

/** The week of the year where weeks begin on Sunday and the days before the first are week 0. */
const weekFromSunday = (moment: DateTime): number =>
  Math.floor((moment.ordinal + 6 - (moment.weekday % 7)) / 7);

const PARTS: Readonly<Record<string, (moment: DateTime) => Value>> = {
  $year: (moment) => moment.year,
  $month: (moment) => moment.month,
  $dayOfMonth: (moment) => moment.day,
  $hour: (moment) => moment.hour,
  $minute: (moment) => moment.minute,
  $second: (moment) => moment.second,
  $millisecond: (moment) => moment.millisecond,
  $dayOfYear: (moment) => moment.ordinal,
  $dayOfWeek: (moment) => (moment.weekday % 7) + 1,
  $week: weekFromSunday,
  $isoWeek: (moment) => moment.weekNumber,
  $isoDayOfWeek: (moment) => moment.weekday,
  $isoWeekYear: (moment) => Long.fromNumber(moment.weekYear),
};

/** A part of a date; its operand is a date, or `{ date, timezone }`. */
const part = (of: (moment: DateTime) => Value): NamedOperator => ({
  required: ['date'],
  optional: ['timezone'],
  run: ({ date, timezone }) =>
    isNil(date) || timezone === null ? null : of(inZone(toDate(date), zoneOf(timezone))),
});

const UNITS = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'] as const;
type Unit = (typeof UNITS)[number];
const MILLISECONDS: Partial<Record<Unit, number>> = {
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
  millisecond: 1,
};

function unitOf(value: Value | undefined): Unit {
  const unit = UNITS.find((name) => name === value);
  if (!unit) throw new StoreError('FailedToParse', 'unknown time unit value; choose year to millisecond');
  return unit;
}

function wholeOf(value: Value | undefined, code: number, what: string): number {
  const number = isNumeric(value) ? toJsNumber(value) : NaN;
  if (!Number.isSafeInteger(number))
    throw new StoreError(`Location${code}`, `${what} must be a whole number`);
  return number;
}

/** Units of a day and more follow the calendar of the zone, shorter ones the clock; a month's end stays within it. */
function shifted(moment: DateTime, unit: Unit, amount: number): DateTime {
  const length = MILLISECONDS[unit];
  return length === undefined
    ? moment.plus({ [`${unit}s`]: amount })
    : inZone(dateOf(moment.plus({ milliseconds: amount * length })), moment.zone);
}

const shift = (sign: 1 | -1): NamedOperator => ({
  required: ['startDate', 'unit', 'amount'],
  optional: ['timezone'],
  run: ({ startDate, unit, amount, timezone }) => {
    if (isNil(startDate) || isNil(unit) || isNil(amount) || timezone === null) return null;
    const count = wholeOf(amount, 5166405, 'the amount');
    return dateOf(shifted(inZone(toDate(startDate), zoneOf(timezone)), unitOf(unit), sign * count));
  },
});

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** 1 for Monday to 7 for Sunday. */
function weekdayOf(value: Value | undefined): number {
  if (value === undefined) return 7;
  const name = typeof value === 'string' ? value.toLowerCase() : '';
  const at = DAYS.findIndex((day) => day === name || (name.length === 3 && day.startsWith(name)));
  if (at < 0) throw new StoreError('FailedToParse', 'unknown day of week value; write one as monday or mon');
  return at + 1;
}

/** Days since 1970 of the calendar day, however long the days between are. */
const dayNumber = (moment: DateTime): number =>
  DateTime.utc(moment.year, moment.month, moment.day).toMillis() / 86_400_000;

/** The number of a unit on the calendar, such that the difference of two is the boundaries between them. */
function ordinal(moment: DateTime, unit: Unit, firstWeekday: number): number {
  switch (unit) {
    case 'year':
      return moment.year;
    case 'quarter':
      return moment.year * 4 + moment.quarter;
    case 'month':
      return moment.year * 12 + moment.month;
    case 'week':
      // Day 0, 1970-01-01, was a Thursday (4).
      return Math.floor((dayNumber(moment) + 4 - firstWeekday) / 7);
    case 'day':
      return dayNumber(moment);
    default: {
      const length = MILLISECONDS[unit]!;
      // Zones with half hours begin their hours elsewhere.
      const offset = (moment.offset * 60_000) % length;
      return Math.floor((moment.toMillis() + offset) / length);
    }
  }
}

const difference: NamedOperator = {
  required: ['startDate', 'endDate', 'unit'],
  optional: ['timezone', 'startOfWeek'],
  run: ({ startDate, endDate, unit, timezone, startOfWeek }) => {
    if (isNil(startDate) || isNil(endDate) || isNil(unit) || timezone === null || startOfWeek === null)
      return null;
    const zone = zoneOf(timezone);
    const [name, weekday] = [unitOf(unit), weekdayOf(startOfWeek)];
    const [from, to] = [startDate, endDate].map((date) => ordinal(inZone(toDate(date), zone), name, weekday));
    return Long.fromNumber(to! - from!);
  },
};

/** Where bins begin to be counted: the first day of 2000 in the zone, or the first such weekday from then. */
function reference(zone: Zone, unit: Unit, firstWeekday: number): DateTime {
  const start = DateTime.fromObject({ year: 2000 }, { zone });
  return unit === 'week' ? start.plus({ days: (firstWeekday - start.weekday + 7) % 7 }) : start;
}

const truncation: NamedOperator = {
  required: ['date', 'unit'],
  optional: ['binSize', 'timezone', 'startOfWeek'],
  run: ({ date, unit, binSize, timezone, startOfWeek }) => {
    if (isNil(date) || isNil(unit) || binSize === null || timezone === null || startOfWeek === null)
      return null;
    const size = binSize === undefined ? 1 : wholeOf(binSize, 5439017, 'binSize');
    if (size <= 0) throw new StoreError('Location5439018', 'binSize must be greater than 0');
    const name = unitOf(unit);
    const weekday = weekdayOf(startOfWeek);
    const zone = zoneOf(timezone);
    const moment = inZone(toDate(date), zone);
    const start = reference(zone, name, weekday);
    const length = MILLISECONDS[name];
    const distance =
      length === undefined
        ? ordinal(moment, name, weekday) - ordinal(start, name, weekday)
        : Math.floor((moment.toMillis() - start.toMillis()) / length);
    return dateOf(shifted(start, name, Math.floor(distance / size) * size));
  },
};

const two = (value: number): string => String(value).padStart(2, '0');
const offsetText = (moment: DateTime): string =>
  `${moment.offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(moment.offset) / 60))}${two(Math.abs(moment.offset) % 60)}`;

/** The specifiers of `$dateToString` (MongoDB manual, "Format Specifiers"). */
const SPECIFIERS: Readonly<Record<string, (moment: DateTime) => string>> = {
  b: (moment) => moment.setLocale('en').monthShort!,
  B: (moment) => moment.setLocale('en').monthLong!,
  d: (moment) => two(moment.day),
  G: (moment) => String(moment.weekYear).padStart(4, '0'),
  H: (moment) => two(moment.hour),
  j: (moment) => String(moment.ordinal).padStart(3, '0'),
  L: (moment) => String(moment.millisecond).padStart(3, '0'),
  m: (moment) => two(moment.month),
  M: (moment) => two(moment.minute),
  S: (moment) => two(moment.second),
  u: (moment) => String(moment.weekday),
  U: (moment) => two(weekFromSunday(moment)),
  V: (moment) => two(moment.weekNumber),
  w: (moment) => String((moment.weekday % 7) + 1),
  Y: (moment) => String(moment.year).padStart(4, '0'),
  z: offsetText,
  Z: (moment) => String(moment.offset),
  '%': () => '%',
};

const toText: NamedOperator = {
  required: ['date'],
  optional: ['format', 'timezone', 'onNull'],
  run: ({ date, format, timezone, onNull }) => {
    if (isNil(date)) return onNull ?? null;
    if (timezone === null || format === null) return null;
    if (format !== undefined && typeof format !== 'string')
      throw new StoreError('Location18533', `$dateToString requires that 'format' be a string`);
    const moment = inZone(toDate(date), zoneOf(timezone));
    if (moment.year < 0 || moment.year > 9999)
      throw new StoreError(
        'Location18537',
        'Could not convert date to string: its year is not from 0 to 9999',
      );
    const pattern = format ?? `%Y-%m-%dT%H:%M:%S.%L${moment.offset === 0 ? 'Z' : ''}`;
    return pattern.replace(/%(.?)/gs, (_whole, name: string) => {
      const specifier = Object.hasOwn(SPECIFIERS, name) ? SPECIFIERS[name] : undefined;
      if (!specifier)
        throw new StoreError('Location18536', `Invalid format character '%${name}' in format string`);
      return specifier(moment);
    });
  },
};

const fromText: NamedOperator = {
  required: ['dateString'],
  optional: ['timezone', 'format', 'onError', 'onNull'],
  run: (args) => {
    const { dateString, timezone, format, onNull } = args;
    if (format !== undefined)
      throw new StoreError(
        'NotImplemented',
        "'format' of $dateFromString is not supported by this store; write ISO 8601.",
      );
    if (isNil(dateString)) return onNull ?? null;
    if (timezone === null) return null;
    const zone = zoneOf(timezone);
    const text = typeof dateString === 'string' ? dateString : undefined;
    if (text !== undefined && timezone !== undefined && namesZone(text))
      throw new StoreError(
        'ConversionFailure',
        'you cannot pass in a date/time string with time zone information together with a timezone argument',
      );
    const date = text === undefined ? undefined : isoDate(text, zone);
    if (date) return date;
    if ('onError' in args) return args['onError'];
    throw new StoreError('ConversionFailure', 'Error parsing date string: it is not a date of ISO 8601');
  },
};

const fromParts: NamedOperator = {
  required: [],
  optional: [
    ...['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond', 'timezone'],
    ...['isoWeekYear', 'isoWeek', 'isoDayOfWeek'],
  ],
  run: (args: Arguments) => {
    if (Object.values(args).includes(null)) return null;
    const iso = 'isoWeekYear' in args;
    if (iso === 'year' in args)
      throw new StoreError(
        'Location40516',
        "$dateFromParts requires either 'year' or 'isoWeekYear' to be present",
      );
    const number = (name: string, otherwise: number): number =>
      args[name] === undefined ? otherwise : wholeOf(args[name], 40515, `'${name}' of $dateFromParts`);
    const year = number(iso ? 'isoWeekYear' : 'year', 1);
    if (year < 1 || year > 9999)
      throw new StoreError('Location40523', 'the year of $dateFromParts must be from 1 to 9999');
    const start = iso
      ? DateTime.fromObject({ weekYear: year, weekNumber: 1, weekday: 1 }, { zone: 'utc' }).plus({
          weeks: number('isoWeek', 1) - 1,
          days: number('isoDayOfWeek', 1) - 1,
        })
      : DateTime.utc(year)
          .plus({ months: number('month', 1) - 1 })
          .plus({ days: number('day', 1) - 1 });
    // Numbers beyond their range carry over into the next; on the clock of the zone.
    const moment = start.plus({
      hours: number('hour', 0),
      minutes: number('minute', 0),
      seconds: number('second', 0),
      milliseconds: number('millisecond', 0),
    });
    return dateOf(moment.setZone(zoneOf(args['timezone']), { keepLocalTime: true }));
  },
};

const toParts: NamedOperator = {
  required: ['date'],
  optional: ['timezone', 'iso8601'],
  run: ({ date, timezone, iso8601 }) => {
    if (isNil(date) || timezone === null || iso8601 === null) return null;
    if (iso8601 !== undefined && typeof iso8601 !== 'boolean')
      throw new StoreError('Location40521', 'iso8601 of $dateToParts must evaluate to a bool');
    const moment = inZone(toDate(date), zoneOf(timezone));
    const parts: [string, Value][] =
      iso8601 === true
        ? [
            ['isoWeekYear', moment.weekYear],
            ['isoWeek', moment.weekNumber],
            ['isoDayOfWeek', moment.weekday],
          ]
        : [
            ['year', moment.year],
            ['month', moment.month],
            ['day', moment.day],
          ];
    const doc: Doc = new Map(parts);
    doc.set('hour', moment.hour).set('minute', moment.minute);
    return doc.set('second', moment.second).set('millisecond', moment.millisecond);
  },
};

/** Operators that take one date, alone or as `{ date, timezone }`. */
export const DATE_PART_OPERATORS: Readonly<Record<string, NamedOperator>> = Object.fromEntries(
  Object.entries(PARTS).map(([name, of]) => [name, part(of)]),
);

/** Operators on dates with named arguments. */
export const NAMED_DATE_OPERATORS: Readonly<Record<string, NamedOperator>> = {
  $dateAdd: shift(1),
  $dateSubtract: shift(-1),
  $dateDiff: difference,
  $dateTrunc: truncation,
  $dateToString: toText,
  $dateFromString: fromText,
  $dateFromParts: fromParts,
  $dateToParts: toParts,
};
