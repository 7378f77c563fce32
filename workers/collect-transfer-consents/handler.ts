import { concludeConsents } from '../../src/cases/transfer/transfer.ts';
import { applyCaseStep, caseIdOf } from '../case-step.ts';
import { chairIdsOf } from '../chairs.ts';
import type { WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';
import { receiverOf } from '../receiver.ts';
import { requireTerm } from '../terms.ts';

const over = 'De tijd om te antwoorden is voorbij. Zonder antwoord blijft wat u gaf in deze gemeente.';

/**
 * Ends the round of consents, also for who did not answer, and finds who decides in the receiving consultation. Out:
 * `transferConsent` given, none; `receivingChairIds`, `receivingPartnerId`, `acceptanceUntil`.
 */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const { calendar, configuration, repository, items } = context;
    const { transferId } = job.variables;
    const caseId = caseIdOf(job);
    const receiver = receiverOf(await repository.get(caseId), transferId, configuration);
    const receivingChairIds = await chairIdsOf(receiver.municipalityId, context);
    const variables = await applyCaseStep(job, context, (caseFile, { at }) => {
      const { caseFile: concluded, transferConsent } = concludeConsents(caseFile, transferId, at);
      return {
        caseFile: concluded,
        variables: {
          transferConsent,
          receivingChairIds,
          receivingPartnerId: receiver.municipalityPartnerId,
          acceptanceUntil: calendar.termDates(requireTerm(configuration, 'transfer-acceptance'), at).dueAt,
        },
      };
    });
    await items.withdrawOfCase(caseId, { processInstanceKey: job.processInstanceKey }, over);
    return { kind: 'complete', variables };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};
