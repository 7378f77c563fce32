import type { CaseFile, Submission } from '../case-file.ts';
import type { FieldAccess } from '../configuration.ts';
import { adoptedPlan } from '../plan.ts';
import { groupedLinesOf, type SectionSources } from '../sections.ts';
import { documentKinds, type DocumentKind, type ReceivedDocument } from './transfer-record.ts';

/** What the partners made together: it can go along as a whole, and only when everyone whose data it holds consents. */
export interface TransferableDocument {
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly at: Date;
  readonly submission: Submission;
  /** Who made it, and who supplied what it rests on (Wgpart art. 7, second paragraph). */
  readonly partnerIds: readonly string[];
}

/** The plan that is carried out and the last taxation that was agreed, of these kinds. Drafts and blind assessments never. */
export function transferableDocuments(
  caseFile: CaseFile,
  kinds: readonly DocumentKind[] = documentKinds,
): readonly TransferableDocument[] {
  const { submissions, riskTaxations, signals, informationItems } = caseFile;
  const suppliers = [...signals, ...informationItems].map(({ partnerId }) => partnerId);
  const document = (
    kind: DocumentKind,
    submissionId: string | undefined,
    makers: readonly string[],
  ): TransferableDocument[] => {
    const submission = submissions.find((candidate) => candidate.submissionId === submissionId);
    if (submission === undefined || !kinds.includes(kind)) return [];
    const partnerIds = [...new Set([submission.partnerId, ...makers, ...suppliers])];
    const documentId = `${kind}-${submission.submissionId}`;
    return [{ documentId, kind, at: submission.at, submission, partnerIds }];
  };
  const plan = adoptedPlan(caseFile);
  const taxation = riskTaxations.findLast(({ consensus }) => consensus !== null);
  const assessorPartnerIds = submissions
    .filter(({ submissionId }) =>
      taxation?.assessments.some((assessment) => assessment.submissionId === submissionId),
    )
    .map(({ partnerId }) => partnerId);
  return [
    ...document('taxation', taxation?.consensus?.submissionId, assessorPartnerIds),
    ...document('plan', plan?.submissionId, plan?.approverPartnerIds ?? []),
  ];
}

/**
 * A document as the other municipality gets it: as it was shown here, to read and nothing else, with per line who may read it
 * there. A plan or taxation of that case it is not.
 */
export function receivedDocument(
  { documentId, kind, at, submission }: TransferableDocument,
  sources: Pick<SectionSources, 'formOf'> & { readonly categories: FieldAccess['categories'] },
): ReceivedDocument {
  return { documentId, kind, madeAt: at, lines: groupedLinesOf(submission, sources) };
}
