import { Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { PageHeading } from '../app/PageHeading.tsx';
import { RequestForm } from '../forms/RequestForm.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { personFormQuery, recordForPerson } from './person-api.ts';

/** Records a request of the person, or reports a data breach. */
export default function PersonFormPage() {
  const { t, i18n } = useTranslation('person');
  const { caseId = '', formId: named } = useParams();
  const formId = named === 'data-breach' ? 'data-breach' : 'rights-request';
  const form = useQuery(personFormQuery(caseId, formId, i18n.language));
  const [recorded, setRecorded] = useState(false);
  const back = <TextLink to={`/cases/${caseId}/person`}>{t('backToPerson')}</TextLink>;

  if (recorded) {
    return (
      <>
        <PageHeading focusWhenShown>{t('form.recorded')}</PageHeading>
        <section className="app-panel app-stack app-readable">
          <Paragraph>{t('form.recordedText')}</Paragraph>
          <p>{back}</p>
        </section>
      </>
    );
  }
  return (
    <>
      <p className="app-back">{back}</p>
      <PageHeading>{t(`form.${formId}`)}</PageHeading>
      <RequestForm
        form={form}
        onRecorded={() => setRecorded(true)}
        send={(body) => recordForPerson(caseId, formId, body)}
        texts={t('form.texts', { returnObjects: true })}
      />
    </>
  );
}
