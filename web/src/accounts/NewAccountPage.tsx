import { Paragraph } from '@amsterdam/design-system-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import { Problem } from '../ui/Problem.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { AccountForm, bodyOf, noValues, type Values } from './AccountForm.tsx';
import { choicesQuery } from './queries.ts';

export default function NewAccountPage() {
  const { t } = useTranslation('accounts');
  const navigate = useNavigate();
  const client = useQueryClient();
  const choices = useQuery(choicesQuery);
  const create = useMutation({
    mutationFn: (values: Values) => api.createAccount(bodyOf(values)),
    onSuccess: async ({ userId }) => {
      await client.invalidateQueries({ queryKey: ['accounts'] });
      await navigate(`/accounts/${userId}`);
    },
  });
  return (
    <>
      <p className="app-back">
        <TextLink to="/accounts">{t('back')}</TextLink>
      </p>
      <PageHeading lead={<Paragraph>{t('newLead')}</Paragraph>}>{t('newTitle')}</PageHeading>
      {choices.isError && <Problem error={choices.error} onRetry={() => void choices.refetch()} />}
      {choices.isPending && <LoadingPage />}
      {choices.data && (
        <div className="app-panel app-panel--form">
          <AccountForm
            {...choices.data}
            busy={create.isPending}
            error={create.error}
            initial={noValues}
            isNew
            onSubmit={(values) => {
              if (!create.isPending) create.mutate(values);
            }}
          />
        </div>
      )}
    </>
  );
}
