import type { DestructionCertificate, DestructionCertificatePage } from '../../contract/retention.ts';
import type { CaseFile, Destruction } from '../case-file.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { People, User } from '../people.ts';

/** The certificates of destroyed cases, for whoever reviews lawfulness. Nothing in them is about a person in a case. */
export interface Certificates {
  /** Those of the municipalities that the user is designated for, the last one first. */
  list(
    user: User,
    page: { readonly page: number; readonly pageSize: number },
  ): Promise<DestructionCertificatePage>;
}

export function certificatesOf(options: {
  readonly repository: Pick<CaseRepository, 'listDestroyed'>;
  readonly people: Pick<People, 'byId'>;
  readonly partnerName: (partnerId: string) => string;
}): Certificates {
  const { repository, people, partnerName } = options;
  const nameOf = async (userId: string): Promise<string> => (await people.byId(userId))?.name ?? 'Onbekend';

  const certificate = async (
    caseFile: CaseFile,
    destruction: Destruction,
  ): Promise<DestructionCertificate> => ({
    reference: caseFile.reference,
    municipalityPartnerName: partnerName(caseFile.municipalityPartnerId),
    endedAs: destruction.endedAs,
    openedAt: caseFile.openedAt.toISOString(),
    shieldedAt: destruction.shieldedAt.toISOString(),
    destroyBefore: destruction.destroyBefore.toISOString(),
    destroyedAt: destruction.at.toISOString(),
    decidedByName: await nameOf(destruction.decidedBy),
    approvedByName: await nameOf(destruction.approvedBy),
    recipients: destruction.recipients.map(({ partnerId, answer }) => ({
      partnerName: partnerName(partnerId),
      choice: answer?.choice ?? null,
      at: answer?.at.toISOString() ?? null,
    })),
    backups: destruction.backups.map(({ name, until }) => ({ name, until: until.toISOString() })),
  });

  return {
    async list({ municipalityIds }, page) {
      const { caseFiles, total } = await repository.listDestroyed(municipalityIds, page);
      const certificates = await Promise.all(
        caseFiles.flatMap((caseFile) =>
          caseFile.destruction === null ? [] : [certificate(caseFile, caseFile.destruction)],
        ),
      );
      return { certificates, total, ...page };
    },
  };
}
