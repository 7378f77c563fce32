import { Badge, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { useHasRole } from '../app/use-session.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { dateText } from '../ui/dates.ts';
import { WarningIcon } from '../ui/icons.tsx';
import { Pages } from '../ui/Pages.tsx';
import { Problem } from '../ui/Problem.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { usePageNumber } from '../ui/use-page-number.ts';
import { PhaseBadge } from './PhaseBadge.tsx';
import { casesQuery } from './queries.ts';

/** The cases in which this person's organisation takes part. */
export default function CasesPage() {
  const { t, i18n } = useTranslation('cases');
  const { t: tOversight } = useTranslation('oversight');
  // A chair leads consultations and takes no part in cases: no signals, no emergency access.
  const mayRecord = useHasRole('attendee');
  const query = useQuery(casesQuery(usePageNumber()));
  const shown = query.data;

  return (
    <>
      <PageHeading
        actions={mayRecord && <ButtonLink to="/signals/new">{t('signal.newTitle')}</ButtonLink>}
        lead={<Paragraph>{t('lead')}</Paragraph>}
      >
        {t('title')}
      </PageHeading>
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!shown && !query.isError && <LoadingPage />}
      {shown && shown.cases.length === 0 && (
        <div className="app-panel app-empty">
          <Paragraph>{t('empty')}</Paragraph>
        </div>
      )}
      {shown && shown.cases.length > 0 && (
        <div className="app-panel app-panel--flush">
          <table className="app-table app-table--stacks">
            <caption className="ams-visually-hidden">{t('title')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('columns.reference')}</th>
                <th scope="col">{t('columns.phase')}</th>
                <th scope="col">{t('columns.caseManager')}</th>
                <th scope="col">{t('columns.opened')}</th>
                <th scope="col">{t('columns.steps')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.cases.map((summary) => (
                <tr key={summary.caseId}>
                  <th scope="row">
                    <Link className="ams-link app-row-link" to={`/cases/${summary.caseId}`}>
                      {summary.reference}
                    </Link>
                  </th>
                  <td data-label={t('columns.phase')}>
                    <PhaseBadge phase={summary.phase} />
                  </td>
                  <td data-label={t('columns.caseManager')}>
                    {summary.caseManagerName ?? <span className="app-muted">{t('noCaseManager')}</span>}
                  </td>
                  <td data-label={t('columns.opened')}>{dateText(summary.openedAt, i18n.language)}</td>
                  <td data-label={t('columns.steps')}>
                    {summary.openSteps}
                    {summary.overdueSteps > 0 && (
                      <>
                        {' '}
                        <Badge
                          color="red"
                          icon={WarningIcon}
                          label={t('late', { count: summary.overdueSteps })}
                        />
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p>
        <TextLink to="/access-explanation">{tOversight('explain.link')}</TextLink>
        {mayRecord && (
          <>
            {' · '}
            <TextLink to="/break-glass">{tOversight('breakGlass.link')}</TextLink>
          </>
        )}
      </p>
      {shown && <Pages page={shown.page} pageSize={shown.pageSize} total={shown.total} />}
    </>
  );
}
