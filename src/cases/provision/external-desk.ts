import type { ProvidedPackageList } from '../../contract/provision.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError } from '../../lib/errors.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { User } from '../people.ts';
import type { ProvisionAccess } from './access.ts';
import { providedPackage } from './provided-package.ts';
import { answerQuestion, packagesOf } from './provision-package.ts';
import type { ProvisionPackage } from './provision-record.ts';

/** Everything that a third party can do: see the packages that were provided to it, and answer their questions. */
export interface ExternalDesk {
  packages(user: User): Promise<ProvidedPackageList>;
  /** Repeating the same answer is fine. @throws ProductError `not-found`, `rule-refused` */
  answer(user: User, packageId: string, questionId: string, text: string): Promise<void>;
}

/** More packages at one time than any third party has. */
const MOST_CASES = 500;

export function createExternalDesk(options: {
  readonly repository: CaseRepository;
  readonly access: ProvisionAccess;
  readonly clock: Clock;
  readonly partnerName: (partnerId: string) => string;
}): ExternalDesk {
  const { repository, access, clock } = options;

  const packagesFor = async (
    user: User,
  ): Promise<readonly { readonly caseId: string; readonly provided: ProvisionPackage }[]> => {
    const at = clock.now();
    const { caseFiles } = await repository.list(access.packageFilter(user, at), {
      page: 1,
      pageSize: MOST_CASES,
    });
    return caseFiles.flatMap((caseFile) =>
      packagesOf(caseFile)
        .filter((provided) => access.readPackage(user, { provided, at }).allowed)
        .map((provided) => ({ caseId: caseFile.caseId, provided })),
    );
  };

  return {
    async packages(user) {
      const at = clock.now();
      const found = await packagesFor(user);
      return {
        packages: found
          .toSorted((a, b) => a.provided.expiresAt.getTime() - b.provided.expiresAt.getTime())
          .flatMap(({ provided }) => providedPackage(user, provided, at, options) ?? []),
      };
    },

    async answer(user, packageId, questionId, text) {
      const found = (await packagesFor(user)).find(({ provided }) => provided.packageId === packageId);
      if (found === undefined) throw productError('not-found', { what: 'Dit pakket' });
      const at = clock.now();
      await repository.change(found.caseId, (caseFile) =>
        answerQuestion(caseFile, packageId, questionId, { text, at }),
      );
    },
  };
}
