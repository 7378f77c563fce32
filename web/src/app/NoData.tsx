import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from '../ui/Problem.tsx';
import { LoadingPage } from './LoadingPage.tsx';
import { PageHeading } from './PageHeading.tsx';

interface NoDataProps {
  query: Pick<UseQueryResult, 'isError' | 'error' | 'refetch'>;
  /** Heading when the data could not be had. */
  title: string;
  /** The way back. */
  back: ReactNode;
}

/** What a page shows as long as it has no data: that it is being fetched, or why that did not succeed. */
export function NoData({ query, title, back }: NoDataProps) {
  if (!query.isError) return <LoadingPage />;
  return (
    <>
      <PageHeading>{title}</PageHeading>
      <Problem error={query.error} onRetry={() => void query.refetch()} />
      {back}
    </>
  );
}
