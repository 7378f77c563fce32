import { DateTime } from 'luxon';
import type { BreakGlass, CaseFile } from '../case-file.ts';
import { reportDataBreach } from '../person/data-breach.ts';
import { personOf, type DataBreach } from '../person/person-record.ts';
import { StepImpossible } from '../step-impossible.ts';
import { momentText } from './moment-text.ts';

/** The breach as which an emergency access was reported; undefined: it was not. */
export function breachOfAccess(
  caseFile: CaseFile,
  { breakGlassId }: Pick<BreakGlass, 'breakGlassId'>,
): DataBreach | undefined {
  return personOf(caseFile).dataBreaches.find((breach) => breach.breakGlassId === breakGlassId);
}

/**
 * Reports an emergency access that was not justified as a data breach: data was seen by somebody who had no ground for it. The
 * 72 hours count from the judgement, with which it was discovered. Described by what the case knows already, and not by
 * what the reviewer wrote. Once per access.
 *
 * @throws StepImpossible when there is no such access, or it was not judged so
 */
export function reportUnjustifiedAccess(
  caseFile: CaseFile,
  breakGlassId: unknown,
  texts: { readonly partnerName: (partnerId: string) => string; readonly timeZone: string },
): CaseFile {
  const opened = caseFile.breakGlass.find((candidate) => candidate.breakGlassId === breakGlassId);
  if (opened?.review?.verdict !== 'not-justified') {
    throw new StepImpossible(
      `Case ${caseFile.caseId} has no emergency access of the id that the process names that was judged as not justified.`,
    );
  }
  if (breachOfAccess(caseFile, opened) !== undefined) return caseFile;
  const { at, userId, submissionId } = opened.review;
  const reviewer = caseFile.submissions.find((submission) => submission.submissionId === submissionId);
  return reportDataBreach(caseFile, {
    dataBreachId: `breach-${opened.breakGlassId}`,
    breakGlassId: opened.breakGlassId,
    requestId: opened.breakGlassId,
    at,
    partnerId: reviewer?.partnerId ?? caseFile.municipalityPartnerId,
    userId,
    data: descriptionOf(caseFile, opened, at, texts),
    discoveredAt: at,
    risk: null,
    authorityNotifiedAt: null,
    affected: null,
    closedAt: null,
  });
}

/** The answers of the form `data-breach`, without anybody's name. */
function descriptionOf(
  { reference }: CaseFile,
  { partnerId, at: openedAt, until }: BreakGlass,
  judgedAt: Date,
  { partnerName, timeZone }: Parameters<typeof reportUnjustifiedAccess>[2],
): DataBreach['data'] {
  const discovered = DateTime.fromJSDate(judgedAt, { zone: timeZone });
  return {
    discoveredOn: discovered.toFormat('yyyy-MM-dd'),
    discoveredTime: discovered.toFormat('HH:mm'),
    what:
      `Iemand van ${partnerName(partnerId)} opende casus ${reference} met noodtoegang, van ` +
      `${momentText(openedAt, timeZone)} tot ${momentText(until, timeZone)}. Bij de beoordeling bleek dit niet ` +
      `gerechtvaardigd. Wie het was en wat is bekeken, staat in het logboek van deze casus; de toetser kan het inzien.`,
    nature: ['confidentiality'],
    immediate: 'Deze noodtoegang is beëindigd.',
  };
}
