import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { CaseUnderReview } from '../../../src/contract/index.ts';
import { PageHeading } from '../app/PageHeading.tsx';
import { PhaseBadge } from '../cases/PhaseBadge.tsx';
import { dateText, momentText } from '../ui/dates.ts';
import { Notice } from '../ui/Notice.tsx';
import { Sections } from '../ui/Sections.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { GroundForm } from './GroundForm.tsx';
import { reviewLawfulness } from './oversight-api.ts';

/** One look at a case to review lawfulness. Leaving or reloading ends it; another look asks for a reason again. */
export default function LawfulnessPage() {
  const { t } = useTranslation('oversight');
  const [parameters] = useSearchParams();
  const [seen, setSeen] = useState<CaseUnderReview | null>(null);

  return (
    <>
      <PageHeading lead={<Paragraph>{t('lawfulness.lead')}</Paragraph>}>{t('lawfulness.title')}</PageHeading>
      {seen === null ? (
        <GroundForm
          act={(reference, reason) => reviewLawfulness({ reference, reason })}
          confirm={t('lawfulness.confirm')}
          confirming={t('lawfulness.confirming')}
          failed={t('lawfulness.failed')}
          hint={t('lawfulness.hint')}
          onDone={setSeen}
          question={t('lawfulness.question')}
          reference={parameters.get('reference') ?? ''}
        />
      ) : (
        <>
          <Notice heading={t('lawfulness.open', { reference: seen.reference })} severity="warning">
            <Paragraph>{t('lawfulness.noted')}</Paragraph>
            <button className="app-text-button" onClick={() => setSeen(null)} type="button">
              {t('lawfulness.end')}
            </button>
          </Notice>
          <CaseSeen seen={seen} />
        </>
      )}
    </>
  );
}

function CaseSeen({ seen }: { seen: CaseUnderReview }) {
  const { t, i18n } = useTranslation('oversight');
  return (
    <>
      <section className="app-panel app-stack" aria-labelledby="review-case">
        <Heading level={2} id="review-case">
          {t('lawfulness.case', { reference: seen.reference })}
        </Heading>
        <dl className="app-lines">
          <div>
            <dt>{t('lawfulness.phase')}</dt>
            <dd>
              <PhaseBadge phase={seen.phase} />
            </dd>
          </div>
          <div>
            <dt>{t('lawfulness.opened')}</dt>
            <dd>{dateText(seen.openedAt, i18n.language)}</dd>
          </div>
        </dl>
        <p>
          <TextLink to={`/access-log?reference=${seen.reference}`}>{t('accessLog.title')}</TextLink>
        </p>
      </section>
      <section className="app-panel" aria-labelledby="review-file">
        <Heading level={2} id="review-file">
          {t('lawfulness.file')}
        </Heading>
        {seen.isShielded && <Paragraph>{t('lawfulness.shielded')}</Paragraph>}
        <Sections headingLevel={3} sections={seen.sections} />
      </section>
      <section className="app-panel" aria-labelledby="review-timeline">
        <Heading level={2} id="review-timeline">
          {t('lawfulness.timeline')}
        </Heading>
        <ol className="app-stack-tight">
          {seen.timeline.map((entry, index) => (
            <li key={`${entry.at}-${index}`}>
              <span className="app-muted app-small">
                <time dateTime={entry.at}>{momentText(entry.at, i18n.language)}</time>
                {entry.partnerName !== null && <span lang="nl"> · {entry.partnerName}</span>}
              </span>
              <br />
              <span lang="nl">{entry.text}</span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
