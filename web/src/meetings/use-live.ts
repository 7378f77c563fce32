import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Meeting, MeetingMark } from '../../../src/contract/index.ts';
import { pollingMs } from '../inbox/queries.ts';
import { meetingMarkQuery } from './meetings-api.ts';

/** How often a meeting that is going on is looked at, in milliseconds; only what changed is read. */
const liveMs = 1500;

/** Reads what is shown again when somebody else changed it, and only then: each time that it is read is recorded. */
export function useLive(
  query: {
    readonly data: (MeetingMark & { readonly meeting: Meeting }) | undefined;
    readonly dataUpdatedAt: number;
    readonly isError: boolean;
    readonly isFetching: boolean;
    readonly refetch: () => Promise<unknown>;
  },
  meetingId: string,
  caseId?: string,
): void {
  const { data, dataUpdatedAt, isError, isFetching, refetch } = query;
  const state = data?.meeting.state;
  const isOver = state === 'closed' || state === 'cancelled';
  const look = useQuery({
    ...meetingMarkQuery(meetingId, caseId),
    enabled: state !== undefined && !isOver && !isError,
    refetchInterval: state === 'running' ? liveMs : pollingMs,
  });
  // A mark from before what is shown says nothing about it.
  const hasNews =
    data !== undefined &&
    look.data !== undefined &&
    look.dataUpdatedAt > dataUpdatedAt &&
    look.data.mark !== data.mark;
  useEffect(() => {
    if (hasNews && !isFetching && !isError) void refetch();
  }, [hasNews, isError, isFetching, refetch]);
}
