import { Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import { RequestForm } from '../forms/RequestForm.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { handoverFormQuery } from './queries.ts';

/** The case manager asks someone else to lead the case. */
export default function HandoverPage() {
  const { t, i18n } = useTranslation('cases');
  const { caseId = '' } = useParams();
  const form = useQuery(handoverFormQuery(caseId, i18n.language));
  const [asked, setAsked] = useState(false);
  const back = <TextLink to={`/cases/${caseId}`}>{t('signal.toCase')}</TextLink>;

  if (asked) {
    return (
      <>
        <PageHeading focusWhenShown>{t('handover.asked')}</PageHeading>
        <section className="app-panel app-stack app-readable">
          <Paragraph>{t('handover.askedText')}</Paragraph>
          <p>{back}</p>
        </section>
      </>
    );
  }
  return (
    <>
      <p className="app-back">{back}</p>
      <PageHeading>{t('handover.title')}</PageHeading>
      <RequestForm
        form={form}
        onRecorded={() => setAsked(true)}
        send={(body) => api.handOverCase(caseId, body)}
        texts={t('handover.form', { returnObjects: true })}
      />
    </>
  );
}
