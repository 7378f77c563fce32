import type { CaseFile } from '../src/cases/case-file.ts';
import type { Configuration, Municipality } from '../src/cases/configuration.ts';
import { StepImpossible } from '../src/cases/step-impossible.ts';
import { transferOf } from '../src/cases/transfer/transfer.ts';

/** The municipality that a case is transferred to. @throws StepImpossible when the configuration lost it */
export function receiverOf(
  caseFile: CaseFile,
  transferId: unknown,
  { municipalities }: Pick<Configuration, 'municipalities'>,
): Municipality {
  const { toMunicipalityId } = transferOf(caseFile, transferId);
  const found = municipalities.find(({ municipalityId }) => municipalityId === toMunicipalityId);
  if (found === undefined) {
    throw new StepImpossible(
      `municipality ${toMunicipalityId} is not in config/municipalities.json any more; put it back or end this transfer.`,
    );
  }
  return found;
}
