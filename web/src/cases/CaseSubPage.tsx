import { Paragraph } from '@amsterdam/design-system-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { NoData } from '../app/NoData.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { CaseNavigation } from './CaseNavigation.tsx';

interface CaseSubPageProps<T> {
  query: UseQueryResult<T>;
  /** Heading of the page once the case's reference is known. */
  title: (reference: string) => string;
  lead: string;
  children: (data: T) => ReactNode;
}

/** A page about one side of a case: the way back, the heading, and what to say while there is nothing to show. */
export function CaseSubPage<T extends { readonly reference: string }>({
  query,
  title,
  lead,
  children,
}: CaseSubPageProps<T>) {
  const { t } = useTranslation('cases');
  const { caseId = '' } = useParams();
  const back = <TextLink to={`/cases/${caseId}`}>{t('signal.toCase')}</TextLink>;

  if (!query.data) return <NoData back={back} query={query} title={t('title')} />;
  return (
    <>
      <p className="app-back">{back}</p>
      <PageHeading lead={<Paragraph className="app-readable">{lead}</Paragraph>}>
        {title(query.data.reference)}
      </PageHeading>
      <CaseNavigation caseId={caseId} />
      {children(query.data)}
    </>
  );
}
