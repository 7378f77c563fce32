import type { CaseFile } from '../../src/cases/case-file.ts';
import { yearOf } from '../../src/cases/local-day.ts';
import { noteNewReference, receivedCase } from '../../src/cases/transfer/moving.ts';
import { receivedDocument } from '../../src/cases/transfer/transferable-documents.ts';
import { transferOf } from '../../src/cases/transfer/transfer.ts';
import { applyCaseStep, caseIdOf } from '../case-step.ts';
import type { WorkerContext, WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';
import { receiverOf } from '../receiver.ts';

/** Opens the case in the receiving municipality with what its suppliers consented to, and starts its lifecycle. */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const { repository, outbox } = context;
    const { transferId } = job.variables;
    const from = await repository.get(caseIdOf(job));
    const { newCaseId } = transferOf(from, transferId);
    const opened = (await repository.find(newCaseId)) ?? (await open(from, transferId, context));
    for (const entry of opened.outbox) await outbox.deliver(opened, entry);
    const variables = await applyCaseStep(job, context, (caseFile) => ({
      caseFile: noteNewReference(caseFile, transferId, opened.reference),
      variables: {},
    }));
    return { kind: 'complete', variables };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};

async function open(
  from: CaseFile,
  transferId: unknown,
  { repository, configuration, clock, matchKeys, forms }: WorkerContext,
): Promise<CaseFile> {
  const at = clock.now();
  const { categories } = configuration.fieldAccess;
  const formOf = await forms.forShowing(from);
  const received = receivedCase(
    from,
    transferId,
    {
      municipality: receiverOf(from, transferId, configuration),
      reference: await repository.nextReference(yearOf(at, configuration.timeZone)),
      asReceived: (document) => receivedDocument(document, { formOf, categories }),
    },
    at,
  );
  const found = matchKeys.on(received);
  await repository.insert(found);
  return found;
}
