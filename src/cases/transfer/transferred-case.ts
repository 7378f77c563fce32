import type { TransferredCase } from '../../contract/transfer.ts';
import type { CaseAccess } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { Configuration } from '../configuration.ts';
import type { InformationItem } from '../information/model.ts';
import type { User } from '../people.ts';
import { informationLines, wholeFile, type SectionSources } from '../sections.ts';
import { hasMoved } from './passing-on.ts';
import { receivedUnder } from './transfer-record.ts';
import { transferableDocuments } from './transferable-documents.ts';

interface Sources extends Pick<SectionSources, 'formOf' | 'partnerName'> {
  readonly access: Pick<CaseAccess, 'correctInformation'>;
  readonly configuration: Pick<Configuration, 'municipalities' | 'fieldAccess'>;
}

/**
 * What somebody who took part may still know of a case that has moved: what their organisation supplied, with which they may
 * have to correct it; for the contact point also who supplied what else, without its content, as far as it was ever shown that
 * it existed. null: nothing moved.
 */
export function transferredCase(
  caseFile: CaseFile,
  user: User,
  { formOf, partnerName, access, configuration }: Sources,
): TransferredCase | null {
  const transfer = caseFile.transfers.find(({ state }) => state === 'moved');
  const to = configuration.municipalities.find(
    ({ municipalityId }) => municipalityId === transfer?.toMunicipalityId,
  );
  if (transfer?.endedAt == null) return null;
  const { categories } = configuration.fieldAccess;
  const isOwn = ({ partnerId }: { readonly partnerId: string }): boolean => partnerId === user.partnerId;
  const isContactPoint = user.partnerId === caseFile.municipalityPartnerId;
  const knownGroups = new Set([...user.fieldGroups.casework, ...user.fieldGroups.known]);
  const mayKnow = (item: InformationItem): boolean =>
    isOwn(item) ||
    (isContactPoint &&
      !item.hiddenFromPartnerIds.includes(user.partnerId) &&
      (categories[item.category] ?? []).every((group) => knownGroups.has(group)));
  const known = caseFile.informationItems.filter(mayKnow);
  const knownSignals = caseFile.signals.filter((signal) => isContactPoint || isOwn(signal));
  const knownIds = new Set([
    ...known.map(({ informationId }) => informationId),
    ...knownSignals.map(({ signalId }) => signalId),
  ]);
  const corrections = caseFile.corrections.filter(({ informationId }) => knownIds.has(informationId));
  const suppliedAs = new Map<string, { readonly partnerId: string; readonly at: Date }>([
    ...knownSignals.map((signal) => [signal.signalId, signal] as const),
    ...known.map(
      ({ informationId, partnerId, suppliedAt }) => [informationId, { partnerId, at: suppliedAt }] as const,
    ),
    ...corrections.map((correction) => [correction.correctionId, correction] as const),
    ...(isContactPoint ? transferableDocuments(caseFile, transfer.documents ?? []) : []).map(
      ({ documentId, at }) => [documentId, { partnerId: caseFile.municipalityPartnerId, at }] as const,
    ),
  ]);
  return {
    municipalityName: to?.name ?? 'Onbekend',
    movedAt: transfer.endedAt.toISOString(),
    own: known
      .filter((item) => isOwn(item) && hasMoved(caseFile, item.informationId))
      .map((item) => ({
        informationId: item.informationId,
        suppliedAt: item.suppliedAt.toISOString(),
        lines: informationLines(item, wholeFile, { formOf, partnerName, categories }),
        canCorrect: item.content !== null && access.correctInformation(user, caseFile, item).allowed,
      })),
    received: caseFile.receipts.flatMap(({ kind, id, partnerId, at, ground }) => {
      const supplied = suppliedAs.get(id);
      return supplied === undefined ||
        kind === 'provision' ||
        ground !== receivedUnder ||
        partnerId !== to?.municipalityPartnerId
        ? []
        : [
            {
              kind,
              supplierName: partnerName(supplied.partnerId),
              suppliedAt: supplied.at.toISOString(),
              receivedAt: at.toISOString(),
            },
          ];
    }),
    corrections: (transfer.passedOn ?? [])
      .flatMap(({ correctionId, answer }) => {
        const correction = corrections.find((candidate) => candidate.correctionId === correctionId);
        return correction === undefined
          ? []
          : [
              {
                supplierName: partnerName(correction.partnerId),
                at: correction.at.toISOString(),
                kind: correction.content === null ? ('withdrawn' as const) : ('corrected' as const),
                outcome: answer?.outcome ?? ('waiting' as const),
                answeredAt: answer?.at.toISOString() ?? null,
                reason: answer?.reason ?? null,
              },
            ];
      })
      .reverse(),
  };
}
