import { Button, Paragraph } from '@amsterdam/design-system-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignalRecorded } from '../../../src/contract/http.ts';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { SignalForm } from './SignalForm.tsx';

/** A new signal, which opens a case. */
export default function NewSignalPage() {
  const { t } = useTranslation('cases');
  const [recorded, setRecorded] = useState<SignalRecorded | null>(null);

  if (recorded) {
    return (
      <>
        <PageHeading focusWhenShown>{t('signal.recorded')}</PageHeading>
        <section className="app-panel app-stack app-readable">
          <Paragraph>{t('signal.opened', { reference: recorded.reference })}</Paragraph>
          <Paragraph>{t('signal.openedNext')}</Paragraph>
          <div className="app-buttons">
            <ButtonLink to="/inbox?list=unassigned">{t('signal.toInbox')}</ButtonLink>
            <ButtonLink to={`/cases/${recorded.caseId}`} variant="secondary">
              {t('signal.toCase')}
            </ButtonLink>
            <Button onClick={() => setRecorded(null)} variant="tertiary">
              {t('signal.another')}
            </Button>
          </div>
        </section>
      </>
    );
  }
  return (
    <>
      <PageHeading lead={<Paragraph className="app-readable">{t('signal.lead')}</Paragraph>}>
        {t('signal.newTitle')}
      </PageHeading>
      <SignalForm onRecorded={setRecorded} send={api.openCase} />
    </>
  );
}
