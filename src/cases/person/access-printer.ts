import { Duration } from 'luxon';
import type { CaseAccess, CasePart } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { Configuration } from '../configuration.ts';
import type { FormDesk } from '../form-desk.ts';
import type { InboxStore } from '../inbox-store.ts';
import { renderMarkedPdf } from '../marked-pdf.ts';
import type { People, User } from '../people.ts';
import { contentFormOf, suppliedPartOf } from '../information/supplied-parts.ts';
import { earlierWordings } from '../meeting/earlier-wordings.ts';
import { meetingRecordsOf } from '../meeting/records.ts';
import { packagesOf } from '../provision/provision-package.ts';
import { linesOf, type PartReader, partsOf, wholeFile } from '../sections.ts';
import { accessExport, type AccessExport, type ExportedPart } from './access-export.ts';
import { personOf, type RightsRequest } from './person-record.ts';
import { receivedUnder, type PassedOnCorrection } from '../transfer/transfer-record.ts';
import { redactor } from './redaction.ts';
import { rightsRequestOf } from './rights-request.ts';
import { notPartOfTheFile } from './withheld-passages.ts';

type Made = RightsRequest['exports'][number];

/** Makes the printout with which the person gets access to the file. */
export interface AccessPrinter {
  /** What the printout says. */
  compose(caseFile: CaseFile, rightsRequestId: string, made: Made): Promise<AccessExport>;
  /** The same as PDF. */
  print(caseFile: CaseFile, rightsRequestId: string, made: Made): Promise<Uint8Array>;
}

export interface AccessPrinterOptions {
  readonly items: Pick<InboxStore, 'ofCase'>;
  readonly forms: FormDesk;
  /** Tells which partners could read a part. */
  readonly access: Pick<CaseAccess, 'readPart'>;
  readonly people: People;
  readonly configuration: Configuration;
  readonly partnerName: (partnerId: string) => string;
}

const groundOfSignal = 'Wgpart art. 5, eerste lid (aanmelding)';

export function createAccessPrinter(options: AccessPrinterOptions): AccessPrinter {
  const { items, forms, access, people, configuration, partnerName } = options;
  const date = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeZone: configuration.timeZone });
  const day = (at: Date): string => date.format(at);

  const compose: AccessPrinter['compose'] = async (caseFile, rightsRequestId, { exportId, at }) => {
    const request = rightsRequestOf(caseFile, rightsRequestId);
    const grounds = new Map(
      (await items.ofCase(caseFile.caseId)).map(({ itemId, legalBasis }) => [itemId, legalBasis]),
    );
    const participants = caseFile.composition?.partners ?? [];
    const readers = await Promise.all(
      participants.map(async ({ partnerId }) => ({ partnerId, users: await people.byPartner(partnerId) })),
    );
    // The file as it was before it was shielded: shielding ends reading by participants, not the right of the person.
    const open: CaseFile = { ...caseFile, shieldedAt: null };
    const reader = { ...wholeFile, mayRead: (part: CasePart) => !isNotOfTheFile(part) };
    const sources = {
      formOf: await forms.forShowing(open),
      partnerName,
      categories: configuration.fieldAccess.categories,
    };
    const shown = partsOf(open, reader, sources);
    const parts = shown.map(({ partId, part, title, partnerId, at: recordedAt, lines }): ExportedPart => ({
      partId,
      title,
      partnerId,
      at: recordedAt,
      ground: groundOf(part, grounds),
      readerPartnerIds: readers
        .filter(({ users }) => users.some((user) => access.readPart(user, open, part).allowed))
        .map((reader) => reader.partnerId),
      lines: [...lines, ...earlierLines(part, reader, sources)],
    }));
    // What still waits to be judged is in the file, too.
    const waiting = (caseFile.origin?.corrections ?? []).flatMap(
      ({ answer, content, correctionId, informationId, partnerId, receivedAt, reason }): ExportedPart[] =>
        answer !== null || content === undefined
          ? []
          : [
              {
                partId: correctionId,
                title: 'Correctie uit een andere gemeente, nog niet beoordeeld',
                partnerId,
                at: receivedAt,
                ground: receivedUnder,
                readerPartnerIds: [caseFile.municipalityPartnerId],
                lines: [
                  { label: 'Wat klopte er niet?', value: reason },
                  ...linesOf(
                    {
                      formId: contentFormOf(suppliedPartOf(caseFile, informationId)),
                      data: content ?? {},
                      supplierPartnerId: partnerId,
                    },
                    wholeFile,
                    sources,
                  ),
                ],
              },
            ],
    );
    const provided = await Promise.all(
      packagesOf(caseFile)
        .filter(({ releasedAt }) => releasedAt !== null)
        .map(async ({ recipientId, purpose, releasedAt, items: given }) => ({
          recipient: organisationOf(await people.byId(recipientId)),
          purpose,
          at: releasedAt as Date,
          items: [...new Set(given.map(({ label }) => label))],
        })),
    );
    return accessExport({
      reference: caseFile.reference,
      request,
      requests: personOf(caseFile).rightsRequests,
      exportId,
      madeAt: at,
      parts: [...parts, ...waiting],
      provisions: provided,
      participants,
      otherConsultations: otherConsultations(caseFile),
      emergencyReaders: caseFile.breakGlass.map(({ partnerId, at: openedAt }) => ({
        partnerId,
        at: openedAt,
      })),
      purposes: configuration.register.activities
        .filter(({ phases }) => phases.length > 0)
        .map(({ name, purpose, ground }) => ({ name, purpose, ground })),
      retention: retentionText(configuration),
      redact: redactor(
        await professionals(
          caseFile,
          readers.flatMap(({ users }) => users),
        ),
        [...(request.decision?.otherNames ?? [])],
        request.decision?.withheldPassages,
      ),
      partnerName,
      day,
    });
  };

  /** Everyone who works or worked on the case, by name. */
  const professionals = async (caseFile: CaseFile, attending: readonly User[]): Promise<string[]> => {
    const userIds = new Set([
      ...caseFile.submissions.map(({ userId }) => userId),
      ...caseFile.signals.map(({ userId }) => userId),
      ...caseFile.reviewRequests.map(({ userId }) => userId),
      ...caseFile.agendaRequests.map(({ userId }) => userId),
      ...meetingRecordsOf(caseFile).flatMap(({ userId, corrections = [] }) => [
        userId,
        ...corrections.map((correction) => correction.userId),
      ]),
      ...caseFile.informationItems.map(({ userId }) => userId),
      ...caseFile.transfers.map(({ userId }) => userId),
      ...(caseFile.origin === null ? [] : [caseFile.origin.acceptedBy]),
    ]);
    const authors = await Promise.all([...userIds].map((userId) => people.byId(userId)));
    return [...new Set([...attending, ...authors].flatMap((user) => user?.name ?? []))];
  };

  const otherConsultations = ({ transfers, origin, receipts }: CaseFile) => [
    ...transfers.flatMap(({ state, toMunicipalityId, endedAt, passedOn = [] }) => {
      const to = configuration.municipalities.find(
        ({ municipalityId }) => municipalityId === toMunicipalityId,
      );
      const moved = receipts.filter(
        ({ partnerId, kind, ground }) =>
          partnerId === to?.municipalityPartnerId && kind !== 'correction' && ground === receivedUnder,
      ).length;
      return state === 'moved' && to !== undefined && endedAt !== null
        ? [
            {
              partnerId: to.municipalityPartnerId,
              what: `Het casusoverleg van deze gemeente ontving de casus op ${day(endedAt)}: ${moved} onderdelen.${correctionsPassedOn(passedOn)}`,
            },
          ]
        : [];
    }),
    ...(origin === null
      ? []
      : [
          {
            partnerId: origin.municipalityPartnerId,
            what: 'Het casusoverleg van deze gemeente droeg de casus over.',
          },
        ]),
  ];

  const organisationOf = (recipient: User | undefined): string =>
    recipient === undefined ? 'Een derde' : partnerName(recipient.partnerId);

  return {
    compose,
    async print(caseFile, rightsRequestId, made) {
      const { reference, recipientName, madeAt, exportId, sections } = await compose(
        caseFile,
        rightsRequestId,
        made,
      );
      return renderMarkedPdf({
        title: `Inzage in casus ${reference}`,
        heading: 'Inzage in uw gegevens',
        intro: `Casus ${reference}, voor ${recipientName}.`,
        mark: `Uitgereikt aan ${recipientName} op ${day(madeAt)}. Exemplaar ${exportId}. Vertrouwelijk.`,
        madeAt,
        sections,
      });
    },
  };
}

/** How a record of a meeting read before it was corrected: the person gets everything that is kept. */
const earlierLines = (part: CasePart, ...read: [PartReader, Parameters<typeof earlierWordings>[2]]) =>
  part.kind !== 'meeting-record'
    ? []
    : earlierWordings(part.record, ...read).flatMap(({ lines }) =>
        lines.map(({ label, value }) => ({ label: `Eerder: ${label}`, value })),
      );

function correctionsPassedOn(passedOn: readonly PassedOnCorrection[]): string {
  const applied = passedOn.filter(({ answer }) => answer?.outcome === 'applied').length;
  return passedOn.length === 0
    ? ''
    : ` Doorgegeven correcties: ${passedOn.length}; daar overgenomen: ${applied}.`;
}

const isNotOfTheFile = (part: CasePart): boolean =>
  part.kind === 'submission' && notPartOfTheFile.has(part.submission.formId);

function groundOf(part: CasePart, grounds: ReadonlyMap<string, string>): string {
  if (part.kind === 'signal') return groundOfSignal;
  if (part.kind === 'received-document') return receivedUnder;
  return (part.kind === 'submission' ? grounds.get(part.submission.itemId) : undefined) ?? 'Wgpart art. 6';
}

function retentionText({ retention }: Configuration): string {
  const years = Duration.fromISO(retention.closedCase.period).as('years');
  return `Gegevens worden vernietigd als ze niet meer nodig zijn, uiterlijk ${years} jaar na de laatste verwerking (Wgpart artikel 9).`;
}
