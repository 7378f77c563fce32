import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { PlanHistory, TaxationOverview } from '../../../src/contract/taxation.ts';
import { CaseSubPage } from '../cases/CaseSubPage.tsx';
import { api } from '../client/api.ts';
import { dateText } from '../ui/dates.ts';

/** How a case develops: taxations per indicator, and what each version of the plan changed. */
export default function DevelopmentPage() {
  const { t } = useTranslation('development');
  const { caseId = '' } = useParams();
  const query = useQuery({
    queryKey: ['case', caseId, 'development'],
    queryFn: ({ signal }) => api.caseDevelopment(caseId, signal),
  });
  return (
    <CaseSubPage lead={t('lead')} query={query} title={(reference) => t('title', { reference })}>
      {({ taxations, plan }) => (
        <>
          <Taxations overview={taxations} />
          {taxations.differences.length > 0 && <Differences differences={taxations.differences} />}
          <Plan versions={plan.versions} />
        </>
      )}
    </CaseSubPage>
  );
}

function Taxations({ overview: { taxations, indicators } }: { overview: TaxationOverview }) {
  const { t, i18n } = useTranslation('development');
  const headings = taxations.map(({ taxation, at, isFinal }) =>
    t(isFinal ? 'taxations.final' : 'taxations.taxation', {
      number: taxation,
      date: dateText(at, i18n.language),
    }),
  );
  const row = (label: string, values: readonly (string | null)[], absent: string) => (
    <tr key={label}>
      <th lang="nl" scope="row">
        {label}
      </th>
      {values.map((value, index) => (
        <td data-label={headings[index]} key={index} lang="nl">
          {value ?? <span className="app-muted">{absent}</span>}
        </td>
      ))}
    </tr>
  );
  return (
    <section aria-labelledby="development-taxations" className="app-panel app-stack">
      <Heading id="development-taxations" level={2}>
        {t('taxations.title')}
      </Heading>
      {taxations.length === 0 ? (
        <p className="app-muted">{t('taxations.none')}</p>
      ) : (
        <table className="app-table app-table--stacks">
          <caption className="ams-visually-hidden">{t('taxations.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('taxations.indicator')}</th>
              {headings.map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {indicators.map(({ title, ratings }) => row(title, ratings, t('taxations.absent')))}
            {row(
              t('taxations.overall'),
              taxations.map(({ overall }) => overall),
              t('taxations.unknown'),
            )}
            {row(
              t('taxations.instrument'),
              taxations.map(({ instrument }) => instrument),
              t('taxations.unknown'),
            )}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Differences({ differences }: { differences: TaxationOverview['differences'] }) {
  const { t } = useTranslation('development');
  return (
    <section aria-labelledby="development-differences" className="app-panel app-stack">
      <Heading id="development-differences" level={2}>
        {t('differences.title')}
      </Heading>
      <table className="app-table app-table--stacks">
        <caption className="ams-visually-hidden">{t('differences.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('taxations.indicator')}</th>
            <th scope="col">{t('differences.first')}</th>
            <th scope="col">{t('differences.second')}</th>
          </tr>
        </thead>
        <tbody lang="nl">
          {differences.map(({ indicatorId, title, first, second }) => (
            <tr key={indicatorId}>
              <th scope="row">{title}</th>
              {(
                [
                  ['first', first],
                  ['second', second],
                ] as const
              ).map(([side, { rating, evidence }]) => (
                <td data-label={t(`differences.${side}`)} key={side}>
                  <strong>{rating}</strong>
                  <br />
                  {evidence}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Plan({ versions }: { versions: PlanHistory['versions'] }) {
  const { t, i18n } = useTranslation('development');
  return (
    <section aria-labelledby="development-plan" className="app-panel app-stack">
      <Heading id="development-plan" level={2}>
        {t('plan.title')}
      </Heading>
      {versions.length === 0 && <p className="app-muted">{t('plan.none')}</p>}
      {versions.map(({ planVersion, status, draftedAt, judgements, changes }) => {
        const who = (choice: 'approve' | 'object'): string =>
          judgements
            .filter((judgement) => judgement.choice === choice)
            .map(({ partnerName }) => partnerName)
            .join(', ');
        return (
          <article className="app-stack-tight" key={planVersion}>
            <Heading level={3} size="level-4">
              {t('plan.version', { number: planVersion, date: dateText(draftedAt, i18n.language) })}
            </Heading>
            <Paragraph>{t(`plan.status.${status}`)}</Paragraph>
            {who('approve') !== '' && <Paragraph>{t('plan.agreed', { partners: who('approve') })}</Paragraph>}
            {who('object') !== '' && <Paragraph>{t('plan.objected', { partners: who('object') })}</Paragraph>}
            {planVersion > 1 && (
              <Paragraph>{t(changes.length === 0 ? 'plan.same' : 'plan.changes')}</Paragraph>
            )}
            {changes.length > 0 && (
              <ul>
                {changes.map(({ kind, what, title, details }) => (
                  <li key={`${kind}-${what}-${title}`}>
                    {t(`plan.kind.${kind}`)} {t(`plan.what.${what}`)}: <span lang="nl">{title}</span>
                    {details.length > 0 &&
                      ` (${details.map((detail) => t(`plan.details.${detail}`)).join(', ')})`}
                  </li>
                ))}
              </ul>
            )}
          </article>
        );
      })}
    </section>
  );
}
