import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { InformationRegister } from '../../../src/contract/information.ts';
import { CaseSubPage } from '../cases/CaseSubPage.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { dateText, momentText } from '../ui/dates.ts';
import { Lines } from '../ui/Lines.tsx';
import { informationQuery } from './queries.ts';

/** What was asked, supplied and received in one case. */
export default function InformationPage() {
  const { t } = useTranslation('information');
  const { caseId = '' } = useParams();
  const query = useQuery(informationQuery(caseId));
  return (
    <CaseSubPage lead={t('lead')} query={query} title={(reference) => t('title', { reference })}>
      {({ items, requests, receipts }) => (
        <>
          <Items caseId={caseId} items={items} />
          <Requests requests={requests} />
          <Receipts receipts={receipts} />
        </>
      )}
    </CaseSubPage>
  );
}

function Items({ caseId, items }: { caseId: string; items: InformationRegister['items'] }) {
  const { t, i18n } = useTranslation('information');
  const day = (instant: string): string => dateText(instant, i18n.language);
  return (
    <section className="app-panel app-stack" aria-labelledby="information-items">
      <Heading level={2} id="information-items">
        {t('items.title')}
      </Heading>
      {items.length === 0 && <p className="app-muted">{t('items.none')}</p>}
      {items.map(({ informationId, supplierName, suppliedAt, lines, corrections, canCorrect }) => (
        <article className="app-part app-stack-tight" key={informationId}>
          <Heading level={3} size="level-4">
            {t('items.heading', { supplier: supplierName, date: day(suppliedAt) })}
          </Heading>
          {corrections.map(({ at, kind, reason }) => (
            <Paragraph key={at}>{t(`items.${kind}`, { date: day(at), reason })}</Paragraph>
          ))}
          <Lines lines={lines} />
          {canCorrect && (
            <ButtonLink
              label={t('items.correctLabel', { date: day(suppliedAt) })}
              to={`/cases/${caseId}/information/${informationId}/correction`}
              variant="secondary"
            >
              {t('items.correct')}
            </ButtonLink>
          )}
        </article>
      ))}
    </section>
  );
}

function Requests({ requests }: { requests: InformationRegister['requests'] }) {
  const { t, i18n } = useTranslation('information');
  return (
    <section className="app-panel app-stack" aria-labelledby="information-requests">
      <Heading level={2} id="information-requests">
        {t('requests.title')}
      </Heading>
      {requests.length === 0 ? (
        <p className="app-muted">{t('requests.none')}</p>
      ) : (
        <table className="app-table app-table--stacks">
          <caption className="ams-visually-hidden">{t('requests.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('requests.partner')}</th>
              <th scope="col">{t('requests.question')}</th>
              <th scope="col">{t('requests.state')}</th>
              <th scope="col">{t('requests.answered')}</th>
            </tr>
          </thead>
          <tbody>
            {requests.map(({ partnerName, question, state, answeredAt }, index) => (
              <tr key={index}>
                <th scope="row">{partnerName}</th>
                <td data-label={t('requests.question')}>{question ?? t('requests.everything')}</td>
                <td data-label={t('requests.state')}>{t(`requests.states.${state}`)}</td>
                <td data-label={t('requests.answered')}>
                  {answeredAt !== null && dateText(answeredAt, i18n.language)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const grounds = ['wgpart', 'police-data-act', 'judicial-data-act', 'third-party', 'other'] as const;

function Receipts({ receipts }: { receipts: InformationRegister['receipts'] }) {
  const { t, i18n } = useTranslation('information');
  return (
    <section className="app-panel app-stack" aria-labelledby="information-receipts">
      <Heading level={2} id="information-receipts">
        {t('receipts.title')}
      </Heading>
      {receipts.length === 0 ? (
        <p className="app-muted">{t('receipts.none')}</p>
      ) : (
        <table className="app-table app-table--stacks">
          <caption className="ams-visually-hidden">{t('receipts.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('receipts.receiver')}</th>
              <th scope="col">{t('receipts.what')}</th>
              <th scope="col">{t('receipts.when')}</th>
              <th scope="col">{t('receipts.ground')}</th>
            </tr>
          </thead>
          <tbody>
            {receipts.map(({ kind, supplierName, suppliedAt, partnerName, receivedAt, ground }, index) => (
              <tr key={index}>
                <th scope="row">{partnerName}</th>
                <td data-label={t('receipts.what')}>
                  {t(`receipts.kinds.${kind}`, {
                    supplier: supplierName,
                    date: dateText(suppliedAt, i18n.language),
                  })}
                </td>
                <td data-label={t('receipts.when')}>{momentText(receivedAt, i18n.language)}</td>
                <td data-label={t('receipts.ground')}>
                  {t(`receipts.grounds.${grounds.find((known) => known === ground) ?? 'unknown'}`)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
