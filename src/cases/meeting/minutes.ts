import type { Configuration } from '../configuration.ts';
import type { CaseAccess } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { FormDesk } from '../form-desk.ts';
import { renderMarkedPdf, type PdfSection } from '../marked-pdf.ts';
import type { People, User } from '../people.ts';
import { itemOfMeeting } from './agenda.ts';
import type { Meeting } from './meeting-store.ts';
import type { MeetingDecision, MeetingItem } from './model.ts';
import { readableRecords } from './readable-records.ts';

/** What the minutes of one case say to one reader, before they are laid out. */
export interface Minutes {
  readonly reference: string;
  readonly plannedAt: Date;
  readonly sections: readonly PdfSection[];
}

/** Makes the minutes of an item: only what this reader may read is in them. */
export interface MinutesPrinter {
  compose(reader: User, caseFile: CaseFile, meeting: Meeting): Promise<Minutes>;
  /** The same as PDF, marked with the reader and the moment on every page. */
  print(
    reader: User,
    caseFile: CaseFile,
    meeting: Meeting,
    copy: MeetingItem['copies'][number],
  ): Promise<Uint8Array>;
}

const decisionStates: Readonly<Record<MeetingDecision['state'], string>> = {
  open: 'Open',
  done: 'Gedaan',
  'not-done': 'Niet gedaan',
  withdrawn: 'Ingetrokken tijdens het overleg',
  ended: 'Vervallen: de casus is afgesloten',
};

export function createMinutesPrinter(options: {
  readonly forms: FormDesk;
  readonly access: CaseAccess;
  readonly people: People;
  readonly configuration: Pick<Configuration, 'timeZone' | 'fieldAccess'>;
  readonly partnerName: (partnerId: string) => string;
}): MinutesPrinter {
  const { forms, access, people, configuration, partnerName } = options;
  const { timeZone } = configuration;
  const day = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeZone });
  const moment = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeStyle: 'short', timeZone });

  const compose: MinutesPrinter['compose'] = async (reader, caseFile, meeting) => {
    const item = itemOfMeeting(caseFile, meeting.meetingId);
    const attendance = item?.attendance ?? [];
    const present = await Promise.all(
      attendance.map(async ({ userId, partnerId }) => ({
        label: partnerName(partnerId),
        value: (await people.byId(userId))?.name ?? 'Onbekend',
      })),
    );
    const shown =
      item === undefined
        ? []
        : readableRecords(reader, caseFile, item, {
            access,
            formOf: await forms.forShowing(caseFile),
            categories: configuration.fieldAccess.categories,
          });
    const sectionsOf = (kind: 'interpretation' | 'decision', heading: string): PdfSection[] =>
      shown
        .filter(({ record }) => record.kind === kind)
        .map(({ record, lines }, index) => ({
          heading: `${heading} ${index + 1}`,
          paragraphs: [],
          lines: [
            { label: 'Vastgelegd door', value: partnerName(record.partnerId) },
            ...(record.corrections ?? []).map(({ at, partnerId }) => ({
              label: 'Tijdens het overleg aangepast',
              value: `${moment.format(at)}, door ${partnerName(partnerId)}`,
            })),
            ...lines,
            ...(record.kind === 'decision'
              ? [{ label: 'Stand van de actie', value: decisionStates[record.state] }]
              : []),
          ],
        }));
    return {
      reference: caseFile.reference,
      plannedAt: meeting.plannedAt,
      sections: [
        {
          heading: 'Aanwezig',
          paragraphs: present.length === 0 ? ['Deze casus is niet besproken.'] : [],
          lines: present,
        },
        ...sectionsOf('interpretation', 'Duiding'),
        ...sectionsOf('decision', 'Besluit'),
        {
          heading: 'Over dit exemplaar',
          paragraphs: [
            'Dit verslag bevat wat u van deze casus mag lezen. Deel het niet en vernietig het zodra u het niet meer nodig hebt. Het gebruik ervan is vastgelegd.',
          ],
          lines: [],
        },
      ],
    };
  };

  return {
    compose,
    async print(reader, caseFile, meeting, { copyId, at }) {
      const { reference, plannedAt, sections } = await compose(reader, caseFile, meeting);
      return renderMarkedPdf({
        title: `Verslag van het casusoverleg, casus ${reference}`,
        heading: 'Verslag van het casusoverleg',
        intro: `Casus ${reference}, overleg van ${moment.format(plannedAt)}.`,
        mark: `Verstrekt aan ${reader.name} (${partnerName(reader.partnerId)}) op ${day.format(at)}. Exemplaar ${copyId}. Vertrouwelijk.`,
        madeAt: at,
        sections,
      });
    },
  };
}
