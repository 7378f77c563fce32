import { queryOptions } from '@tanstack/react-query';
import { api } from '../client/api.ts';

export const informationQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['case', caseId, 'information'],
    queryFn: ({ signal }) => api.information(caseId, signal),
  });

export const correctionFormQuery = (caseId: string, informationId: string, language: string) =>
  queryOptions({
    queryKey: ['correction-form', caseId, informationId, language],
    queryFn: ({ signal }) => api.correctionForm(caseId, informationId, signal),
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
