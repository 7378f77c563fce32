import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DestructionCertificate } from '../../../src/contract/retention.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import { dateText } from '../ui/dates.ts';
import { Pages } from '../ui/Pages.tsx';
import { Problem } from '../ui/Problem.tsx';
import { usePageNumber } from '../ui/use-page-number.ts';

const pageSize = 25;

/** The certificates of destroyed cases, for whoever reviews lawfulness. */
export default function CertificatesPage() {
  const { t } = useTranslation('retention');
  const page = usePageNumber();
  const query = useQuery({
    queryKey: ['destruction-certificates', page],
    queryFn: ({ signal }) => api.destructionCertificates(page, pageSize, signal),
    placeholderData: keepPreviousData,
  });
  const shown = query.data;

  return (
    <>
      <PageHeading lead={<Paragraph>{t('lead')}</Paragraph>}>{t('title')}</PageHeading>
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!shown && !query.isError && <LoadingPage />}
      {shown && shown.certificates.length === 0 && (
        <div className="app-panel app-empty">
          <Paragraph>{t('empty')}</Paragraph>
        </div>
      )}
      {shown?.certificates.map((certificate) => (
        <Certificate key={certificate.reference} certificate={certificate} />
      ))}
      {shown && <Pages page={shown.page} pageSize={shown.pageSize} total={shown.total} />}
    </>
  );
}

function Certificate({ certificate }: { certificate: DestructionCertificate }) {
  const { t, i18n } = useTranslation('retention');
  const date = (instant: string): string => dateText(instant, i18n.language);
  const facts: [label: string, value: string][] = [
    [t('destroyedAt'), date(certificate.destroyedAt)],
    [t('destroyBefore'), date(certificate.destroyBefore)],
    [t('openedAt'), date(certificate.openedAt)],
    [t(`ended.${certificate.endedAs}`), date(certificate.shieldedAt)],
    [t('municipality'), certificate.municipalityPartnerName],
    [t('decidedBy'), certificate.decidedByName],
    [t('approvedBy'), certificate.approvedByName],
  ];
  return (
    <section className="app-panel" aria-labelledby={`certificate-${certificate.reference}`}>
      <Heading level={2} size="level-3" id={`certificate-${certificate.reference}`}>
        {certificate.reference}
      </Heading>
      <dl className="app-lines">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Heading level={3} size="level-4">
        {t('recipients')}
      </Heading>
      <ul>
        {certificate.recipients.map(({ partnerName, choice, at }) => (
          <li key={partnerName}>
            {partnerName}: {t(`choice.${choice ?? 'open'}`)}
            {at !== null && ` (${date(at)})`}
          </li>
        ))}
      </ul>
      <Heading level={3} size="level-4">
        {t('backups')}
      </Heading>
      {certificate.backups.length === 0 && <Paragraph>{t('noBackups')}</Paragraph>}
      <ul>
        {certificate.backups.map(({ name, until }) => (
          <li key={name}>
            {name}, {t('until', { date: date(until) })}
          </li>
        ))}
      </ul>
    </section>
  );
}
