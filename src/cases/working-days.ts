import Holidays from 'date-holidays';
import { DateTime, Duration } from 'luxon';
import type { Configuration, Term } from './configuration.ts';

/** The part of the configuration that decides what a working day is. */
export type CalendarSettings = Pick<Configuration, 'timeZone' | 'holidays' | 'reminderHour'>;

/** Last moment of a step and the moment of its reminder, as ISO 8601 date-times in UTC. */
export interface TermDates {
  readonly dueAt: string;
  readonly remindAt: string;
}

/**
 * Counts working days: Monday to Friday without public holidays, in one time zone.
 *
 * Instants go in and come out; which day an instant belongs to is decided in the calendar's time zone, so that a change
 * to summer time never moves a term.
 */
export interface WorkingDayCalendar {
  /** Whether the day that `instant` falls on is a working day. */
  isWorkingDay(instant: Date): boolean;
  /**
   * End (23:59:59.999 local time) of the `days`-th working day after the day of `from`; negative counts back. With 0: the end
   * of that same day, whatever day it is.
   */
  addWorkingDays(from: Date, days: number): Date;
  /**
   * Working days after the day of `from` up to and including the day of `to`; 0 when no working day lies between them,
   * negative when `to` is the earlier.
   */
  workingDaysBetween(from: Date, to: Date): number;
  /** Due and reminder moment of a step that begins at `from`. */
  termDates(term: Term, from: Date): TermDates;
  /**
   * Due and reminder moment of something with a date of its own, such as an intervention: due at the end of `date`
   * (`yyyy-mm-dd`). A reminder that would lie before `from` moves to the last day, or to the due moment itself.
   *
   * @throws RangeError when `date` is no calendar date.
   */
  datesFor(date: string, remindBeforeWorkingDays: number, from: Date): TermDates;
}

/** Makes a calendar; holidays are computed once per year that is asked for. */
export function createWorkingDayCalendar(settings: CalendarSettings): WorkingDayCalendar {
  const { timeZone, reminderHour } = settings;
  const source = new Holidays(settings.holidays.country);
  const holidaysByYear = new Map<number, ReadonlySet<string>>();

  const holidaysOf = (year: number): ReadonlySet<string> => {
    let days = holidaysByYear.get(year);
    if (!days) {
      days = new Set(
        source
          .getHolidays(year)
          .filter(({ type, rule }) => type === 'public' || settings.holidays.alsoHolidays.includes(rule))
          .map(({ date }) => date.slice(0, 10)),
      );
      holidaysByYear.set(year, days);
    }
    return days;
  };

  const dayOf = (instant: Date): DateTime => DateTime.fromJSDate(instant, { zone: timeZone }).startOf('day');
  const isWorking = (day: DateTime): boolean =>
    day.weekday <= 5 && !holidaysOf(day.year).has(day.toFormat('yyyy-MM-dd'));

  const step = (from: DateTime, days: number): DateTime => {
    const direction = Math.sign(days);
    let day = from;
    for (let left = Math.abs(days); left > 0;) {
      day = day.plus({ days: direction });
      if (isWorking(day)) left -= 1;
    }
    return day;
  };

  const reminder = (lastDay: DateTime, remindBeforeWorkingDays: number): DateTime =>
    step(lastDay, -remindBeforeWorkingDays).set({ hour: reminderHour });

  const iso = (moment: DateTime): string => moment.toJSDate().toISOString();

  return {
    isWorkingDay: (instant) => isWorking(dayOf(instant)),

    addWorkingDays: (from, days) => step(dayOf(from), days).endOf('day').toJSDate(),

    workingDaysBetween: (from, to) => {
      const [start, end] = [dayOf(from), dayOf(to)];
      const [early, late] = start <= end ? [start, end] : [end, start];
      let count = 0;
      for (let day = early.plus({ days: 1 }); day <= late; day = day.plus({ days: 1 })) {
        if (isWorking(day)) count += 1;
      }
      return start <= end || count === 0 ? count : -count;
    },

    termDates: (term, from) => {
      if ('period' in term) {
        const end = DateTime.fromJSDate(from, { zone: timeZone }).plus(Duration.fromISO(term.period));
        const dueAt = term.period.includes('T') ? end : end.endOf('day');
        return { dueAt: iso(dueAt), remindAt: iso(dueAt.minus(Duration.fromISO(term.remindBefore))) };
      }
      const lastDay = step(dayOf(from), term.workingDays);
      return {
        dueAt: iso(lastDay.endOf('day')),
        remindAt: iso(reminder(lastDay, term.remindBeforeWorkingDays)),
      };
    },

    datesFor: (date, remindBeforeWorkingDays, from) => {
      const lastDay = DateTime.fromISO(date, { zone: timeZone }).startOf('day');
      if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !lastDay.isValid) {
        throw new RangeError('A date must be written as yyyy-mm-dd and exist.');
      }
      const dueAt = lastDay.endOf('day');
      const candidates = [reminder(lastDay, remindBeforeWorkingDays), lastDay.set({ hour: reminderHour })];
      const remindAt = candidates.find((moment) => moment.toMillis() > from.getTime()) ?? dueAt;
      return { dueAt: iso(dueAt), remindAt: iso(remindAt) };
    },
  };
}
