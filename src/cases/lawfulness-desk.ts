import type { CaseUnderReview } from '../contract/break-glass.ts';
import { productError } from '../lib/errors.ts';
import type { CaseAccess } from './access.ts';
import { stateGround } from './accountability/trail.ts';
import type { CaseRepository } from './case-repository.ts';
import type { Configuration } from './configuration.ts';
import type { FormDesk } from './form-desk.ts';
import { loggableReason, requireImpersonal } from './impersonal/impersonal-text.ts';
import type { User } from './people.ts';
import { partsOf } from './sections.ts';
import { timelineOf } from './timeline.ts';

/** Looking at a case to review whether data was used lawfully (Wgpart art. 12; AVG art. 39). */
export interface LawfulnessDesk {
  /**
   * One look at a case, which is noted with its reason. Of a shielded case only that it exists and what happened.
   *
   * @throws ProductError `not-found`; `invalid-request` when the reason says who the case is about
   */
  look(
    user: User,
    request: { readonly reference: string; readonly reason: string },
  ): Promise<CaseUnderReview>;
}

export interface LawfulnessDeskOptions {
  readonly repository: Pick<CaseRepository, 'findByReference'>;
  readonly forms: FormDesk;
  readonly access: CaseAccess;
  readonly categories: Configuration['fieldAccess']['categories'];
  readonly partnerName: (partnerId: string) => string;
}

export function createLawfulnessDesk(options: LawfulnessDeskOptions): LawfulnessDesk {
  const { repository, forms, access, categories, partnerName } = options;
  return {
    async look(user, { reference, reason }) {
      const caseFile = await repository.findByReference(reference);
      if (caseFile !== undefined)
        stateGround(caseFile.caseId, {
          kind: 'lawfulness-review',
          reason: loggableReason(caseFile, reason),
        });
      if (caseFile === undefined || !access.reviewLawfulness(user, caseFile).allowed)
        throw productError('not-found', { what: `Casus ${reference}` });
      requireImpersonal(caseFile, reason);
      const parts = partsOf(
        caseFile,
        {
          mayRead: (part) => access.reviewPart(user, caseFile, part).allowed,
          readField: (field) => access.reviewField(user, caseFile, field),
        },
        { formOf: await forms.forShowing(caseFile), partnerName, categories },
      );
      return {
        reference,
        phase: caseFile.phase,
        openedAt: caseFile.openedAt.toISOString(),
        isShielded: caseFile.shieldedAt !== null,
        sections: parts.map(({ title, lines }) => ({ title, lines: [...lines] })),
        timeline: timelineOf(caseFile, partnerName),
      };
    },
  };
}
