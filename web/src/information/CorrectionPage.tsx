import { Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import { RequestForm } from '../forms/RequestForm.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { correctionFormQuery } from './queries.ts';

/** The supplier corrects or withdraws a piece of information. */
export default function CorrectionPage() {
  const { t, i18n } = useTranslation('information');
  const { caseId = '', informationId = '' } = useParams();
  const form = useQuery(correctionFormQuery(caseId, informationId, i18n.language));
  const [recorded, setRecorded] = useState(false);
  const [search] = useSearchParams();
  // Of a case that has moved there is no information page any more.
  const back =
    search.get('from') === 'transfers' ? (
      <TextLink to={`/cases/${caseId}/transfers`}>{t('correction.backToTransfer')}</TextLink>
    ) : (
      <TextLink to={`/cases/${caseId}/information`}>{t('correction.back')}</TextLink>
    );

  if (recorded) {
    return (
      <>
        <PageHeading focusWhenShown>{t('correction.recorded')}</PageHeading>
        <section className="app-panel app-stack app-readable">
          <Paragraph>{t('correction.recordedText')}</Paragraph>
          <p>{back}</p>
        </section>
      </>
    );
  }
  return (
    <>
      <p className="app-back">{back}</p>
      <PageHeading>{t('correction.title')}</PageHeading>
      <RequestForm
        form={form}
        onRecorded={() => setRecorded(true)}
        send={(body) => api.correctInformation(caseId, informationId, body)}
        texts={t('correction.form', { returnObjects: true })}
      />
    </>
  );
}
