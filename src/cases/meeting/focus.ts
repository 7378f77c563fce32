import type { ContextSection } from '../../contract/http.ts';
import type { CaseFile, Refs } from '../case-file.ts';
import type { User } from '../people.ts';
import { linesOf, readerOf, type SectionSources } from '../sections.ts';
import { findDecision } from './actions.ts';
import { meetingFormOf } from './records.ts';

/** The decision of a meeting that a step carries out. */
export function meetingFocus(
  caseFile: CaseFile,
  { decisionId }: Refs,
  user: User,
  sources: SectionSources,
): ContextSection[] {
  const found = decisionId === undefined ? undefined : findDecision(caseFile, decisionId);
  if (found === undefined) return [];
  const { data, partnerId: supplierPartnerId } = found.decision;
  return [
    {
      title: 'Dit besluit van het casusoverleg',
      lines: linesOf(
        { formId: meetingFormOf.decision, data, supplierPartnerId },
        readerOf(user, caseFile, sources.access),
        sources,
      ),
    },
  ];
}
