import type { Collection } from 'mongoose';
import type { CaseFile } from './case-file.ts';

/** What is dated in a case and counted per year. */
export type Dated = Pick<CaseFile, 'openedAt'> &
  Partial<
    Pick<CaseFile, 'timeline' | 'screeningRounds' | 'informationRequests' | 'interventions' | 'submissions'>
  >;

/** The calendar years (UTC) in which something was dated in a case, so that a year finds its cases through an index. */
export function activeYearsOf(caseFile: Dated): number[] {
  const { openedAt, timeline = [], screeningRounds = [] } = caseFile;
  const { informationRequests = [], interventions = [], submissions = [] } = caseFile;
  const dates = [
    openedAt,
    ...timeline.map(({ at }) => at),
    ...screeningRounds.map(({ talliedAt }) => talliedAt),
    ...informationRequests.map(({ answer }) => answer?.at ?? null),
    ...interventions.map(({ reportedAt }) => reportedAt),
    ...submissions.map(({ at }) => at),
  ];
  return [...new Set(dates.flatMap((date) => (date === null ? [] : date.getUTCFullYear())))].sort();
}

/** Gives cases of before there were active years theirs. */
export async function giveCasesTheirYears(collection: Collection): Promise<void> {
  const without = { activeYears: { $exists: false } };
  for await (const { _id, ...caseFile } of collection.find(without)) {
    const activeYears = activeYearsOf(caseFile as unknown as CaseFile);
    await collection.updateOne({ _id, ...without }, { $set: { activeYears } });
  }
}
