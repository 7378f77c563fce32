import type { CaseFile, Refs } from '../../src/cases/case-file.ts';
import { StepImpossible } from '../../src/cases/step-impossible.ts';
import { transferOf } from '../../src/cases/transfer/transfer.ts';
import { itemIdOf } from '../../src/lib/ids.ts';
import { caseIdOf, placeOfJob } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';
import { refsOf } from '../refs.ts';
import { requireTerm } from '../terms.ts';
import { readHeaders, type UserTaskHeaders } from './headers.ts';

/**
 * Makes an inbox item of a user task and leaves the job: a person completes it. The job comes back each time its timeout
 * passes; the item is then found by its job key and only noted as still wanted.
 */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const { configuration, calendar, clock, formIds, items, outlines, people, repository } = context;
    const caseFile = await repository.get(caseIdOf(job));

    const submission = caseFile.submissions.find(({ submissionId }) => submissionId === job.key);
    if (submission !== undefined) {
      // Answered already. While the answer waits in the outbox it is delivered from there; else the engine lost it.
      const waits = caseFile.outbox.some(({ entryId }) => entryId === job.key);
      return waits ? { kind: 'leave' } : { kind: 'complete', variables: submission.variables };
    }

    const headers = readHeaders(job, configuration, formIds);
    const { candidateUserIds } = headers;
    const assigneeId = ownerOf(caseFile, headers);
    for (const userId of [...(assigneeId === null ? [] : [assigneeId]), ...candidateUserIds]) {
      if ((await people.byId(userId)) === undefined) {
        throw new StepImpossible(`user ${userId} does not exist; correct the assignment in the modeller.`);
      }
    }
    const known = await items.get(itemIdOf(job.key));
    if (known !== undefined && known.caseId !== caseFile.caseId) {
      throw new StepImpossible(
        `item ${known.itemId} belongs to another case; engine and store do not belong together.`,
      );
    }
    const refs = refsOf(job.variables);
    const now = clock.now();
    await items.deliver({
      ...placeOfJob(job),
      itemId: itemIdOf(job.key),
      caseId: caseFile.caseId,
      caseReference: caseFile.reference,
      municipalityId: municipalityOf(caseFile, headers, refs),
      stepName: (await outlines.stepName(job.processDefinitionKey, job.elementId)) ?? job.elementId,
      formId: headers.formId,
      assigneeId,
      candidateUserIds: withDeputy(caseFile, assigneeId, candidateUserIds),
      candidatePartnerIds: headers.candidatePartnerIds,
      refs,
      reason: headers.reason,
      legalBasis: headers.legalBasis,
      isCaseManagers: headers.isCaseManagers,
      ...(headers.isReceivers ? { isChairs: true } : {}),
      termId: headers.termId,
      dueAt:
        headers.dueAt ?? new Date(calendar.termDates(requireTerm(configuration, headers.termId), now).dueAt),
      deliveredAt: now,
    });
    return { kind: 'leave' };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};

/**
 * A case may have changed hands while its process was under way: the case file knows who leads it now. Nobody leads a closed case;
 * then the process says whose the step is.
 */
function ownerOf(caseFile: CaseFile, { assigneeId, isCaseManagers }: UserTaskHeaders): string | null {
  const { composition, shieldedAt } = caseFile;
  return isCaseManagers && composition !== null && shieldedAt === null
    ? composition.caseManagerId
    : assigneeId;
}

/** Who may see a step at all: a step of the receiving consultation is for nobody of the municipality that the case leaves. */
function municipalityOf(caseFile: CaseFile, { isReceivers }: UserTaskHeaders, { transferId }: Refs): string {
  return isReceivers ? transferOf(caseFile, transferId).toMunicipalityId : caseFile.municipalityId;
}

/** Everyone named; for the case manager's steps also the deputy, so that a case does not rest on one person. */
function withDeputy(
  caseFile: CaseFile,
  assigneeId: string | null,
  candidateUserIds: readonly string[],
): readonly string[] {
  const { composition } = caseFile;
  const deputyId =
    composition !== null && assigneeId === composition.caseManagerId ? composition.deputyId : null;
  return [...new Set([assigneeId, ...candidateUserIds, deputyId].filter((userId) => userId !== null))];
}
