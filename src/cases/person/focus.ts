import type { ContextSection } from '../../contract/http.ts';
import type { CaseFile, Refs, Submission } from '../case-file.ts';
import type { ExpandedForm } from '../forms/index.ts';
import { packagesOf } from '../provision/provision-package.ts';
import { linesOf } from '../sections.ts';
import { personOf } from './person-record.ts';

/**
 * What a step about a request, a breach or a provision is about, with what the steps before it wrote. Shown to whoever has
 * the step, also to a reviewer who takes no part in the case.
 */
export function personFocusOf(
  caseFile: CaseFile,
  refs: Refs,
  formOf: (formId: string) => ExpandedForm | undefined,
): ContextSection[] {
  const { rightsRequests, dataBreaches } = personOf(caseFile);
  const request = rightsRequests.find(({ rightsRequestId }) => rightsRequestId === refs.rightsRequestId);
  const breach = dataBreaches.find(({ dataBreachId }) => dataBreachId === refs.dataBreachId);
  const provided = packagesOf(caseFile).find(({ packageId }) => packageId === refs.packageId);
  const earlier = (isAbout: (submission: Submission) => boolean): ContextSection[] =>
    caseFile.submissions
      .filter(isAbout)
      .map(({ stepName, formId, data }) => ({ title: stepName, lines: linesOf(formOf(formId), data) }));
  return [
    ...(request === undefined
      ? []
      : [
          { title: 'Dit verzoek', lines: linesOf(formOf('rights-request'), request.data) },
          ...earlier((submission) => submission.refs.rightsRequestId === request.rightsRequestId),
        ]),
    ...(breach === undefined
      ? []
      : [
          { title: 'Dit datalek', lines: linesOf(formOf('data-breach'), breach.data) },
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
