import { Heading } from '@amsterdam/design-system-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProvidedPackage } from '../../../src/contract/index.ts';
import { dateText } from '../ui/dates.ts';
import { Lines } from '../ui/Lines.tsx';

interface PackageViewProps {
  provided: ProvidedPackage;
  headingLevel: 2 | 3;
  /** What is shown below a question; the third party answers there. */
  answerTo: (question: ProvidedPackage['questions'][number]) => ReactNode;
}

/** A package as the third party sees it; its provider sees it with this same component. */
export function PackageView({ provided, headingLevel, answerTo }: PackageViewProps) {
  const { t, i18n } = useTranslation('provision');
  return (
    <article className="app-panel app-stack">
      <Heading level={headingLevel}>{t('external.from', { partner: provided.providedBy })}</Heading>
      <p>
        <strong>{t('external.purpose')}:</strong> <span lang="nl">{provided.purpose}</span>
      </p>
      <p>
        {t('external.until', { date: dateText(provided.expiresAt, i18n.language) })} {t('external.rules')}
      </p>
      <Lines lines={provided.items} />
      {provided.questions.map((question) => (
        <section className="app-stack-tight" key={question.questionId}>
          <p lang="nl">
            <strong>{question.text}</strong>
          </p>
          {answerTo(question)}
        </section>
      ))}
    </article>
  );
}
