import { Heading } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import type { TransferredCase as Transferred } from '../../../src/contract/index.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { dateText, momentText } from '../ui/dates.ts';
import { Lines } from '../ui/Lines.tsx';

/** What of a case went to another municipality: the own part can still be corrected, and what became of corrections is told. */
export function TransferredCase({ caseId, transferred }: { caseId: string; transferred: Transferred }) {
  const { t, i18n } = useTranslation('transfer');
  const day = (instant: string): string => dateText(instant, i18n.language);
  const { municipalityName: municipality, movedAt, own, received, corrections } = transferred;
  return (
    <>
      <section className="app-panel app-stack" aria-labelledby="transferred-own">
        <Heading level={2} id="transferred-own">
          {t('moved.own')}
        </Heading>
        <p>{t('moved.to', { municipality, date: day(movedAt) })}</p>
        {own.length === 0 && <p className="app-muted">{t('moved.ownNone')}</p>}
        {own.map(({ informationId, suppliedAt, lines, canCorrect }) => (
          <article className="app-stack-tight" key={informationId}>
            <Heading level={3} size="level-4">
              {t('moved.item', { date: day(suppliedAt) })}
            </Heading>
            <Lines lines={lines} />
            {canCorrect && (
              <ButtonLink
                label={t('moved.correctLabel', { date: day(suppliedAt) })}
                to={`/cases/${caseId}/information/${informationId}/correction?from=transfers`}
                variant="secondary"
              >
                {t('moved.correct')}
              </ButtonLink>
            )}
          </article>
        ))}
      </section>
      <section className="app-panel app-stack" aria-labelledby="transferred-corrections">
        <Heading level={2} id="transferred-corrections">
          {t('moved.corrections')}
        </Heading>
        {corrections.length === 0 ? (
          <p className="app-muted">{t('moved.correctionsNone')}</p>
        ) : (
          <ul>
            {corrections.map(({ supplierName, at, kind, outcome, answeredAt, reason }, index) => (
              <li key={index}>
                {t(`moved.kinds.${kind}`, { supplier: supplierName, date: day(at) })}{' '}
                <strong>
                  {t(`moved.outcomes.${outcome}`, {
                    municipality,
                    date: answeredAt === null ? '' : day(answeredAt),
                  })}
                </strong>
                {reason !== null && (
                  <>
                    {' '}
                    {t('reason')}: <span lang="nl">{reason}</span>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="app-panel app-stack" aria-labelledby="transferred-received">
        <Heading level={2} id="transferred-received">
          {t('moved.received', { municipality })}
        </Heading>
        {received.length === 0 ? (
          <p className="app-muted">{t('moved.receivedNone')}</p>
        ) : (
          <table className="app-table app-table--stacks">
            <caption className="ams-visually-hidden">{t('moved.received', { municipality })}</caption>
            <thead>
              <tr>
                <th scope="col">{t('moved.what')}</th>
                <th scope="col">{t('moved.when')}</th>
              </tr>
            </thead>
            <tbody>
              {received.map(({ kind, supplierName, suppliedAt, receivedAt }, index) => (
                <tr key={index}>
                  <th scope="row">
                    {t(`moved.receivedKinds.${kind}`, { supplier: supplierName, date: day(suppliedAt) })}
                  </th>
                  <td data-label={t('moved.when')}>{momentText(receivedAt, i18n.language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}
