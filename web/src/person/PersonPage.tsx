import {
  Button,
  ErrorMessage,
  Field,
  Heading,
  Label,
  Paragraph,
  TextArea,
} from '@amsterdam/design-system-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { CasePerson } from '../../../src/contract/index.ts';
import { CaseSubPage } from '../cases/CaseSubPage.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { dateText, momentText } from '../ui/dates.ts';
import { DownloadButton } from '../ui/DownloadButton.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Refusal } from '../ui/Refusal.tsx';
import { casePersonQuery, printAccess, reportLapse } from './person-api.ts';

/** What was done for the rights of the person: informing, requests, data breaches. */
export default function PersonPage() {
  const { t } = useTranslation('person');
  const { caseId = '' } = useParams();
  const query = useQuery(casePersonQuery(caseId));
  return (
    <CaseSubPage lead={t('lead')} query={query} title={(reference) => t('title', { reference })}>
      {(person) => (
        <>
          {person.isMinor && <Paragraph className="app-readable">{t('minor')}</Paragraph>}
          <Informing caseId={caseId} notice={person.notice} />
          <Requests caseId={caseId} person={person} />
          <Breaches caseId={caseId} person={person} />
        </>
      )}
    </CaseSubPage>
  );
}

function Informing({ caseId, notice }: { caseId: string; notice: CasePerson['notice'] }) {
  const { t, i18n } = useTranslation('person');
  const day = (instant: string | null): string => (instant === null ? '' : dateText(instant, i18n.language));
  return (
    <section className="app-panel app-stack" aria-labelledby="person-notice">
      <Heading level={2} id="person-notice">
        {t('notice.title')}
      </Heading>
      <Paragraph>{t(`notice.states.${notice.state}`, { date: day(notice.decidedAt) })}</Paragraph>
      {notice.recheckAt !== null && (
        <Paragraph>{t('notice.recheck', { date: day(notice.recheckAt) })}</Paragraph>
      )}
      {notice.lapseReports.map(({ at, partnerName, reason }) => (
        <Paragraph key={at}>
          {t('notice.reported', { partner: partnerName, date: day(at), reason })}
        </Paragraph>
      ))}
      {notice.canReportLapse && <LapseForm caseId={caseId} />}
    </section>
  );
}

/** Limit of the API's ReportLapse body. */
const shortest = 10;

function LapseForm({ caseId }: { caseId: string }) {
  const { t } = useTranslation('person');
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const report = useMutation({
    mutationFn: () => reportLapse(caseId, reason.trim()),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['case', caseId] }),
  });
  const invalid = tried && reason.trim().length < shortest;

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (reason.trim().length >= shortest && !report.isPending) report.mutate();
  }

  if (report.isSuccess) return <Notice heading={t('notice.sent')} severity="success" />;
  return (
    <form className="app-stack" noValidate onSubmit={submit}>
      {report.isError && (
        <div className="app-inline-error" role="alert">
          <strong>{t('notice.failed')}</strong>
          <Refusal conflict={t('form.texts.conflict')} error={report.error} />
        </div>
      )}
      <Field invalid={invalid}>
        <Label htmlFor="lapse-reason">{t('notice.report')}</Label>
        {invalid && (
          <ErrorMessage id="lapse-error" prefix="">
            {t('notice.tooShort')}
          </ErrorMessage>
        )}
        <TextArea
          aria-describedby={invalid ? 'lapse-error' : undefined}
          aria-required
          id="lapse-reason"
          invalid={invalid}
          onChange={(event) => setReason(event.target.value)}
          rows={3}
          value={reason}
        />
      </Field>
      <div>
        <Button aria-disabled={report.isPending} type="submit" variant="secondary">
          {t(report.isPending ? 'notice.sending' : 'notice.send')}
        </Button>
      </div>
    </form>
  );
}

function Requests({ caseId, person }: { caseId: string; person: CasePerson }) {
  const { t, i18n } = useTranslation('person');
  const day = (instant: string): string => dateText(instant, i18n.language);
  const { rightsRequests, canRecordRightsRequest } = person;
  return (
    <section className="app-panel app-stack" aria-labelledby="person-requests">
      <Heading level={2} id="person-requests">
        {t('requests.title')}
      </Heading>
      {rightsRequests.length === 0 && <p className="app-muted">{t('requests.none')}</p>}
      {rightsRequests.map((one) => (
        <article className="app-stack-tight" key={one.rightsRequestId}>
          <Heading level={3} size="level-4">
            {t('requests.heading', { kind: t(`requests.kinds.${one.kind}`), date: day(one.receivedOn) })}
          </Heading>
          <p>
            {t(`requests.states.${one.state}`)} {t('requests.due', { date: day(one.dueAt) })}.
          </p>
          {one.exceptions > 0 && <p>{t('requests.exceptions', { count: one.exceptions })}</p>}
          {one.decision !== null && <p>{t(`requests.decisions.${one.decision}`)}</p>}
          {one.exports.map((at) => (
            <p className="app-muted" key={at}>
              {t('requests.printed', { date: momentText(at, i18n.language) })}
            </p>
          ))}
          {one.canExport && <PrintButton caseId={caseId} rightsRequestId={one.rightsRequestId} />}
        </article>
      ))}
      {canRecordRightsRequest && (
        <div>
          <ButtonLink to={`/cases/${caseId}/person/rights-request`} variant="secondary">
            {t('requests.record')}
          </ButtonLink>
        </div>
      )}
    </section>
  );
}

function PrintButton({ caseId, rightsRequestId }: { caseId: string; rightsRequestId: string }) {
  const { t } = useTranslation('person');
  const client = useQueryClient();
  return (
    <DownloadButton
      busy={t('requests.printing')}
      conflict={t('form.texts.conflict')}
      failed={t('requests.failed')}
      fetchFile={() => printAccess(caseId, rightsRequestId)}
      fileName={`${rightsRequestId}.pdf`}
      label={t('requests.print')}
      onSaved={() => void client.invalidateQueries({ queryKey: ['case', caseId] })}
    />
  );
}

function Breaches({ caseId, person }: { caseId: string; person: CasePerson }) {
  const { t, i18n } = useTranslation('person');
  const moment = (instant: string): string => momentText(instant, i18n.language);
  const { dataBreaches, canReportDataBreach } = person;
  return (
    <section className="app-panel app-stack" aria-labelledby="person-breaches">
      <Heading level={2} id="person-breaches">
        {t('breaches.title')}
      </Heading>
      {dataBreaches.length === 0 && <p className="app-muted">{t('breaches.none')}</p>}
      {dataBreaches.map((one) => (
        <article className="app-stack-tight" key={one.dataBreachId}>
          <Heading level={3} size="level-4">
            {t('breaches.heading', { date: moment(one.discoveredAt) })}
          </Heading>
          <p>
            {t(one.afterEmergencyAccess ? 'breaches.afterEmergencyAccess' : 'breaches.reportedBy', {
              partner: one.reportedBy,
            })}
          </p>
          {one.risk !== null && <p>{t(`breaches.risks.${one.risk}`)}</p>}
          <p>
            {one.authorityNotifiedAt === null
              ? t('breaches.before', { date: moment(one.notifyBefore) })
              : t('breaches.notified', { date: moment(one.authorityNotifiedAt) })}
          </p>
          <p>
            {one.closedAt === null
              ? t('breaches.open')
              : t('breaches.closed', { date: moment(one.closedAt) })}
          </p>
        </article>
      ))}
      {canReportDataBreach && (
        <div>
          <ButtonLink to={`/cases/${caseId}/person/data-breach`} variant="secondary">
            {t('breaches.report')}
          </ButtonLink>
        </div>
      )}
    </section>
  );
}
