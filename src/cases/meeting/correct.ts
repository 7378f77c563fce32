import { isDeepStrictEqual } from 'node:util';
import { productError } from '../../lib/errors.ts';
import type { CaseFile } from '../case-file.ts';
import { withTimeline } from '../timeline.ts';
import { itemOfMeeting } from './agenda.ts';
import type { MeetingCorrection, MeetingDecision, MeetingInterpretation, MeetingItem } from './model.ts';
import { recordIn, withDecisionEnded, withDecisionMade } from './record.ts';

/** Another wording of something recorded, by whom, and which wording it replaces. */
export interface Corrected extends Omit<MeetingCorrection, 'before'> {
  readonly recordId: string;
  /** Of the wording that the author saw: the number of corrections before it. */
  readonly revision: number;
  readonly data: MeetingInterpretation['data'];
}

/** How often something was corrected; whoever corrects says on which of these wordings that is based. */
export const revisionOf = ({ corrections }: Pick<MeetingInterpretation, 'corrections'>): number =>
  corrections?.length ?? 0;

/**
 * Replaces the wording of an interpretation and keeps the earlier one with it; repeating the same request changes nothing.
 *
 * @throws ProductError `rule-refused` when it was removed, or corrected by somebody else meanwhile
 */
export function correctInterpretation(caseFile: CaseFile, meetingId: string, corrected: Corrected): CaseFile {
  return recordIn(caseFile, meetingId, (item) => {
    if (wasMade(item.interpretations, corrected)) return item;
    const written = item.interpretations.find(({ recordId }) => recordId === corrected.recordId);
    if (written === undefined) throw gone('Deze duiding');
    const changed = reworded(written, corrected);
    return changed === written
      ? item
      : { ...item, interpretations: replaced(item.interpretations, written, changed) };
  });
}

/**
 * Replaces a decision and keeps its earlier wording. With another owner or date the action of before ends and another one
 * starts, under `decision.recordId`; otherwise the owner keeps the step and reads the new wording there.
 *
 * @param decision who does it and by when, and the id for another action
 * @throws ProductError `rule-refused` when it was withdrawn, reported, or corrected by somebody else meanwhile
 */
export function correctDecision(
  caseFile: CaseFile,
  meetingId: string,
  corrected: Corrected,
  decision: Pick<MeetingDecision, 'recordId' | 'ownerPartnerId' | 'dueOn'>,
): CaseFile {
  const { at } = corrected;
  let restarted: MeetingDecision | null = null;
  const changed = recordIn(caseFile, meetingId, (item) => {
    if (wasMade(item.decisions, corrected)) return item;
    const before = item.decisions.find(({ recordId }) => recordId === corrected.recordId);
    if (before === undefined) throw gone('Dit besluit');
    if (before.state !== 'open') {
      throw productError('rule-refused', {
        reason: 'Dit besluit is intussen ingetrokken of afgemeld. Leg een nieuw besluit vast.',
      });
    }
    const { recordId, ownerPartnerId, dueOn } = decision;
    const worded = reworded(before, corrected);
    if (worded === before) return item;
    const isOtherAction = ownerPartnerId !== before.ownerPartnerId || dueOn !== before.dueOn;
    const after = isOtherAction ? { ...worded, recordId, ownerPartnerId, dueOn } : worded;
    if (isOtherAction) restarted = after;
    return { ...item, decisions: replaced(item.decisions, before, after) };
  });
  if (changed === caseFile) return caseFile;
  const noted = withTimeline(changed, 'meeting-decision-corrected', at, {
    partnerId: decision.ownerPartnerId,
  });
  return restarted === null
    ? noted
    : withDecisionMade(withDecisionEnded(noted, corrected.recordId, at), restarted, at);
}

/** The record in which this correction is; undefined when it was not made. */
export function correctedRecord(
  caseFile: CaseFile,
  meetingId: string,
  requestId: string,
): MeetingInterpretation | MeetingDecision | undefined {
  const { interpretations = [], decisions = [] } = itemOfMeeting(caseFile, meetingId) ?? {};
  return [...interpretations, ...decisions].find((written) => hasRequest(written, requestId));
}

const hasRequest = ({ corrections = [] }: MeetingInterpretation, requestId: string): boolean =>
  corrections.some((correction) => correction.requestId === requestId);

const wasMade = (written: readonly MeetingInterpretation[], { requestId }: Corrected): boolean =>
  written.some((one) => hasRequest(one, requestId));

const replaced = <W extends MeetingItem['interpretations'][number]>(
  all: readonly W[],
  before: W,
  after: W,
): readonly W[] => all.map((written) => (written === before ? after : written));

/** The same object when the wording does not change. @throws ProductError `rule-refused` for another revision */
function reworded<W extends MeetingInterpretation>(
  written: W,
  { requestId, revision, at, userId, partnerId, data }: Corrected,
): W {
  if (revision !== revisionOf(written)) {
    throw productError('rule-refused', {
      reason:
        'Iemand anders heeft deze tekst intussen aangepast. Kijk wat er nu staat; uw tekst staat er nog.',
    });
  }
  if (isDeepStrictEqual(data, written.data)) return written;
  const correction: MeetingCorrection = { requestId, at, userId, partnerId, before: written.data };
  return { ...written, data, corrections: [...(written.corrections ?? []), correction] };
}

const gone = (what: string) =>
  productError('rule-refused', {
    reason: `${what} staat niet meer in het verslag. Leg het zo nodig opnieuw vast; uw tekst staat er nog.`,
  });
