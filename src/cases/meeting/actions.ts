import { productError } from '../../lib/errors.ts';
import type { CaseFile } from '../case-file.ts';
import { StepImpossible } from '../step-impossible.ts';
import { withMeetingItem } from './agenda.ts';
import type { MeetingDecision, MeetingItem } from './model.ts';
import { withDecision, withDecisionEnded } from './record.ts';

interface Found {
  readonly item: MeetingItem;
  readonly decision: MeetingDecision;
}

/** The decision of this id with the item in which it was taken; undefined when the case does not have it. */
export function findDecision({ meetings }: CaseFile, decisionId: unknown): Found | undefined {
  for (const item of meetings) {
    const decision = item.decisions.find(({ recordId }) => recordId === decisionId);
    if (decision !== undefined) return { item, decision };
  }
  return undefined;
}

/** The decision that a step is about. @throws StepImpossible when the case does not have it */
export function decisionOf(caseFile: CaseFile, decisionId: unknown): MeetingDecision {
  const found = findDecision(caseFile, decisionId);
  if (found === undefined) {
    throw new StepImpossible(
      `Case ${caseFile.caseId} has no decision of a meeting of the id that the process names.`,
    );
  }
  return found.decision;
}

/** Records what became of the action of a decision. @throws ProductError `rule-refused` */
export function reportAction(
  caseFile: CaseFile,
  decisionId: string | undefined,
  report: {
    readonly result: 'done' | 'not-done';
    readonly at: Date;
    readonly submissionId: string;
  },
): CaseFile {
  const found = findDecision(caseFile, decisionId);
  if (found === undefined) {
    throw productError('rule-refused', { reason: 'Bij deze stap hoort geen besluit.' });
  }
  const { item, decision } = found;
  if (decision.state !== 'open') {
    throw productError('rule-refused', { reason: 'Dit besluit is ingetrokken of al afgemeld.' });
  }
  const { result: state, at: reportedAt, submissionId } = report;
  return withMeetingItem(caseFile, withDecision(item, { ...decision, state, reportedAt, submissionId }));
}

/** Ends the actions of a case that closes, and the processes that keep them. */
export function endMeetingActions(caseFile: CaseFile, at: Date): CaseFile {
  return caseFile.meetings
    .flatMap(({ decisions }) => decisions)
    .filter(({ state }) => state === 'open')
    .reduce((ended, { recordId }) => {
      const found = findDecision(ended, recordId);
      if (found === undefined) return ended;
      const changed = withDecision(found.item, { ...found.decision, state: 'ended' });
      return withDecisionEnded(withMeetingItem(ended, changed), recordId, at);
    }, caseFile);
}
