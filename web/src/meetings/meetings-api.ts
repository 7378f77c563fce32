import { queryOptions } from '@tanstack/react-query';
import type {
  CancelMeeting,
  CandidateList,
  CorrectInMeeting,
  Form,
  MeetingDetail,
  MeetingItem,
  MeetingMark,
  MeetingNotices,
  MeetingPage,
  MeetingPlanned,
  PlanMeeting,
  RecordedInMeeting,
  RecordInMeeting,
  RequestAgenda,
  meetingForms,
} from '../../../src/contract/index.ts';
import { request, requestFile } from '../client/http.ts';
import { isGone } from '../client/problem-error.ts';
import { pollingMs } from '../inbox/queries.ts';

export type MeetingFormId = (typeof meetingForms)[number];

const segment = encodeURIComponent;
const below = (meetingId: string) => `/v1/meetings/${segment(meetingId)}`;
const ofItem = (meetingId: string, caseId: string) => `${below(meetingId)}/agenda/${segment(caseId)}`;

const recordsOf: Readonly<Record<MeetingFormId, string>> = {
  'meeting-interpretation': 'interpretations',
  'meeting-decision': 'decisions',
};

/** Everything about meetings is kept under this key, so that a change refreshes all of it. */
export const meetingsKey = 'meetings';

/** What could not be read is tried again; otherwise `useLive` tells when to. */
const againAfterError = ({ state: { error } }: { state: { error: Error | null } }): number | false =>
  error === null || isGone(error) ? false : pollingMs;

export const meetingsQuery = (page: number) =>
  queryOptions({
    queryKey: [meetingsKey, 'list', page],
    queryFn: ({ signal }) => request<MeetingPage>(`/v1/meetings?page=${page}`, { signal }),
  });

export const meetingNoticesQuery = queryOptions({
  queryKey: [meetingsKey, 'notices'],
  queryFn: ({ signal }) => request<MeetingNotices>('/v1/meeting-notices', { signal }),
  refetchInterval: pollingMs,
});

export const meetingQuery = (meetingId: string) =>
  queryOptions({
    queryKey: [meetingsKey, meetingId],
    queryFn: ({ signal }) => request<MeetingDetail>(below(meetingId), { signal }),
    refetchInterval: againAfterError,
  });

export const meetingMarkQuery = (meetingId: string, caseId: string | undefined) =>
  queryOptions({
    // Under a key of its own: what is read because of it is not a reason to look again.
    queryKey: ['meeting-mark', meetingId, caseId ?? null],
    queryFn: ({ signal }) =>
      request<MeetingMark>(
        `${below(meetingId)}/mark${caseId === undefined ? '' : `?caseId=${segment(caseId)}`}`,
        { signal },
      ),
  });

export const candidatesQuery = (meetingId: string) =>
  queryOptions({
    queryKey: [meetingsKey, meetingId, 'candidates'],
    queryFn: ({ signal }) => request<CandidateList>(`${below(meetingId)}/candidates`, { signal }),
  });

export const meetingItemQuery = (meetingId: string, caseId: string) =>
  queryOptions({
    queryKey: [meetingsKey, meetingId, 'agenda', caseId],
    queryFn: ({ signal }) => request<MeetingItem>(ofItem(meetingId, caseId), { signal }),
    refetchInterval: againAfterError,
  });

export const meetingFormQuery = (
  meetingId: string,
  caseId: string,
  formId: MeetingFormId,
  language: string,
) =>
  queryOptions({
    queryKey: ['meeting-form', meetingId, caseId, formId, language],
    queryFn: ({ signal }) => request<Form>(`${ofItem(meetingId, caseId)}/forms/${formId}`, { signal }),
    refetchOnWindowFocus: false,
  });

const post = <T = void>(path: string, body?: unknown) => request<T>(path, { method: 'POST', body });
const remove = (path: string) => request<void>(path, { method: 'DELETE' });

export const planMeeting = (body: PlanMeeting) => post<MeetingPlanned>('/v1/meetings', body);
export const startMeeting = (meetingId: string) => post(`${below(meetingId)}/start`);
export const closeMeeting = (meetingId: string) => post(`${below(meetingId)}/close`);
export const cancelMeeting = (meetingId: string, body: CancelMeeting) =>
  post(`${below(meetingId)}/cancel`, body);
export const addToAgenda = (meetingId: string, caseId: string) =>
  post(`${below(meetingId)}/agenda`, { caseId });
export const removeFromAgenda = (meetingId: string, caseId: string) => remove(ofItem(meetingId, caseId));
export const moveOnAgenda = (meetingId: string, caseId: string, beforeCaseId: string | null) =>
  post(`${ofItem(meetingId, caseId)}/position`, { beforeCaseId });
export const recordAttendance = (meetingId: string, caseId: string, userId: string, present: boolean) =>
  post(`${ofItem(meetingId, caseId)}/attendance`, { userId, present });
export const recordInMeeting = (
  meetingId: string,
  caseId: string,
  formId: MeetingFormId,
  body: RecordInMeeting,
) => post<RecordedInMeeting>(`${ofItem(meetingId, caseId)}/${recordsOf[formId]}`, body);
export const correctInMeeting = (
  meetingId: string,
  caseId: string,
  formId: MeetingFormId,
  recordId: string,
  body: CorrectInMeeting,
) =>
  post<RecordedInMeeting>(
    `${ofItem(meetingId, caseId)}/${recordsOf[formId]}/${segment(recordId)}/correction`,
    body,
  );
export const removeInterpretation = (meetingId: string, caseId: string, recordId: string) =>
  remove(`${ofItem(meetingId, caseId)}/interpretations/${segment(recordId)}`);
export const withdrawDecision = (meetingId: string, caseId: string, recordId: string) =>
  remove(`${ofItem(meetingId, caseId)}/decisions/${segment(recordId)}`);
export const printMinutes = (meetingId: string, caseId: string) =>
  requestFile(`${ofItem(meetingId, caseId)}/minutes`, { method: 'POST' });
export const requestAgenda = (caseId: string, body: RequestAgenda) =>
  post(`/v1/cases/${segment(caseId)}/agenda-requests`, body);
