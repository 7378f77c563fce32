import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import { PageHeading } from '../app/PageHeading.tsx';

/** The beginning of an accessibility statement: what is done, what is known to be lacking, where to report. */
export default function AccessibilityPage() {
  const { t } = useTranslation('help');
  return (
    <>
      <PageHeading lead={<Paragraph className="app-readable">{t('accessibility.lead')}</Paragraph>}>
        {t('accessibility.title')}
      </PageHeading>
      <div className="app-panel app-stack app-readable">
        <Heading level={2}>{t('accessibility.doneTitle')}</Heading>
        <ul className="app-bullets">
          {t('accessibility.done', { returnObjects: true }).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        <Heading level={2}>{t('accessibility.knownTitle')}</Heading>
        <ul className="app-bullets">
          {t('accessibility.known', { returnObjects: true }).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        <Heading level={2}>{t('accessibility.statementTitle')}</Heading>
        <Paragraph>{t('accessibility.statement')}</Paragraph>
        <Heading level={2}>{t('accessibility.reportTitle')}</Heading>
        <Paragraph>{t('accessibility.report')}</Paragraph>
      </div>
    </>
  );
}
