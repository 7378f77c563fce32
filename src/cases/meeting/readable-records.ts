import type { ContextSection } from '../../contract/http.ts';
import type { CaseFile } from '../case-file.ts';
import type { User } from '../people.ts';
import { linesOf, readerOf, type SectionSources } from '../sections.ts';
import type { MeetingItem } from './model.ts';
import { meetingFormOf, meetingRecordsOf, type MeetingRecord } from './records.ts';

/** What was recorded at an item, as far as this user may read it: of the rest not even that it is there. */
export function readableRecords(
  user: User,
  caseFile: CaseFile,
  item: MeetingItem,
  sources: Pick<SectionSources, 'access' | 'formOf' | 'categories'>,
): readonly { readonly record: MeetingRecord; readonly lines: ContextSection['lines'] }[] {
  const reader = readerOf(user, caseFile, sources.access);
  return meetingRecordsOf({ meetings: [item] })
    .filter((record) => reader.mayRead({ kind: 'meeting-record', record }))
    .map((record) => ({
      record,
      lines: linesOf(
        { formId: meetingFormOf[record.kind], data: record.data, supplierPartnerId: record.partnerId },
        reader,
        sources,
      ),
    }))
    .filter(({ lines }) => lines.length > 0);
}
