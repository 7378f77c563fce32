import { productError } from '../../lib/errors.ts';
import type { CaseFile, CaseSignal, FormData } from '../case-file.ts';
import { withMessage } from '../messages.ts';
import { personOf } from '../person/person-record.ts';
import { passagePattern } from '../person/withheld-passages.ts';
import { endProvisionsOf } from '../provision/provision-package.ts';
import { StepImpossible } from '../step-impossible.ts';
import { hasMoved, passOnCorrection } from '../transfer/passing-on.ts';
import { receivedUnder } from '../transfer/transfer-record.ts';
import { withTimeline } from '../timeline.ts';
import { itemOf, marksOf } from './items.ts';
import type { Correction } from './model.ts';
import { newReceipts, withReceipts } from './receipts.ts';
import {
  contentOf,
  executionFields,
  groundOf,
  idOf,
  responsibleFor,
  suppliedPartOf,
  type SuppliedPart,
} from './supplied-parts.ts';

/** The process that tells of a correction in a closed case. */
export const closedCorrectionProcessId = 'closed-correction';

/** How long the engine keeps a correction for a process that is not yet listening. */
const CORRECTED_TTL_MS = 3_600_000;

/**
 * Replaces what an item says, or withdraws it, and promises to tell everyone who received it (Wgpart art. 10, Besluit:
 * errors are corrected and reported). What it said before is shown to nobody any more. In a closed case that is still possible
 * for what moved to another municipality: the supplier need not take part in the case there.
 *
 * @throws ProductError `rule-refused` when the item is another partner's, is withdrawn, or stayed in a closed case
 */
export function correctItem(caseFile: CaseFile, given: Omit<Correction, 'recipientPartnerIds'>): CaseFile {
  const item = itemOf(caseFile, given.informationId);
  if (item?.partnerId !== given.partnerId) throw notYours();
  if (caseFile.shieldedAt !== null && !hasMoved(caseFile, item.informationId)) {
    throw productError('rule-refused', {
      reason: 'Deze casus is afgesloten. Meld de correctie bij de gemeente die het contactpunt is.',
    });
  }
  if (item.content === null) {
    throw productError('rule-refused', { reason: 'Deze informatie is al ingetrokken.' });
  }
  return told(corrected(caseFile, { kind: 'information', item }, given), given);
}

/**
 * The same on a decision about a request of the person, also of a signal, which counts when the case is closed as well; then its
 * partners are told by the request itself. What is withdrawn is erased from what was once filled in, too (art. 17 GDPR).
 *
 * @throws ProductError `rule-refused` when somebody else carries it out
 */
export function correctForPerson(
  caseFile: CaseFile,
  given: Omit<Correction, 'recipientPartnerIds'>,
): CaseFile {
  const part = suppliedPartOf(caseFile, given.informationId);
  if (part === undefined || responsibleFor(caseFile, part) !== given.partnerId) throw notYours();
  const changed = correctedAndErased(caseFile, part, given);
  return caseFile.shieldedAt === null ? told(changed, given) : changed;
}

/**
 * The same for a correction that came from the municipality where the case was before; whoever had it here is told, also when the
 * case is closed.
 *
 * @throws ProductError `rule-refused` when this case does not hold it
 */
export function correctAsReceived(
  caseFile: CaseFile,
  given: Omit<Correction, 'recipientPartnerIds'>,
): CaseFile {
  const part = suppliedPartOf(caseFile, given.informationId);
  if (part === undefined) throw notYours();
  return told(correctedAndErased(caseFile, part, given), given);
}

function correctedAndErased(
  caseFile: CaseFile,
  part: SuppliedPart,
  given: Omit<Correction, 'recipientPartnerIds'>,
): CaseFile {
  const before = contentOf(part);
  if (before === null) return caseFile;
  const changed = corrected(caseFile, part, given);
  if (given.content !== null) return changed;
  const texts = erasedTexts[part.kind].flatMap((name) => {
    const text = before[name];
    return typeof text === 'string' ? [text] : [];
  });
  return texts.reduce(withoutPassagesOf, withoutTraces(changed, part));
}

/** Fields that may hold a passage that a decision on access withheld word for word. */
const erasedTexts = {
  information: ['information'],
  signal: ['facts', 'opinion', 'sourceExplanation', 'reliabilityReason', 'necessity'],
} as const;

/** With the promise to tell everyone who received it; in a closed case by a process of its own. */
function told(caseFile: CaseFile, { correctionId, at }: Pick<Correction, 'correctionId' | 'at'>): CaseFile {
  if (!caseFile.corrections.some((correction) => correction.correctionId === correctionId)) return caseFile;
  const { caseId, shieldedAt } = caseFile;
  return withMessage(
    caseFile,
    shieldedAt === null
      ? {
          messageId: correctionId,
          name: 'information-corrected',
          timeToLiveMs: CORRECTED_TTL_MS,
          variables: { correctionId },
        }
      : {
          messageId: `${caseId}-${correctionId}`,
          name: 'closed-case-corrected',
          correlationKey: `${caseId}-${correctionId}`,
          timeToLiveMs: CORRECTED_TTL_MS,
          variables: { caseId, correctionId },
        },
    at,
  );
}

/** Without what it said in the answer that supplied it and in its corrections; that there was something stays. */
function withoutTraces(caseFile: CaseFile, part: SuppliedPart): CaseFile {
  const id = idOf(part);
  const suppliedIn = part.kind === 'information' ? part.item.submissionId : undefined;
  const position = Number(id.slice(id.lastIndexOf('-') + 1)) - 1;
  const erased = (items: unknown): unknown =>
    Array.isArray(items) ? items.map((item: unknown, index) => (index === position ? {} : item)) : items;
  return {
    ...caseFile,
    submissions: caseFile.submissions.map((submission) => {
      const { data, refs } = submission;
      if (submission.submissionId === suppliedIn)
        return { ...submission, data: { ...data, items: erased(data['items']) } };
      const field = executionFields[part.kind];
      const parts = data[field];
      return refs.rightsRequestId !== undefined && isRecord(parts) && id in parts
        ? { ...submission, data: { ...data, [field]: { ...parts, [id]: {} } } }
        : submission;
    }),
    corrections: caseFile.corrections.map((correction) =>
      correction.informationId === id && correction.content !== null
        ? { ...correction, content: {} }
        : correction,
    ),
  };
}

/** Without the passages of an erased text that a decision on access withheld word for word. */
function withoutPassagesOf(caseFile: CaseFile, erased: string): CaseFile {
  const person = personOf(caseFile);
  const isOfIt = (passage: unknown): boolean =>
    typeof passage === 'string' && passage.trim() !== '' && erased.search(passagePattern(passage)) >= 0;
  const without = <P extends object>(passages: readonly P[]): P[] =>
    passages.map((one) => ('passage' in one && isOfIt(one.passage) ? { ...one, passage: '' } : one));
  return {
    ...caseFile,
    submissions: caseFile.submissions.map((submission) => {
      const { withheldPassages } = submission.data;
      return Array.isArray(withheldPassages)
        ? {
            ...submission,
            data: { ...submission.data, withheldPassages: without(withheldPassages as readonly object[]) },
          }
        : submission;
    }),
    ...(person.rightsRequests.length === 0
      ? {}
      : {
          person: {
            ...person,
            rightsRequests: person.rightsRequests.map((request) =>
              request.decision?.withheldPassages === undefined
                ? request
                : {
                    ...request,
                    decision: {
                      ...request.decision,
                      withheldPassages: without(request.decision.withheldPassages),
                    },
                  },
            ),
          },
        }),
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const notYours = () =>
  productError('rule-refused', { reason: 'Deze informatie is niet van uw organisatie.' });

function corrected(
  caseFile: CaseFile,
  part: SuppliedPart,
  given: Omit<Correction, 'recipientPartnerIds'>,
): CaseFile {
  const id = idOf(part);
  const correction: Correction = {
    ...given,
    // Another municipality that received it with a transfer is told by passing the correction on.
    recipientPartnerIds: caseFile.receipts
      .filter(
        (receipt) =>
          receipt.kind === part.kind &&
          receipt.id === id &&
          receipt.ground !== receivedUnder &&
          receipt.partnerId !== given.partnerId,
      )
      .map(({ partnerId }) => partnerId),
  };
  const { content } = correction;
  const changed: CaseFile = {
    ...withContent(caseFile, part, correction),
    corrections: [...caseFile.corrections, correction],
  };
  const ended = passOnCorrection(endProvisionsOf(changed, id, correction.at), correction);
  return withTimeline(withReceipts(ended, correction.at), 'information-corrected', correction.at, {
    partnerId: correction.partnerId,
    detail: content === null ? 'withdrawn' : 'corrected',
  });
}

function withContent(caseFile: CaseFile, part: SuppliedPart, { content, at }: Correction): CaseFile {
  if (part.kind === 'signal') {
    const { signal } = part;
    const current =
      content === null
        ? { ...signal, data: leftOf(caseFile, signal), withdrawnAt: at }
        : { ...signal, data: content };
    return {
      ...caseFile,
      signals: caseFile.signals.map((other) => (other === signal ? current : other)),
    };
  }
  const { item } = part;
  const current =
    content === null ? { ...item, content } : { ...item, ...marksOf(content, '', item.partnerId), content };
  return {
    ...caseFile,
    informationItems: caseFile.informationItems.map((other) => (other === item ? current : other)),
  };
}

/** Whom the case is about stays with the signal that opened it, as long as there is a case. */
function leftOf({ signals }: CaseFile, signal: CaseSignal): FormData {
  const { municipalityId, subject } = signal.data;
  return signal === signals[0] && subject !== undefined ? { municipalityId, subject } : {};
}

/** Registers that the recipients are told of a correction. @throws StepImpossible for an unknown correction */
export function sendCorrection(
  caseFile: CaseFile,
  correctionId: string,
  at: Date,
): { caseFile: CaseFile; recipientPartnerIds: readonly string[] } {
  const correction = caseFile.corrections.find((candidate) => candidate.correctionId === correctionId);
  if (correction === undefined) {
    throw new StepImpossible(
      `Case ${caseFile.caseId} has no correction ${correctionId}; start this part with the message information-corrected.`,
    );
  }
  const { recipientPartnerIds, informationId } = correction;
  const part = suppliedPartOf(caseFile, informationId);
  const receipts = newReceipts(
    caseFile,
    {
      kind: 'correction',
      id: correctionId,
      partnerIds: recipientPartnerIds,
      ground: part === undefined ? null : groundOf(part),
    },
    at,
  );
  return { caseFile: { ...caseFile, receipts: [...caseFile.receipts, ...receipts] }, recipientPartnerIds };
}
