/** Cron expressions of six fields as in Spring (second minute hour day month weekday), in UTC. */
interface Cron {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly matchesDay: (date: Date) => boolean;
}

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAY = 86_400_000;
/** 29 February on a given weekday returns within 40 years. */
const HORIZON_DAYS = 40 * 366;

/** The parsed expression; undefined: not a cron expression. */
export function parseCron(text: string): Cron | undefined {
  const fields = (MACROS[text] ?? text).trim().toUpperCase().split(/\s+/);
  if (fields.length !== 6) return undefined;
  const [second, minute, hour, day, month, weekday] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const seconds = values(second, 0, 59);
  const minutes = values(minute, 0, 59);
  const hours = values(hour, 0, 23);
  const months = values(named(month, MONTHS, 1), 1, 12);
  const days = dayOfMonth(day);
  const weekdays = dayOfWeek(named(weekday, WEEKDAYS, 0));
  if (!seconds || !minutes || !hours || !months || !days || !weekdays) return undefined;
  return {
    seconds,
    minutes,
    hours,
    months: new Set(months),
    matchesDay: (date) => days(date) && weekdays(date),
  };
}

/** The first time after `after` (epoch ms); undefined: none, or not a cron expression. */
export function nextCronTime(text: string, after: number): number | undefined {
  const cron = parseCron(text);
  if (cron === undefined) return undefined;
  const start = (Math.floor(after / 1_000) + 1) * 1_000;
  const firstDay = Math.floor(start / DAY) * DAY;
  for (let i = 0; i <= HORIZON_DAYS; i++) {
    const day = firstDay + i * DAY;
    const date = new Date(day);
    if (!cron.months.has(date.getUTCMonth() + 1) || !cron.matchesDay(date)) continue;
    const time = firstTime(cron, i === 0 ? start - day : 0);
    if (time !== undefined) return day + time;
  }
  return undefined;
}

/** The first matching time of a day at or after `from` (ms since midnight). */
function firstTime(cron: Cron, from: number): number | undefined {
  for (const hour of cron.hours) {
    if ((hour + 1) * 3_600_000 <= from) continue;
    for (const minute of cron.minutes) {
      const start = hour * 3_600_000 + minute * 60_000;
      if (start + 60_000 <= from) continue;
      const second = cron.seconds.find((candidate) => start + candidate * 1_000 >= from);
      if (second !== undefined) return start + second * 1_000;
    }
  }
  return undefined;
}

function named(field: string, names: readonly string[], first: number): string {
  return field.replace(/[A-Z]{3}/g, (name) =>
    names.includes(name) ? String(names.indexOf(name) + first) : name,
  );
}

/** `*`, `a`, `a-b`, each with `/step`, in a comma list. */
function values(field: string, low: number, high: number): number[] | undefined {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:[*?]|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, from, to, step] = match;
    const start = from === undefined ? low : Number(from);
    const end = to !== undefined ? Number(to) : from === undefined || step !== undefined ? high : start;
    if (start < low || end > high || start > end || step === '0') return undefined;
    for (let value = start; value <= end; value += step === undefined ? 1 : Number(step)) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

type DayTest = (date: Date) => boolean;

function lastDay(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

/** Also `L` (last day), `L-n`, `LW` (last weekday) and `nW` (weekday nearest to the n-th). */
function dayOfMonth(field: string): DayTest | undefined {
  const before = /^L(?:-(\d+))?$/.exec(field);
  if (before !== null) return (date) => date.getUTCDate() === lastDay(date) - Number(before[1] ?? 0);
  const near = /^(\d+|L)W$/.exec(field);
  if (near !== null) {
    const [, wanted] = near;
    return (date) =>
      date.getUTCDate() === nearestWeekday(date, wanted === 'L' ? lastDay(date) : Number(wanted));
  }
  const days = values(field, 1, 31);
  return days === undefined ? undefined : (date) => days.includes(date.getUTCDate());
}

function nearestWeekday(month: Date, wanted: number): number {
  const last = lastDay(month);
  const day = Math.min(wanted, last);
  const weekday = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), day)).getUTCDay();
  if (weekday === 6) return day > 1 ? day - 1 : day + 2;
  if (weekday === 0) return day < last ? day + 1 : day - 2;
  return day;
}

/** Also `nL` (the last such weekday of the month) and `n#k` (the k-th). Sunday is 0 or 7. */
function dayOfWeek(field: string): DayTest | undefined {
  const last = /^([0-7])L$/.exec(field);
  if (last !== null) {
    return (date) => date.getUTCDay() === Number(last[1]) % 7 && date.getUTCDate() + 7 > lastDay(date);
  }
  const nth = /^([0-7])#([1-5])$/.exec(field);
  if (nth !== null) {
    return (date) =>
      date.getUTCDay() === Number(nth[1]) % 7 && Math.ceil(date.getUTCDate() / 7) === Number(nth[2]);
  }
  const days = values(field, 0, 7)?.map((day) => day % 7);
  return days === undefined ? undefined : (date) => days.includes(date.getUTCDay());
}
