import type { ContextSection } from '../../contract/http.ts';
import type { CaseFile } from '../case-file.ts';
import type { InboxItem } from '../inbox-item.ts';
import { shortDay } from '../local-day.ts';
import { meetingFormOf, meetingRecordsOf } from '../meeting/records.ts';
import type { User } from '../people.ts';
import { linesOf, readerOf, type SectionSources } from '../sections.ts';
import { personOf } from './person-record.ts';

const kindTexts = { interpretation: 'duiding', decision: 'besluit' } as const;

/**
 * What meetings recorded about the case, for a step of a request to correct or erase: a correction of an item changes no record
 * that quotes it, so a person has to look. As far as this user could read it before the case was shielded; empty for a request
 * for access and for every other step.
 */
export function meetingMentions(
  caseFile: CaseFile,
  { refs }: Pick<InboxItem, 'refs'>,
  user: User,
  sources: SectionSources & { readonly timeZone: string },
): ContextSection[] {
  const request = personOf(caseFile).rightsRequests.find(
    ({ rightsRequestId }) => rightsRequestId === refs.rightsRequestId,
  );
  if (request === undefined || request.kind === 'access') return [];
  const { access, partnerName, timeZone } = sources;
  const reader = readerOf(user, { ...caseFile, shieldedAt: null }, access);
  const day = (at: Date): string => shortDay(at, timeZone);
  const lines = meetingRecordsOf(caseFile)
    .filter((record) => reader.mayRead({ kind: 'meeting-record', record }))
    .flatMap((record) => {
      const { kind, data, plannedAt, partnerId } = record;
      const read = linesOf(
        { formId: meetingFormOf[kind], data, supplierPartnerId: partnerId },
        reader,
        sources,
      );
      return read.length === 0
        ? []
        : {
            label: `Overleg van ${day(plannedAt)}, ${kindTexts[kind]} van ${partnerName(partnerId)}`,
            value: read.map(({ label, value }) => `${label}: ${value}`).join(' · '),
          };
    });
  return lines.length === 0
    ? []
    : [
        {
          title: 'Verslagen van het overleg over deze casus',
          lines: [
            {
              label: 'Let op',
              value:
                'Een correctie verandert deze verslagen niet. Kijk of hier staat wat verbeterd of verwijderd moet worden, en schrijf in uw toelichting wat ermee moet gebeuren.',
            },
            ...lines,
          ],
        },
      ];
}
