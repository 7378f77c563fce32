import { productError } from '../../lib/errors.ts';
import type { CaseFile } from '../case-file.ts';
import { withMessage } from '../messages.ts';
import { StepImpossible } from '../step-impossible.ts';
import { withTimeline } from '../timeline.ts';
import { personOf, type LapseReport, type Notice } from './person-record.ts';

/** Long enough to start the process once the engine is there; a repeat within it starts nothing twice. */
const ADMITTED_TTL_MS = 3_600_000;
/** Whoever waits takes it at once; what nobody waits for must not surprise a process days later. */
const SHORT_TTL_MS = 60_000;

/** Starts the process in which the contact point informs the person or motivates why not (art. 14 GDPR). */
export function withNoticeProcess(caseFile: CaseFile, at: Date): CaseFile {
  const { caseId, municipalityPartnerId } = caseFile;
  return withMessage(
    caseFile,
    {
      messageId: `case-admitted-${caseId}`,
      name: 'case-admitted',
      timeToLiveMs: ADMITTED_TTL_MS,
      variables: { caseId, municipalityPartnerId },
    },
    at,
  );
}

/** Ends the processes that run beside the life of the case. */
export function withCaseEnded(caseFile: CaseFile, at: Date): CaseFile {
  return withMessage(
    caseFile,
    { messageId: `case-ended-${caseFile.caseId}`, name: 'case-ended', timeToLiveMs: SHORT_TTL_MS },
    at,
  );
}

/** Records that the person was informed, or why not (Besluit art. 4, first and second paragraph). */
export function recordNotice(caseFile: CaseFile, notice: Omit<Notice, 'recheckAt'>): CaseFile {
  const person = personOf(caseFile);
  return withTimeline(
    { ...caseFile, person: { ...person, notices: [...person.notices, { ...notice, recheckAt: null }] } },
    notice.outcome === 'informed' ? 'subject-informed' : 'subject-not-informed',
    notice.at,
  );
}

/** Sets when the exception is looked at again, so that it never lasts by silence. */
export function planNoticeRecheck(caseFile: CaseFile, recheckAt: Date): CaseFile {
  const person = personOf(caseFile);
  const last = person.notices.at(-1);
  if (last?.outcome !== 'exception') {
    throw new StepImpossible(
      `Case ${caseFile.caseId} has no exception to inform the person; there is nothing to look at again.`,
    );
  }
  return {
    ...caseFile,
    person: { ...person, notices: [...person.notices.slice(0, -1), { ...last, recheckAt }] },
  };
}

/**
 * A partner reports that its exception lapsed; the question returns to the contact point at once.
 *
 * @throws ProductError `rule-refused` when no exception holds
 */
export function reportLapse(caseFile: CaseFile, report: LapseReport): CaseFile {
  const person = personOf(caseFile);
  if (person.notices.at(-1)?.outcome !== 'exception') {
    throw productError('rule-refused', { reason: 'Er is geen uitzondering vastgelegd die kan vervallen.' });
  }
  const reported = withTimeline(
    { ...caseFile, person: { ...person, lapseReports: [...person.lapseReports, report] } },
    'notice-exception-lapsed',
    report.at,
    { partnerId: report.partnerId },
  );
  return withMessage(
    reported,
    { messageId: report.reportId, name: 'notice-exception-lapsed', timeToLiveMs: SHORT_TTL_MS },
    report.at,
  );
}
