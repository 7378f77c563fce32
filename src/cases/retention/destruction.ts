import { DateTime } from 'luxon';
import { productError } from '../../lib/errors.ts';
import {
  nothingRecorded,
  type CaseFile,
  type Destruction,
  type DestructionNotice,
  type RetentionApproval,
  type RetentionDecision,
} from '../case-file.ts';
import type { Configuration, RetentionRule } from '../configuration.ts';
import { endOfRetention } from '../closing.ts';
import { withMessage } from '../messages.ts';
import { StepImpossible } from '../step-impossible.ts';
import { withTimeline } from '../timeline.ts';

type DestructionSettings = Configuration['destruction'];

/** The message start event of `retention` keeps `case-shielded` this long, so that a repeat starts nothing twice. */
const CASE_SHIELDED_TTL_MS = 3_600_000;
/** Whoever waits takes it at once. */
const CASE_DESTROYED_TTL_MS = 60_000;

/**
 * The end of the term of a case that is shielded now. The law counts from the last processing (Wgpart art. 9); the law on
 * partnerships such as a Zorg- en Veiligheidshuis from the first (WGS art. 1.8). Which one holds is configuration.
 */
export function destroyBeforeOf(caseFile: CaseFile, rule: RetentionRule, at: Date, timeZone: string): Date {
  return endOfRetention(
    rule.countsFrom === 'first-processing' ? (caseFile.origin?.firstProcessedAt ?? caseFile.openedAt) : at,
    rule.period,
    timeZone,
  );
}

/** A shielded case with the promise to start its process `retention`. */
export function beginRetention(
  caseFile: CaseFile,
  at: Date,
  settings: DestructionSettings,
  timeZone: string,
): CaseFile {
  const { caseId, municipalityPartnerId } = caseFile;
  return withMessage(
    caseFile,
    {
      messageId: `${caseId}-shielded`,
      name: 'case-shielded',
      timeToLiveMs: CASE_SHIELDED_TTL_MS,
      variables: {
        caseId,
        municipalityPartnerId,
        retentionReviewAt: nextRetentionReview(caseFile, at, settings, timeZone).toISOString(),
      },
    },
    at,
  );
}

/**
 * When somebody looks next whether the data is still needed: at the interval of the configuration, at the date of the last
 * decision to keep, or at the end of the term, whichever comes first.
 */
export function nextRetentionReview(
  caseFile: CaseFile,
  at: Date,
  settings: DestructionSettings,
  timeZone: string,
): Date {
  const { destroyBefore } = caseFile;
  if (destroyBefore === null) {
    throw new StepImpossible(`Case ${caseFile.caseId} is not shielded yet; it has no retention term.`);
  }
  const keepUntil = currentDecision(caseFile)?.keepUntil ?? null;
  const candidates = [
    destroyBefore,
    endOfRetention(at, settings.reviewEvery.period, timeZone),
    ...(keepUntil === null ? [] : [DateTime.fromISO(keepUntil, { zone: timeZone }).toJSDate()]),
  ];
  return new Date(Math.max(at.getTime(), Math.min(...candidates.map((date) => date.getTime()))));
}

/**
 * Records whether the data of a shielded case is still needed. Keeping needs an end within the term: a term is a maximum,
 * and every year of it has to be motivated for this case (Raad van State, ECLI:NL:RVS:2022:635).
 *
 * @throws ProductError `rule-refused`
 */
export function recordRetentionDecision(
  caseFile: CaseFile,
  decision: Omit<RetentionDecision, 'approval'>,
  timeZone: string,
): CaseFile {
  const { destroyBefore } = shielded(caseFile);
  if (decision.keepUntil !== null) {
    const until = DateTime.fromISO(decision.keepUntil, { zone: timeZone }).toJSDate();
    if (until <= decision.at) {
      throw productError('rule-refused', { reason: 'Kies een datum in de toekomst, of kies vernietigen.' });
    }
    if (until > destroyBefore) {
      throw productError('rule-refused', {
        reason: 'De gegevens mogen niet langer bewaard blijven dan de uiterste datum van deze casus.',
      });
    }
  }
  return withTimeline(
    {
      ...caseFile,
      retentionDecisions: [...caseFile.retentionDecisions, { ...decision, approval: null }],
    },
    'retention-decided',
    decision.at,
    { detail: decision.choice },
  );
}

/**
 * The judgement of a second person on the destruction (four eyes).
 *
 * @throws ProductError `rule-refused` when there is nothing to judge, or for the person who decided
 */
export function recordRetentionApproval(caseFile: CaseFile, approval: RetentionApproval): CaseFile {
  shielded(caseFile);
  const decision = currentDecision(caseFile);
  if (decision?.choice !== 'destroy' || decision.approval !== null) {
    throw productError('rule-refused', { reason: 'Er ligt geen besluit tot vernietigen om te beoordelen.' });
  }
  if (decision.userId === approval.userId) {
    throw productError('rule-refused', {
      reason: 'U hebt het besluit zelf genomen. Laat een collega de tweede beoordeling doen.',
    });
  }
  return {
    ...caseFile,
    retentionDecisions: [...caseFile.retentionDecisions.slice(0, -1), { ...decision, approval }],
  };
}

/**
 * Destroys a case: what stays is a certificate without anything about the person, and the ids that keep requests and jobs
 * from being done twice. Everything that is not named here is gone.
 *
 * @param settings.backups each backup that still holds the data, and how long
 */
export function destroyCase(
  caseFile: CaseFile,
  at: Date,
  settings: DestructionSettings,
  timeZone: string,
): CaseFile {
  const decision = currentDecision(caseFile);
  if (decision?.choice !== 'destroy' || decision.approval?.choice !== 'approve') {
    throw new StepImpossible(
      `Case ${caseFile.caseId} has no approved decision to destroy it; the steps before this one must take it.`,
    );
  }
  const recipients = recipientsOf(caseFile).map((partnerId): DestructionNotice => ({
    partnerId,
    answer: null,
  }));
  const destruction: Destruction = {
    at,
    decidedBy: decision.userId,
    approvedBy: decision.approval.userId,
    endedAs: caseFile.phase === 'not-admitted' ? 'not-admitted' : 'closed',
    ...shielded(caseFile),
    recipients,
    backups: settings.backups.map(({ name, keptFor }) => ({
      name,
      until: endOfRetention(at, keptFor, timeZone),
    })),
  };
  const left: CaseFile = {
    ...nothingRecorded,
    caseId: caseFile.caseId,
    reference: caseFile.reference,
    version: caseFile.version,
    phase: 'destroyed',
    openedAt: caseFile.openedAt,
    municipalityId: caseFile.municipalityId,
    municipalityPartnerId: caseFile.municipalityPartnerId,
    policePartnerId: caseFile.policePartnerId,
    prosecutionPartnerId: caseFile.prosecutionPartnerId,
    screeningPartnerIds: [],
    signalPartnerId: caseFile.signalPartnerId,
    // The request ids stay, so that a late repeat of a request does not open the case again.
    signals: caseFile.signals.map(({ signalId, requestId }) => ({
      signalId,
      requestId,
      partnerId: nobody,
      userId: nobody,
      at,
      data: {},
      assessedIn: null,
    })),
    shieldedAt: caseFile.shieldedAt,
    destruction,
    outbox: caseFile.outbox,
    pendingSince: caseFile.pendingSince,
  };
  return withMessage(
    left,
    {
      messageId: `${caseFile.caseId}-destroyed`,
      name: 'case-destroyed',
      timeToLiveMs: CASE_DESTROYED_TTL_MS,
    },
    at,
  );
}

/** Stands where a person or partner was, in what is left of a destroyed case. */
const nobody = 'destroyed';

/** Every partner that had the data: those that took part, screened or brought in a signal. */
export function recipientsOf(caseFile: CaseFile): readonly string[] {
  return [
    ...new Set([
      ...(caseFile.composition?.partners.map(({ partnerId }) => partnerId) ?? []),
      ...caseFile.screeningPartnerIds,
      // Who brought in a linked signal had its own case of it, and does not know of this one.
      ...caseFile.signals
        .filter(({ linkedFrom }) => linkedFrom === undefined)
        .map(({ partnerId }) => partnerId),
    ]),
  ].sort();
}

/** A recipient tells what it did with what it kept. @throws ProductError `rule-refused` */
export function recordDestructionNotice(
  caseFile: CaseFile,
  partnerId: string,
  answer: NonNullable<DestructionNotice['answer']>,
): CaseFile {
  const { destruction } = caseFile;
  const notice = destruction?.recipients.find((recipient) => recipient.partnerId === partnerId);
  if (destruction === null || notice === undefined) {
    throw productError('rule-refused', { reason: 'Uw organisatie had geen gegevens uit deze casus.' });
  }
  if (notice.answer !== null) {
    throw productError('rule-refused', { reason: 'Uw organisatie heeft dit al beantwoord.' });
  }
  return {
    ...caseFile,
    destruction: {
      ...destruction,
      recipients: destruction.recipients.map((recipient) =>
        recipient === notice ? { ...recipient, answer } : recipient,
      ),
    },
  };
}

function currentDecision(caseFile: CaseFile): RetentionDecision | undefined {
  return caseFile.retentionDecisions.at(-1);
}

function shielded(caseFile: CaseFile): { readonly shieldedAt: Date; readonly destroyBefore: Date } {
  const { shieldedAt, destroyBefore } = caseFile;
  if (shieldedAt === null || destroyBefore === null) {
    throw productError('rule-refused', { reason: 'Deze casus is niet afgesloten of al vernietigd.' });
  }
  return { shieldedAt, destroyBefore };
}
