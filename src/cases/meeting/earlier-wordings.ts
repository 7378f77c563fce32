import type { ContextSection } from '../../contract/http.ts';
import { groupsOf, groupsOfForm } from '../field-groups.ts';
import { propertiesByName } from '../forms/schema-walk.ts';
import { linesOf, type PartReader, type SectionSources } from '../sections.ts';
import type { MeetingCorrection } from './model.ts';
import { meetingFormOf, type MeetingRecord } from './records.ts';

/** How something read until it was corrected. */
export interface EarlierWording extends Pick<MeetingCorrection, 'at' | 'partnerId'> {
  readonly lines: ContextSection['lines'];
}

/**
 * The earlier wordings of a record, oldest first, for who may read both the kind of data that it was marked with then and the
 * kind that it is marked with now: a kind that was chosen by mistake opens nothing.
 */
export function earlierWordings(
  record: MeetingRecord,
  reader: PartReader,
  sources: Pick<SectionSources, 'formOf' | 'categories'>,
): readonly EarlierWording[] {
  const formId = meetingFormOf[record.kind];
  const schema = sources.formOf(formId)?.schema;
  const around = groupsOfForm(schema);
  const now = [...propertiesByName(schema ?? {}).values()].flatMap((field) =>
    groupsOf(field, record.data, around, sources.categories),
  );
  const stricter: PartReader = {
    ...reader,
    readField: (field) => reader.readField({ ...field, groups: [...new Set([...field.groups, ...now])] }),
  };
  return (record.corrections ?? []).flatMap(({ at, partnerId, before }) => {
    const lines = linesOf({ formId, data: before, supplierPartnerId: record.partnerId }, stricter, sources);
    return lines.length === 0 ? [] : [{ at, partnerId, lines }];
  });
}
