import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AccessLogPage,
  AccessLogPurpose,
  CaseAccessExplained,
  CaseUnderReview,
  GlassBroken,
  PublishedRegister,
  YearlyReport,
} from '../../../src/contract/index.ts';
import { request } from '../client/http.ts';

const pageSize = 25;

/** What {@link accessLogQuery} asks: one case, and for what the log is read. */
export interface AccessLogQuestion {
  readonly reference: string;
  readonly purpose: AccessLogPurpose;
}

/** Each time that it is asked is recorded, so it is asked once per question and page and never by itself. */
export const accessLogQuery = ({ reference, purpose }: AccessLogQuestion, page: number) =>
  queryOptions({
    queryKey: ['access-log', reference, purpose, page],
    queryFn: ({ signal }) =>
      request<AccessLogPage>(
        `/v1/access-log?reference=${encodeURIComponent(reference)}&purpose=${purpose}&page=${page}&pageSize=${pageSize}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: 60_000,
  });

export const explanationQuery = (reference: string) =>
  queryOptions({
    queryKey: ['access-explanation', reference],
    queryFn: ({ signal }) =>
      request<CaseAccessExplained>(`/v1/access-explanations?reference=${encodeURIComponent(reference)}`, {
        signal,
      }),
    refetchOnWindowFocus: false,
  });

export const processingRegisterQuery = queryOptions({
  queryKey: ['processing-register'],
  queryFn: ({ signal }) => request<PublishedRegister>('/v1/processing-register', { signal }),
});

export const yearlyReportQuery = (year: number) =>
  queryOptions({
    queryKey: ['yearly-report', year],
    queryFn: ({ signal }) => request<YearlyReport>(`/v1/yearly-reports/${year}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const breakGlass = (body: { requestId: string; reference: string; reason: string }) =>
  request<GlassBroken>('/v1/break-glass', { method: 'POST', body });

export const reviewLawfulness = (body: { reference: string; reason: string }) =>
  request<CaseUnderReview>('/v1/lawfulness-reviews', { method: 'POST', body });
