import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import './help.css';

const sections = ['how', 'terms', 'seen', 'careful'] as const;

/** What the product is, how to work with it, and what its words mean. */
export default function HelpPage() {
  const { t } = useTranslation('help');
  const info = useQuery({
    queryKey: ['product-info'],
    queryFn: ({ signal }) => api.productInfo(signal),
    staleTime: Infinity,
  });
  const words = t('words.items', { returnObjects: true });

  return (
    <>
      <PageHeading lead={<Paragraph className="app-readable">{t('lead')}</Paragraph>}>
        {t('title')}
      </PageHeading>
      <div className="help">
        {sections.map((section) => (
          <section className="app-panel" key={section}>
            <Heading level={2}>{t(`sections.${section}.title`)}</Heading>
            <ul className="app-bullets">
              {t(`sections.${section}.items`, { returnObjects: true }).map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </section>
        ))}
        <section className="app-panel">
          <Heading level={2}>{t('words.title')}</Heading>
          <dl className="help__words">
            {words.map(({ word, meaning }) => (
              <div key={word}>
                <dt>{word}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section className="app-panel">
          <Heading level={2}>{t('keyboard.title')}</Heading>
          <Paragraph>{t('keyboard.text')}</Paragraph>
        </section>
      </div>
      {info.data && <p className="app-muted app-small">{t('version', { version: info.data.version })}</p>}
    </>
  );
}
