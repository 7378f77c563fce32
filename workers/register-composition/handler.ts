import { compositionProblems, consented, registerComposition } from '../../src/cases/composition.ts';
import { withMinorSafeguards } from '../../src/cases/person/minor.ts';
import { applyCaseStep, caseIdOf } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';

/** The proposal cannot be the composition: someone or some partner is missing, unknown or no longer takes part. */
class CompositionInvalid extends Error {}

/**
 * Makes the proposal, without who declined, the composition of the case. Out: `caseManagerId`, `partnerIds`. BPMN error `composition-invalid` when
 * there is not exactly one case manager with a deputy, both of partners that agreed to take part, or a reason is missing.
 */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const { compositionProposal } = await context.repository.get(caseIdOf(job));
    const named = [compositionProposal?.caseManagerId, compositionProposal?.deputyId].filter(
      (userId) => typeof userId === 'string',
    );
    const people = (await Promise.all(named.map((userId) => context.people.byId(userId)))).flatMap(
      (person) => person ?? [],
    );
    const variables = await applyCaseStep(job, context, (caseFile, { at }) => {
      const proposal = consented(caseFile);
      const problems =
        proposal === null ? undefined : compositionProblems(proposal, caseFile.screeningPartnerIds, people);
      if (proposal === null || problems?.length !== 0) throw new CompositionInvalid();
      return {
        caseFile: withMinorSafeguards(registerComposition(caseFile, proposal, at), at, context.configuration),
        variables: {
          caseManagerId: proposal.caseManagerId,
          partnerIds: proposal.partners.map(({ partnerId }) => partnerId),
        },
      };
    });
    return { kind: 'complete', variables };
  } catch (error) {
    if (!(error instanceof CompositionInvalid)) return outcomeOfError(job, error);
    return {
      kind: 'error',
      errorCode: 'composition-invalid',
      errorMessage: 'The proposed composition cannot be registered; it must be made again.',
    };
  }
};
