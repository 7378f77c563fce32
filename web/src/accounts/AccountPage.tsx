import { Button, Heading, Paragraph } from '@amsterdam/design-system-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Account } from '../../../src/contract/index.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import { momentText } from '../ui/dates.ts';
import { Notice } from '../ui/Notice.tsx';
import { Problem } from '../ui/Problem.tsx';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { AccountForm, bodyOf, type Values } from './AccountForm.tsx';
import { accountQuery, choicesQuery } from './queries.ts';
import { newTemporaryPassword } from './temporary-password.ts';

const valuesOf = (account: Account): Values => ({
  name: account.name,
  email: account.email,
  partnerId: account.partnerId,
  roles: account.roles,
  designations: account.designations,
  trainingValidUntil: account.trainingValidUntil ?? '',
  screeningValidUntil: account.screeningValidUntil ?? '',
  password: '',
  reason: '',
});

/** One account: change it, close it, and read who changed it why. */
export default function AccountPage() {
  const { t, i18n } = useTranslation('accounts');
  const userId = useParams()['userId']!;
  const client = useQueryClient();
  const account = useQuery(accountQuery(userId));
  const choices = useQuery(choicesQuery);
  const [closing, setClosing] = useState(false);
  const [giving, setGiving] = useState(false);
  const [given, setGiven] = useState<string | null>(null);
  const keep = async (changed: Account) => {
    client.setQueryData(accountQuery(userId).queryKey, changed);
    await client.invalidateQueries({ queryKey: ['accounts'] });
  };
  const change = useMutation({
    mutationFn: (values: Values) => {
      const { password: _, ...body } = bodyOf(values);
      return api.changeAccount(userId, { ...body, version: account.data?.version ?? 1 });
    },
    onSuccess: keep,
  });

  const failed = account.isError ? account : choices.isError ? choices : null;
  if (failed) return <Problem error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!account.data || !choices.data) return <LoadingPage />;
  const { name, mayChange, disabledAt, secrecyAcknowledgedAt, temporaryPasswordUntil, version } =
    account.data;
  return (
    <>
      <p className="app-back">
        <TextLink to="/accounts">{t('back')}</TextLink>
      </p>
      <PageHeading
        actions={
          mayChange && (
            <>
              <Button onClick={() => setGiving(true)} variant="secondary">
                {t('temporary.give')}
              </Button>
              <Button onClick={() => setClosing(true)} variant="secondary">
                {t('disable')}
              </Button>
            </>
          )
        }
        lead={
          <Paragraph>
            {secrecyAcknowledgedAt === null
              ? t('noSecrecy')
              : t('secrecyAt', { at: momentText(secrecyAcknowledgedAt, i18n.language) })}
          </Paragraph>
        }
      >
        {name}
      </PageHeading>
      {given !== null && (
        <Notice
          heading={t('temporary.given', { name, interpolation: { escapeValue: false } })}
          key={given}
          severity="success"
        >
          <Paragraph size="large">
            <code translate="no">{given}</code>
          </Paragraph>
          <Paragraph>{t('temporary.givenText')}</Paragraph>
        </Notice>
      )}
      {temporaryPasswordUntil !== null && (
        <Paragraph>
          {t('temporary.pending', { at: momentText(temporaryPasswordUntil, i18n.language) })}
        </Paragraph>
      )}
      {change.isSuccess && (
        <Notice heading={t('saved')} key={version} severity="success">
          <Paragraph>{t('savedText')}</Paragraph>
        </Notice>
      )}
      {giving && (
        <TemporaryPasswordDialog
          onCancel={() => setGiving(false)}
          onGiven={(changed, password) => {
            setGiving(false);
            setGiven(password);
            void keep(changed);
          }}
          userId={userId}
        />
      )}
      {closing && (
        <ReasonDialog
          act={(reason) => api.disableAccount(userId, { reason })}
          confirm={t('disable')}
          confirming={t('disabling')}
          conflict={t('changedMeanwhile')}
          failed={t('failed')}
          longest={500}
          onCancel={() => setClosing(false)}
          onDone={(closed) => {
            setClosing(false);
            void keep(closed);
          }}
          question={t('disableReason')}
          title={t('disable')}
        >
          {t('disableText')}
        </ReasonDialog>
      )}
      {disabledAt !== null && (
        <Paragraph>{t('disabledAt', { at: momentText(disabledAt, i18n.language) })}</Paragraph>
      )}
      {disabledAt === null && !mayChange && <Paragraph>{t('own')}</Paragraph>}
      {mayChange && (
        <div className="app-panel app-panel--form">
          <AccountForm
            {...choices.data}
            busy={change.isPending}
            error={change.error}
            initial={valuesOf(account.data)}
            isNew={false}
            key={version}
            onSubmit={(values) => {
              if (!change.isPending) change.mutate(values);
            }}
          />
        </div>
      )}
      <History changes={account.data.changes} />
    </>
  );
}

function TemporaryPasswordDialog(props: {
  userId: string;
  onGiven: (account: Account, password: string) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('accounts');
  const [password] = useState(newTemporaryPassword);
  return (
    <ReasonDialog
      act={(reason) => api.setTemporaryPassword(props.userId, { password, reason })}
      confirm={t('temporary.give')}
      confirming={t('temporary.giving')}
      conflict={t('changedMeanwhile')}
      failed={t('failed')}
      longest={500}
      onCancel={props.onCancel}
      onDone={(account) => props.onGiven(account, password)}
      question={t('temporary.reason')}
      title={t('temporary.give')}
    >
      {t('temporary.text')}
    </ReasonDialog>
  );
}

function History({ changes }: { changes: Account['changes'] }) {
  const { t, i18n } = useTranslation('accounts');
  return (
    <section className="app-panel app-stack" aria-labelledby="account-history">
      <Heading level={2} id="account-history">
        {t('history')}
      </Heading>
      {changes.length === 0 && <p className="app-muted">{t('noHistory')}</p>}
      <ul className="app-bullets">
        {changes.toReversed().map(({ at, byName, reason, changed }) => (
          <li key={at}>
            {t(reason === '' ? 'ownPassword' : 'historyLine', {
              at: momentText(at, i18n.language),
              by: byName ?? t('onServer'),
              reason,
              interpolation: { escapeValue: false },
            })}
            <span className="app-muted app-small app-block">
              {t('changedFields', {
                fields: changed.map((field) => t(`fieldNames.${field as 'name'}`)).join(', '),
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
