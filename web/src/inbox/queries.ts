import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useHasRole } from '../app/use-session.ts';
import { api, type InboxList } from '../client/api.ts';

/** How often open lists look for news, in milliseconds. */
export const pollingMs = 15_000;

export const inboxPageSize = 25;

export const inboxQuery = (list: InboxList, page: number) =>
  queryOptions({
    queryKey: ['inbox', list, page],
    queryFn: ({ signal }) => api.inboxItems(list, page, inboxPageSize, signal),
    refetchInterval: pollingMs,
    placeholderData: keepPreviousData,
  });

export const itemQuery = (itemId: string, language: string) =>
  queryOptions({
    // The form comes in the language of the interface.
    queryKey: ['inbox-item', itemId, language],
    queryFn: ({ signal }) => api.inboxItem(itemId, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });

/** The numbers for the menu, kept fresh; undefined until known or for who has no inbox. */
export function useInboxCounts() {
  const enabled = [useHasRole('attendee'), useHasRole('chair'), useHasRole('lawfulness-reviewer')].includes(
    true,
  );
  return useQuery({ ...inboxQuery('mine', 1), enabled }).data?.counts;
}
