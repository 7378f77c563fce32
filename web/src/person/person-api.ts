import { queryOptions } from '@tanstack/react-query';
import type {
  CasePerson,
  Form,
  RecordedForPerson,
  RecordForPerson,
  personForms,
} from '../../../src/contract/index.ts';
import { request, requestFile } from '../client/http.ts';

export type PersonFormId = (typeof personForms)[number];

const below = (caseId: string) => `/v1/cases/${encodeURIComponent(caseId)}/person`;

export const casePersonQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['case', caseId, 'person'],
    queryFn: ({ signal }) => request<CasePerson>(below(caseId), { signal }),
  });

export const personFormQuery = (caseId: string, formId: PersonFormId, language: string) =>
  queryOptions({
    queryKey: ['person-form', caseId, formId, language],
    queryFn: ({ signal }) => request<Form>(`${below(caseId)}/forms/${formId}`, { signal }),
    refetchOnWindowFocus: false,
  });

export const recordForPerson = (caseId: string, formId: PersonFormId, body: RecordForPerson) =>
  request<RecordedForPerson>(
    `${below(caseId)}/${formId === 'rights-request' ? 'rights-requests' : 'data-breaches'}`,
    { method: 'POST', body },
  );

export const reportLapse = (caseId: string, reason: string) =>
  request<void>(`${below(caseId)}/lapse-reports`, { method: 'POST', body: { reason } });

export const printAccess = (caseId: string, rightsRequestId: string) =>
  requestFile(`${below(caseId)}/rights-requests/${encodeURIComponent(rightsRequestId)}/printouts`, {
    method: 'POST',
  });
