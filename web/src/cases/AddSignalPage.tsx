import { Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { NoData } from '../app/NoData.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { caseQuery } from './queries.ts';
import { SignalForm } from './SignalForm.tsx';

/** A further signal on a running case. */
export default function AddSignalPage() {
  const { t } = useTranslation('cases');
  const caseId = useParams()['caseId']!;
  const query = useQuery(caseQuery(caseId));
  const [recorded, setRecorded] = useState(false);

  if (!query.data)
    return (
      <NoData
        back={<TextLink to="/cases">{t('case.back')}</TextLink>}
        query={query}
        title={t('signal.newTitle')}
      />
    );
  const { reference } = query.data.case;
  if (recorded) {
    return (
      <>
        <PageHeading focusWhenShown>{t('signal.recorded')}</PageHeading>
        <section className="app-panel app-stack app-readable">
          <Paragraph>{t('signal.added', { reference })}</Paragraph>
          <div>
            <ButtonLink to={`/cases/${caseId}`}>{t('signal.toCase')}</ButtonLink>
          </div>
        </section>
      </>
    );
  }
  return (
    <>
      <p className="app-back">
        <TextLink to={`/cases/${caseId}`}>{t('case.title', { reference })}</TextLink>
      </p>
      <PageHeading lead={<Paragraph className="app-readable">{t('signal.addLead')}</Paragraph>}>
        {t('signal.addTitle', { reference })}
      </PageHeading>
      <SignalForm onRecorded={() => setRecorded(true)} send={(body) => api.addSignal(caseId, body)} />
    </>
  );
}
