import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../client/api.ts';

const pageSize = 25;

/** How often an open case looks for news, in milliseconds. */
const pollingMs = 20_000;

export const casesQuery = (page: number) =>
  queryOptions({
    queryKey: ['cases', page],
    queryFn: ({ signal }) => api.cases(page, pageSize, signal),
    placeholderData: keepPreviousData,
  });

export const caseQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['case', caseId],
    queryFn: ({ signal }) => api.caseDetail(caseId, signal),
    refetchInterval: pollingMs,
  });

export const caseProcessQuery = (caseId: string, processId: string, version: number) =>
  queryOptions({
    queryKey: ['case-process', caseId, processId, version],
    queryFn: ({ signal }) => api.caseProcessXml(caseId, processId, version, signal),
    // A version of a process never changes.
    staleTime: Infinity,
  });

export const handoverFormQuery = (caseId: string, language: string) =>
  queryOptions({
    queryKey: ['handover-form', caseId, language],
    queryFn: ({ signal }) => api.handoverForm(caseId, signal),
    refetchOnWindowFocus: false,
    gcTime: 0,
  });

export const signalFormQuery = (language: string) =>
  queryOptions({
    queryKey: ['signal-form', language],
    queryFn: ({ signal }) => api.signalForm(signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
