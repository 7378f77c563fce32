import { DateTime } from 'luxon';
import type { Connection } from 'mongoose';
import type { reportTables, YearlyReport } from '../../contract/accountability.ts';
import type { Clock } from '../../lib/clock.ts';
import { caseModel, type CaseFile, type Submission } from '../case-file.ts';
import type { Configuration } from '../configuration.ts';
import { hideSmallParts } from '../small-counts.ts';

/**
 * The yearly report on effectiveness and on the usefulness of what was exchanged (Wgpart art. 18): counts of choices and dates,
 * nothing about one person, and no small counts.
 */
export interface YearlyReportReader {
  /** @param municipalityId cases of this municipality; undefined: of all */
  read(year: number, municipalityId: string | undefined): Promise<YearlyReport>;
}

export interface YearlyReportOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly configuration: Pick<Configuration, 'dashboard' | 'timeZone'>;
}

type TableId = (typeof reportTables)[number];
type Counted = Pick<
  CaseFile,
  'openedAt' | 'timeline' | 'screeningRounds' | 'informationRequests' | 'interventions' | 'submissions'
>;

const countedProperties = {
  _id: 0,
  openedAt: 1,
  'timeline.at': 1,
  'timeline.kind': 1,
  'screeningRounds.talliedAt': 1,
  'screeningRounds.result': 1,
  'informationRequests.answer.at': 1,
  'informationRequests.answer.choice': 1,
  'interventions.reportedAt': 1,
  'interventions.state': 1,
  'submissions.at': 1,
  'submissions.formId': 1,
  'submissions.data.closureReason': 1,
  'submissions.data.goals.goalId': 1,
  'submissions.data.goals.progress': 1,
} as const;

/** The kinds that a table tells apart; one that occurs and is not among them is added. */
const kinds: { readonly [T in TableId]: readonly string[] } = {
  'screening-results': ['admit', 'refer', 'stop', 'no-agreement'],
  'information-answers': ['supplied', 'refused', 'oral'],
  interventions: ['done', 'not-done'],
  goals: ['reached', 'better', 'same', 'worse', 'unknown'],
  'closure-reasons': [],
};

export function yearlyReportReader(options: YearlyReportOptions): YearlyReportReader {
  const { connection, clock, configuration } = options;
  const { hiddenBelow } = configuration.dashboard;
  const model = caseModel(connection);

  return {
    async read(year, municipalityId) {
      const start = DateTime.fromObject({ year }, { zone: configuration.timeZone });
      const [from, until] = [start.toJSDate(), start.plus({ years: 1 }).toJSDate()];
      const inYear = (at: Date | null | undefined): boolean =>
        at !== null && at !== undefined && at >= from && at < until;
      const cases = await model
        .find(
          {
            activeYears: { $in: years(from, until) },
            ...(municipalityId === undefined ? {} : { municipalityId }),
          },
          countedProperties,
        )
        .lean<Counted[]>();

      const found: { readonly [T in TableId]: readonly string[] } = {
        'screening-results': cases.flatMap(({ screeningRounds }) =>
          screeningRounds.flatMap(({ talliedAt, result }) => (inYear(talliedAt) && result ? [result] : [])),
        ),
        'information-answers': cases.flatMap(({ informationRequests }) =>
          informationRequests.flatMap(({ answer }) => (inYear(answer?.at) && answer ? [answer.choice] : [])),
        ),
        interventions: cases.flatMap(({ interventions }) =>
          interventions.flatMap(({ reportedAt, state }) => (inYear(reportedAt) ? [state] : [])),
        ),
        goals: cases.flatMap(({ submissions }) => lastProgress(submissions, inYear)),
        'closure-reasons': cases.flatMap(({ submissions }) =>
          submissions.flatMap(({ formId, at, data }) =>
            formId === 'closure' && inYear(at) && typeof data['closureReason'] === 'string'
              ? [data['closureReason']]
              : [],
          ),
        ),
      };
      const opened = cases.filter(({ openedAt }) => inYear(openedAt)).length;
      return {
        year,
        asOf: clock.now().toISOString(),
        hiddenBelow,
        opened: hideSmallParts([opened], hiddenBelow).total,
        tables: (Object.keys(found) as TableId[]).map((tableId) =>
          tableOf(tableId, found[tableId], hiddenBelow),
        ),
        durations: [
          {
            durationId: 'opened-to-screened',
            medianDays: medianDays(
              cases.flatMap(({ openedAt, screeningRounds }) => {
                const last = screeningRounds.at(-1);
                return last?.talliedAt && last.result !== 'no-agreement' && inYear(last.talliedAt)
                  ? [[openedAt, last.talliedAt] as const]
                  : [];
              }),
              hiddenBelow,
            ),
          },
          {
            durationId: 'opened-to-closed',
            medianDays: medianDays(
              cases.flatMap(({ openedAt, timeline }) =>
                timeline.flatMap(({ kind, at }) =>
                  kind === 'case-closed' && inYear(at) ? [[openedAt, at] as const] : [],
                ),
              ),
              hiddenBelow,
            ),
          },
        ],
      };
    },
  };
}

/** The years in UTC that a year by the clock of the municipality touches. */
function years(from: Date, until: Date): number[] {
  const [first, last] = [from.getUTCFullYear(), until.getUTCFullYear()];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function tableOf(
  tableId: TableId,
  found: readonly string[],
  hiddenBelow: number,
): YearlyReport['tables'][number] {
  const rowIds = [...new Set([...kinds[tableId], ...found])];
  const { total, counts } = hideSmallParts(
    rowIds.map((rowId) => found.filter((kind) => kind === rowId).length),
    hiddenBelow,
  );
  return { tableId, total, rows: rowIds.map((rowId, index) => ({ rowId, count: counts[index] ?? null })) };
}

/** How far each goal of a case was at its last review of the year. */
function lastProgress(
  submissions: readonly Pick<Submission, 'formId' | 'at' | 'data'>[],
  inYear: (at: Date) => boolean,
): string[] {
  const byGoal = new Map<string, string>();
  for (const { formId, at, data } of submissions) {
    if (formId !== 'review' || !inYear(at) || !Array.isArray(data['goals'])) continue;
    for (const { goalId, progress } of data['goals'] as { goalId?: unknown; progress?: unknown }[]) {
      if (typeof goalId === 'string' && typeof progress === 'string') byGoal.set(goalId, progress);
    }
  }
  return [...byGoal.values()];
}

const DAY_MS = 86_400_000;

/** Null when it would be about so few cases that it could point at one. */
function medianDays(periods: readonly (readonly [Date, Date])[], hiddenBelow: number): number | null {
  if (periods.length < hiddenBelow) return null;
  const days = periods
    .map(([from, to]) => Math.round((to.getTime() - from.getTime()) / DAY_MS))
    .sort((a, b) => a - b);
  return days[Math.floor(days.length / 2)] ?? null;
}
