import { Button, Checkbox, ErrorMessage, Field, Heading, Paragraph } from '@amsterdam/design-system-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person, Secrecy } from '../../../src/contract/index.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import { Problem } from '../ui/Problem.tsx';
import { Refusal } from '../ui/Refusal.tsx';

/** Says what is missing before this person may work on cases; secrecy they acknowledge here. */
export function NotReadyPage({ missing }: { missing: Person['missing'] }) {
  const { t } = useTranslation('readiness');
  return (
    <>
      <PageHeading lead={<Paragraph>{t('lead')}</Paragraph>}>{t('title')}</PageHeading>
      <section className="app-panel app-stack" aria-labelledby="missing-heading">
        <Heading level={2} id="missing-heading">
          {t('missing')}
        </Heading>
        <ul className="app-bullets">
          {missing.map((gap) => (
            <li key={gap}>{t(`gaps.${gap}`)}</li>
          ))}
        </ul>
        {missing.some((gap) => gap !== 'secrecy') && <Paragraph>{t('askAdministrator')}</Paragraph>}
      </section>
      {missing.includes('secrecy') && <SecrecyPanel />}
    </>
  );
}

function SecrecyPanel() {
  const { t } = useTranslation('readiness');
  const text = useQuery({ queryKey: ['secrecy'], queryFn: ({ signal }) => api.secrecy(signal) });
  return (
    <section className="app-panel app-stack" aria-labelledby="secrecy-heading">
      <Heading level={2} id="secrecy-heading">
        {t('secrecy')}
      </Heading>
      {text.isError && <Problem error={text.error} onRetry={() => void text.refetch()} />}
      {text.isPending && <LoadingPage />}
      {text.data && <SecrecyForm secrecy={text.data} />}
    </section>
  );
}

function SecrecyForm({ secrecy }: { secrecy: Secrecy }) {
  const { t } = useTranslation('readiness');
  const [agreed, setAgreed] = useState(false);
  const [tried, setTried] = useState(false);
  const confirm = useMutation({ mutationFn: () => api.acknowledgeSecrecy(secrecy.version) });
  const invalid = tried && !agreed;

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (agreed && !confirm.isPending) confirm.mutate();
  }

  return (
    <form className="app-stack" noValidate onSubmit={submit}>
      <div className="app-readable app-stack" lang="nl">
        {secrecy.text.map((paragraph) => (
          <Paragraph key={paragraph}>{paragraph}</Paragraph>
        ))}
      </div>
      {confirm.isError && (
        <div className="app-inline-error" role="alert">
          <strong>{t('failed')}</strong>
          <Refusal conflict={t('newText')} error={confirm.error} />
        </div>
      )}
      <Field invalid={invalid}>
        {invalid && (
          <ErrorMessage id="secrecy-error" prefix="">
            {t('agreeFirst')}
          </ErrorMessage>
        )}
        <Checkbox
          aria-describedby={invalid ? 'secrecy-error' : undefined}
          checked={agreed}
          invalid={invalid}
          onChange={(event) => setAgreed(event.target.checked)}
        >
          {t('agree')}
        </Checkbox>
      </Field>
      <div className="app-buttons">
        <Button aria-disabled={confirm.isPending} type="submit">
          {t(confirm.isPending ? 'confirming' : 'confirm')}
        </Button>
      </div>
    </form>
  );
}
