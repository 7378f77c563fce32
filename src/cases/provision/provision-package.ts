import { productError } from '../../lib/errors.ts';
import type { CaseFile } from '../case-file.ts';
import { newReceipts } from '../information/receipts.ts';
import { withMessage } from '../messages.ts';
import { StepImpossible } from '../step-impossible.ts';
import { withTimeline } from '../timeline.ts';
import type { ProvisionPackage, ProvisionQuestion } from './provision-record.ts';

/** Whoever waits takes it at once; what nobody waits for must not surprise a process days later. */
const SHORT_TTL_MS = 60_000;
const PROPOSED_TTL_MS = 3_600_000;

/** The packages of a case: the register of what third parties received. Cases from before it existed have none. */
export const packagesOf = (caseFile: Pick<CaseFile, 'provisions'>): readonly ProvisionPackage[] =>
  caseFile.provisions ?? [];

/** Whether the recipient may see the package at this moment: released, not ended, and its end has not passed. */
export const isAvailable = ({ releasedAt, endedAt, expiresAt }: ProvisionPackage, at: Date): boolean =>
  releasedAt !== null && endedAt === null && expiresAt > at;

/** @throws ProductError `rule-refused` when there is no case manager yet or the end has passed */
export function proposeProvision(caseFile: CaseFile, proposed: ProvisionPackage): CaseFile {
  const { packageId, proposedAt, partnerId, expiresAt } = proposed;
  if (caseFile.composition === null) {
    throw productError('rule-refused', { reason: 'Er is nog geen casusregisseur die dit kan beoordelen.' });
  }
  if (expiresAt <= proposedAt) {
    throw productError('rule-refused', { reason: 'Kies een einddatum die nog niet voorbij is.' });
  }
  const recorded = withTimeline(
    { ...caseFile, provisions: [...packagesOf(caseFile), proposed] },
    'provision-proposed',
    proposedAt,
    { partnerId },
  );
  return withMessage(
    recorded,
    {
      messageId: packageId,
      name: 'provision-proposed',
      correlationKey: packageId,
      timeToLiveMs: PROPOSED_TTL_MS,
      variables: { caseId: caseFile.caseId, packageId, caseManagerId: caseFile.composition.caseManagerId },
    },
    proposedAt,
  );
}

/** The package that a step is about. @throws StepImpossible when the case does not have it */
export function packageOf(caseFile: CaseFile, packageId: unknown): ProvisionPackage {
  const found = packagesOf(caseFile).find((candidate) => candidate.packageId === packageId);
  if (found === undefined) {
    throw new StepImpossible(`Case ${caseFile.caseId} has no provision of the id that the process names.`);
  }
  return found;
}

export function decideOnProvision(
  caseFile: CaseFile,
  packageId: unknown,
  decision: NonNullable<ProvisionPackage['decision']>,
): CaseFile {
  const decided = withPackage(caseFile, { ...packageOf(caseFile, packageId), decision });
  return decision.choice === 'refuse' ? withTimeline(decided, 'provision-refused', decision.at) : decided;
}

/** What the register of recipients has as ground of a package. */
const PROVIDED_UNDER = 'third-party';

/**
 * Opens an approved package to its recipient, and registers who received it (Wgpart art. 14, third paragraph).
 *
 * @param recipientPartyId organisation of the recipient
 */
export function releaseProvision(
  caseFile: CaseFile,
  packageId: unknown,
  recipientPartyId: string,
  at: Date,
): CaseFile {
  const found = packageOf(caseFile, packageId);
  if (found.decision?.choice !== 'approve') {
    throw new StepImpossible(`Provision ${found.packageId} was not approved; it cannot be released.`);
  }
  const sent = {
    kind: 'provision' as const,
    id: found.packageId,
    ground: PROVIDED_UNDER,
    partnerIds: [recipientPartyId],
  };
  const released = {
    ...withPackage(caseFile, { ...found, releasedAt: at }),
    receipts: [...caseFile.receipts, ...newReceipts(caseFile, sent, at)],
  };
  return withTimeline(released, 'provision-released', at);
}

/** Ends a package: what it said is gone, that it was provided stays in the register. */
export function endProvision(caseFile: CaseFile, packageId: unknown, at: Date): CaseFile {
  const found = packageOf(caseFile, packageId);
  if (found.endedAt !== null) return caseFile;
  return withTimeline(withPackage(caseFile, emptied(found, at)), 'provision-ended', at);
}

/** Ends every package of a case that closes, and the processes that keep them. */
export function endProvisions(caseFile: CaseFile, at: Date): CaseFile {
  return endPackages(caseFile, packagesOf(caseFile), at);
}

/** Ends the packages that hold something of this part: what was wrong is shown to no third party any more. */
export function endProvisionsOf(caseFile: CaseFile, partId: string, at: Date): CaseFile {
  const holding = packagesOf(caseFile).filter(({ items }) =>
    items.some(({ itemId }) => itemId.replace(/-\d+$/, '') === partId),
  );
  return endPackages(caseFile, holding, at);
}

function endPackages(caseFile: CaseFile, packages: readonly ProvisionPackage[], at: Date): CaseFile {
  return packages
    .filter(({ endedAt }) => endedAt === null)
    .reduce(
      (ended, { packageId }) =>
        withMessage(
          endProvision(ended, packageId, at),
          {
            messageId: `provision-ended-${packageId}`,
            name: 'provision-ended',
            correlationKey: packageId,
            timeToLiveMs: SHORT_TTL_MS,
          },
          at,
        ),
      caseFile,
    );
}

/** The recipient answers a question of its package, once. @throws ProductError `rule-refused` */
export function answerQuestion(
  caseFile: CaseFile,
  packageId: string,
  questionId: string,
  answer: NonNullable<ProvisionQuestion['answer']>,
): CaseFile {
  const found = packageOf(caseFile, packageId);
  const question = found.questions.find((candidate) => candidate.questionId === questionId);
  if (question === undefined) {
    throw productError('rule-refused', { reason: 'Deze vraag hoort niet bij dit pakket.' });
  }
  if (question.answer !== null) {
    // The same answer again is a repeat after a lost reply.
    if (question.answer.text === answer.text) return caseFile;
    throw productError('rule-refused', { reason: 'Deze vraag is al beantwoord.' });
  }
  const questions = found.questions.map((candidate) =>
    candidate === question ? { ...question, answer } : candidate,
  );
  return withTimeline(withPackage(caseFile, { ...found, questions }), 'provision-answered', answer.at);
}

function emptied(found: ProvisionPackage, at: Date): ProvisionPackage {
  return { ...found, endedAt: at, items: found.items.map((item) => ({ ...item, value: null })) };
}

function withPackage(caseFile: CaseFile, changed: ProvisionPackage): CaseFile {
  return {
    ...caseFile,
    provisions: packagesOf(caseFile).map((candidate) =>
      candidate.packageId === changed.packageId ? changed : candidate,
    ),
  };
}
