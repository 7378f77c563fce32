import { dateAndTime, FeelDate, FeelDateTime, FeelDuration } from 'feelin';
import { nextCronTime, parseCron } from './cron.ts';

/** When a timer fires first, how often, and in which interval. */
export interface Schedule {
  /** Epoch milliseconds. */
  readonly dueDate: number;
  /** Times it fires; -1 without end. */
  readonly repetitions: number;
  /** Repeating timers: ISO duration or cron expression. */
  readonly interval?: string;
}

const DURATION =
  /^([+-])?P(?:([+-]?\d+)Y)?(?:([+-]?\d+)M)?(?:([+-]?\d+)W)?(?:([+-]?\d+)D)?(?:T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+(?:[.,]\d+)?)S)?)?$/;

/** The moment an ISO 8601 duration after `from` (epoch ms; months and years in UTC); undefined: not a duration. */
export function addDuration(from: number, iso: string): number | undefined {
  const match = DURATION.exec(iso);
  if (match === null || /^[+-]?P$|T$/.test(iso)) return undefined;
  const sign = match[1] === '-' ? -1 : 1;
  const [years, months, weeks, days, hours, minutes, seconds] = match
    .slice(2)
    .map((part: string | undefined) => sign * Number((part ?? '0').replace(',', '.'))) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  let time = from;
  if (years !== 0 || months !== 0) time = addMonths(time, years * 12 + months);
  return Math.round(
    time + (weeks * 7 + days) * 86_400_000 + hours * 3_600_000 + minutes * 60_000 + seconds * 1_000,
  );
}

/** Same day of another month, or that month's last day. */
function addMonths(time: number, months: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** Epoch milliseconds of an ISO date and time with a zone, or of a FEEL date (and time; without a zone: UTC); undefined: neither. */
export function moment(value: unknown): number | undefined {
  if (value instanceof FeelDate) return Date.UTC(value.year, value.month - 1, value.day);
  const dateTime = typeof value === 'string' ? parseDateTime(value) : value;
  if (!(dateTime instanceof FeelDateTime)) return undefined;
  try {
    const zone = dateTime.zone === null || dateTime.zone === 'Z' ? 'UTC' : dateTime.zone;
    return dateTime.unwrap().toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** Java also writes the zone's name in brackets behind the offset. Without a zone a text is no moment, as in Zeebe. */
function parseDateTime(text: string): FeelDateTime | undefined {
  const plain = text.replace(/\[[^\]]*\]$/, '');
  const parsed: unknown = plain.includes('T') ? dateAndTime(plain) : undefined;
  return parsed instanceof FeelDateTime && parsed.zone !== null ? parsed : undefined;
}

/** The schedule of a timer definition's value; undefined: the value is not of that type. */
export function schedule(
  type: 'date' | 'duration' | 'cycle',
  value: unknown,
  now: number,
): Schedule | undefined {
  switch (type) {
    case 'date': {
      const dueDate = moment(value);
      return dueDate === undefined ? undefined : { dueDate, repetitions: 1 };
    }
    case 'duration': {
      const text = value instanceof FeelDuration ? value.toString() : value;
      const dueDate = typeof text === 'string' ? addDuration(now, text) : undefined;
      return dueDate === undefined ? undefined : { dueDate, repetitions: 1 };
    }
    case 'cycle':
      return typeof value === 'string' ? cycle(value.trim(), now) : undefined;
  }
}

function cycle(text: string, now: number): Schedule | undefined {
  const match = /^R(\d*)\/(?:(.+)\/)?(.+)$/.exec(text);
  if (match === null) {
    if (parseCron(text) === undefined) return undefined;
    const dueDate = nextCronTime(text, now);
    return dueDate === undefined ? undefined : { dueDate, repetitions: -1, interval: text };
  }
  const [, count = '', start, interval = ''] = match;
  const next = addDuration(now, interval);
  if (next === undefined) return undefined;
  const first = start === undefined ? next : moment(start);
  if (first === undefined) return undefined;
  // A start that has passed counts for nothing: the first time is one interval from now.
  return { dueDate: first > now ? first : next, repetitions: count === '' ? -1 : Number(count), interval };
}

/**
 * The next time after `dueDate`; undefined: a cron expression without one. Times that were missed are not made up for:
 * when the next one has passed too, the interval begins now.
 */
export function nextTime(interval: string, dueDate: number, now: number): number | undefined {
  const next = addDuration(dueDate, interval);
  if (next === undefined) return nextCronTime(interval, Math.max(dueDate, now));
  return next > now ? next : addDuration(now, interval);
}
