import type { CaseFile } from '../../src/cases/case-file.ts';
import { joinSignals, linkResult } from '../../src/cases/matching/linking.ts';
import { applyCaseStep, caseIdOf } from '../case-step.ts';
import type { WorkerContext, WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';

/**
 * Does what a person decided about a possible match: brings a repeated signal into the running case of the same person, or lets a
 * duplicate end. When the other case runs no more the signal goes on as a case of its own. Out:
 * `intakeOutcome` = linked when it goes on no further, else nothing.
 */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const from = await context.repository.get(caseIdOf(job));
    const result = linkResult(from, await targetOf(from, context));
    const variables = await applyCaseStep(job, context, (caseFile) => ({
      caseFile,
      variables: result === 'own-case' ? {} : { intakeOutcome: 'linked' },
    }));
    return { kind: 'complete', variables };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};

/** The case that a signal was linked with; a repeated signal is in it. */
async function targetOf(from: CaseFile, context: WorkerContext): Promise<CaseFile | undefined> {
  const { clock, matchKeys, outbox, repository } = context;
  const { signalLink } = from;
  if (signalLink === null || signalLink.caseId === null || signalLink.choice === 'different')
    return undefined;
  const target = await repository.find(signalLink.caseId);
  if (target?.municipalityId !== from.municipalityId) return undefined;
  if (signalLink.choice === 'duplicate') return target;
  const at = clock.now();
  const joined = await repository.change(target.caseId, (caseFile) =>
    joinSignals(caseFile, from, matchKeys, at),
  );
  for (const entry of joined.outbox) await outbox.deliver(joined, entry);
  return joined;
}
