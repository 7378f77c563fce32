import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../client/api.ts';

const pageSize = 25;

export const accountsQuery = (page: number) =>
  queryOptions({
    queryKey: ['accounts', page],
    queryFn: ({ signal }) => api.accounts(page, pageSize, signal),
    placeholderData: keepPreviousData,
  });

export const accountQuery = (userId: string) =>
  queryOptions({
    queryKey: ['account', userId],
    queryFn: ({ signal }) => api.account(userId, signal),
    // What is typed into the form must not be overwritten.
    refetchOnWindowFocus: false,
  });

/** Organisations and consultations to choose from. */
export const choicesQuery = queryOptions({
  queryKey: ['account-choices'],
  queryFn: async ({ signal }) => {
    const [{ partners }, { consultations }] = await Promise.all([
      api.partners(signal),
      api.consultations(signal),
    ]);
    return { partners, consultations };
  },
  staleTime: 60_000,
});
