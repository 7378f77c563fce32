import { Badge, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Account } from '../../../src/contract/index.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { WarningIcon } from '../ui/icons.tsx';
import { Pages } from '../ui/Pages.tsx';
import { Problem } from '../ui/Problem.tsx';
import { usePageNumber } from '../ui/use-page-number.ts';
import { accountsQuery } from './queries.ts';

/** Everybody who may sign in, and what they lack to work on cases. */
export default function AccountsPage() {
  const { t } = useTranslation('accounts');
  const common = useTranslation('common').t;
  const query = useQuery(accountsQuery(usePageNumber()));
  const shown = query.data;
  return (
    <>
      <PageHeading
        actions={<ButtonLink to="/accounts/new">{t('create')}</ButtonLink>}
        lead={<Paragraph>{t('lead')}</Paragraph>}
      >
        {t('title')}
      </PageHeading>
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!shown && !query.isError && <LoadingPage />}
      {shown && shown.accounts.length === 0 && (
        <div className="app-panel app-empty">
          <Paragraph>{t('empty')}</Paragraph>
        </div>
      )}
      {shown && shown.accounts.length > 0 && (
        <div className="app-panel app-panel--flush">
          <table className="app-table app-table--stacks">
            <caption className="ams-visually-hidden">{t('title')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('columns.name')}</th>
                <th scope="col">{t('columns.partner')}</th>
                <th scope="col">{t('columns.roles')}</th>
                <th scope="col">{t('columns.state')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.accounts.map((account) => (
                <tr key={account.userId}>
                  <th scope="row">
                    <Link className="ams-link app-row-link" to={`/accounts/${account.userId}`}>
                      {account.name}
                    </Link>
                  </th>
                  <td data-label={t('columns.partner')}>{account.partnerName}</td>
                  <td data-label={t('columns.roles')}>
                    {account.roles.map((role) => common(`roles.${role}`)).join(', ')}
                  </td>
                  <td data-label={t('columns.state')}>
                    <AccountState account={account} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown && <Pages page={shown.page} pageSize={shown.pageSize} total={shown.total} />}
    </>
  );
}

const caseRoles: readonly Account['roles'][number][] = ['attendee', 'chair', 'lawfulness-reviewer'];

function AccountState({ account }: { account: Account }) {
  const { t } = useTranslation('accounts');
  if (account.disabledAt !== null) return <span className="app-muted">{t('state.disabled')}</span>;
  if (!account.roles.some((role) => caseRoles.includes(role)))
    return <span className="app-muted">{t('state.noCases')}</span>;
  if (account.missing.length === 0) return <>{t('state.ready')}</>;
  const gaps = account.missing.map((gap) => t(`gaps.${gap}`)).join(', ');
  return <Badge color="orange" icon={WarningIcon} label={t('state.missing', { gaps })} />;
}
