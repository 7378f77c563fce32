import type { ContextSection } from '../../contract/http.ts';
import type { CaseFile, FormData, Refs, Submission } from '../case-file.ts';
import { packagesOf } from '../provision/provision-package.ts';
import { linesOf, wholeFile, type SectionSources } from '../sections.ts';
import { personOf } from './person-record.ts';

/**
 * What a step about a request, a breach or a provision is about, with what the steps before it wrote. Shown to whoever has
 * the step, also to a reviewer who takes no part in the case.
 */
export function personFocusOf(
  caseFile: CaseFile,
  refs: Refs,
  sources: Pick<SectionSources, 'formOf' | 'categories'>,
): ContextSection[] {
  const linesFor = (formId: string, data: FormData, supplierPartnerId: string, submissionId?: string) =>
    linesOf({ formId, submissionId, data, supplierPartnerId }, wholeFile, sources);
  const { rightsRequests, dataBreaches } = personOf(caseFile);
  const request = rightsRequests.find(({ rightsRequestId }) => rightsRequestId === refs.rightsRequestId);
  const breach = dataBreaches.find(({ dataBreachId }) => dataBreachId === refs.dataBreachId);
  const provided = packagesOf(caseFile).find(({ packageId }) => packageId === refs.packageId);
  const earlier = (isAbout: (submission: Submission) => boolean): ContextSection[] =>
    caseFile.submissions.filter(isAbout).map(({ stepName, formId, data, partnerId, submissionId }) => ({
      title: stepName,
      lines: linesFor(formId, data, partnerId, submissionId),
    }));
  return [
    ...(request === undefined
      ? []
      : [
          {
            title: 'Dit verzoek',
            lines: linesFor('rights-request', request.data, caseFile.municipalityPartnerId),
          },
          ...earlier((submission) => submission.refs.rightsRequestId === request.rightsRequestId),
        ]),
    ...(breach === undefined
      ? []
      : [
          {
            title: 'Dit datalek',
            lines: linesFor('data-breach', breach.data, caseFile.municipalityPartnerId),
          },
          ...earlier((submission) => submission.refs.dataBreachId === breach.dataBreachId),
        ]),
    ...(provided === undefined
      ? []
      : [
          {
            title: 'Deze verstrekking',
            lines: [
              { label: 'Doel', value: provided.purpose },
              { label: 'Waarom noodzakelijk', value: provided.necessity },
              ...provided.items.map(({ label, value }) => ({ label, value: value ?? 'Niet meer bewaard' })),
              ...provided.questions.map(({ text }) => ({ label: 'Vraag aan de derde', value: text })),
            ],
          },
        ]),
  ];
}
