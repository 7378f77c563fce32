import { queryOptions } from '@tanstack/react-query';
import type { CaseTransfers, Form, RecordSignal, WithdrawTransfer } from '../../../src/contract/index.ts';
import { request } from '../client/http.ts';

const ofCase = (caseId: string) => `/v1/cases/${encodeURIComponent(caseId)}`;

export const transfersQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['case', caseId, 'transfers'],
    queryFn: ({ signal }) => request<CaseTransfers>(`${ofCase(caseId)}/transfers`, { signal }),
  });

export const transferFormQuery = (caseId: string, language: string) =>
  queryOptions({
    queryKey: ['transfer-form', caseId, language],
    queryFn: ({ signal }) => request<Form>(`${ofCase(caseId)}/transfer-form`, { signal }),
    refetchOnWindowFocus: false,
    gcTime: 0,
  });

export const proposeTransfer = (caseId: string, body: RecordSignal): Promise<void> =>
  request<void>(`${ofCase(caseId)}/transfers`, { method: 'POST', body });

export const withdrawTransfer = (caseId: string, transferId: string, body: WithdrawTransfer): Promise<void> =>
  request<void>(`${ofCase(caseId)}/transfers/${encodeURIComponent(transferId)}/withdrawal`, {
    method: 'POST',
    body,
  });
