import { Badge, Button, Heading, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { CaseDetail } from '../../../src/contract/http.ts';
import { NoData } from '../app/NoData.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { api, newRequestId } from '../client/api.ts';
import { requestAgenda } from '../meetings/meetings-api.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { dateText, momentText } from '../ui/dates.ts';
import { WarningIcon } from '../ui/icons.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import { Sections } from '../ui/Sections.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { CaseNavigation } from './CaseNavigation.tsx';
import { OwnItems } from './OwnItems.tsx';
import { PhaseBadge } from './PhaseBadge.tsx';
import { Progress } from './Progress.tsx';
import { caseQuery } from './queries.ts';
import './cases.css';

/** One case: where it stands, what may be read of the file, what has happened. */
export default function CasePage() {
  const { t } = useTranslation('cases');
  const { t: tOversight, i18n } = useTranslation('oversight');
  const { caseId } = useParams();
  const query = useQuery(caseQuery(caseId!));
  const [asking, setAsking] = useState(false);
  const [asked, setAsked] = useState(false);
  const [agenda, setAgenda] = useState<'asking' | 'asked' | null>(null);
  const [agendaRequestId, setAgendaRequestId] = useState(newRequestId);
  const { t: tMeetings } = useTranslation('meetings');
  const { t: tTransfer } = useTranslation('transfer');

  if (!query.data)
    return (
      <NoData back={<TextLink to="/cases">{t('case.back')}</TextLink>} query={query} title={t('title')} />
    );

  const {
    case: summary,
    sections,
    ownItems,
    timeline,
    progress,
    canAddSignal,
    canRequestReview,
    canHandOver,
    emergencyUntil,
    canRequestAgenda,
  } = query.data;
  return (
    <>
      <p className="app-back">
        <TextLink to="/cases">{t('case.back')}</TextLink>
      </p>
      <PageHeading
        actions={
          (canAddSignal || canRequestReview || canHandOver || canRequestAgenda) && (
            <>
              {canAddSignal && (
                <ButtonLink to={`/cases/${summary.caseId}/signals/new`} variant="secondary">
                  {t('case.addSignal')}
                </ButtonLink>
              )}
              {canHandOver && (
                <ButtonLink to={`/cases/${summary.caseId}/handover`} variant="secondary">
                  {t('handover.title')}
                </ButtonLink>
              )}
              {canRequestAgenda && (
                <Button
                  onClick={() => {
                    setAgendaRequestId(newRequestId());
                    setAgenda('asking');
                  }}
                  variant="secondary"
                >
                  {tMeetings('request.open')}
                </Button>
              )}
              {canRequestReview && (
                <Button onClick={() => setAsking(true)} variant="secondary">
                  {t('case.requestReview')}
                </Button>
              )}
            </>
          )
        }
      >
        {t('case.title', { reference: summary.reference })}
      </PageHeading>
      <Summary summary={summary} />
      {progress.length > 0 && <CaseNavigation caseId={summary.caseId} />}
      {emergencyUntil !== null && (
        <Notice heading={tOversight('breakGlass.until')} severity="warning">
          <Paragraph>
            {tOversight('breakGlass.untilText', { moment: momentText(emergencyUntil, i18n.language) })}
          </Paragraph>
        </Notice>
      )}
      {asked && (
        <Notice heading={t('review.sent')} severity="success">
          <Paragraph>{t('review.sentText')}</Paragraph>
        </Notice>
      )}
      {agenda === 'asked' && (
        <Notice heading={tMeetings('request.sent')} severity="success">
          <Paragraph>{tMeetings('request.sentText')}</Paragraph>
        </Notice>
      )}
      {agenda === 'asking' && (
        <ReasonDialog
          act={(reason) => requestAgenda(summary.caseId, { requestId: agendaRequestId, reason })}
          confirm={tMeetings('request.send')}
          confirming={tMeetings('request.sending')}
          conflict={tMeetings('request.conflict')}
          failed={tMeetings('request.failed')}
          longest={1_000}
          onCancel={() => setAgenda(null)}
          onDone={() => {
            setAgenda('asked');
            void query.refetch();
          }}
          question={tMeetings('request.reason')}
          title={tMeetings('request.title')}
        >
          {tMeetings('request.text')}
        </ReasonDialog>
      )}
      {asking && (
        <ReasonDialog
          act={(reason) => api.requestReview(summary.caseId, { reason })}
          confirm={t('review.send')}
          confirming={t('review.sending')}
          conflict={t('review.conflict')}
          failed={t('review.failed')}
          longest={1_000}
          onCancel={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            setAsked(true);
            void query.refetch();
          }}
          question={t('review.reason')}
          title={t('review.title')}
        >
          {t('review.text')}
        </ReasonDialog>
      )}
      <OwnItems items={ownItems} />
      <div className="case">
        <Progress caseId={summary.caseId} progress={progress} />
        <section className="app-panel case__file" aria-labelledby="case-sections">
          <Heading level={2} id="case-sections">
            {t('case.sections')}
          </Heading>
          {summary.phase === 'closed' && <Paragraph>{t('case.closed')}</Paragraph>}
          {summary.phase === 'transferred' && (
            <>
              <Paragraph>{t('case.transferred')}</Paragraph>
              <p>
                <TextLink to={`/cases/${summary.caseId}/transfers`}>{tTransfer('moved.link')}</TextLink>
              </p>
            </>
          )}
          {sections.length === 0 ? (
            <p className="app-muted">{t('case.noSections')}</p>
          ) : (
            <div className="case__sections">
              <Sections headingLevel={3} sections={sections} />
            </div>
          )}
          <p className="case__explain">
            <TextLink to={`/access-explanation?reference=${summary.reference}`}>
              {tOversight('explain.link')}
            </TextLink>
          </p>
        </section>
        <Timeline entries={timeline} />
      </div>
    </>
  );
}

function Summary({ summary }: { summary: CaseDetail['case'] }) {
  const { t, i18n } = useTranslation('cases');
  return (
    <dl className="case__summary" aria-label={t('case.summary')}>
      <div>
        <dt>{t('case.phase')}</dt>
        <dd>
          <PhaseBadge phase={summary.phase} />
        </dd>
      </div>
      <div>
        <dt>{t('columns.caseManager')}</dt>
        <dd>{summary.caseManagerName ?? t('noCaseManager')}</dd>
      </div>
      <div>
        <dt>{t('columns.opened')}</dt>
        <dd>{dateText(summary.openedAt, i18n.language)}</dd>
      </div>
      <div>
        <dt>{t('case.openSteps')}</dt>
        <dd>
          {summary.openSteps}{' '}
          {summary.overdueSteps > 0 ? (
            <Badge color="red" icon={WarningIcon} label={t('late', { count: summary.overdueSteps })} />
          ) : (
            summary.openSteps > 0 && <span className="app-muted app-small">({t('case.noneLate')})</span>
          )}
        </dd>
      </div>
    </dl>
  );
}

/** As many of the latest events are shown at first. */
const latest = 8;

function Timeline({ entries }: { entries: CaseDetail['timeline'] }) {
  const { t, i18n } = useTranslation('cases');
  const [whole, setWhole] = useState(false);
  const newestFirst = entries.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
  return (
    <section className="app-panel case__timeline" aria-labelledby="case-timeline">
      <Heading level={2} id="case-timeline">
        {t('case.timeline')}
      </Heading>
      {entries.length === 0 ? (
        <p className="app-muted">{t('case.noTimeline')}</p>
      ) : (
        <ol className="timeline">
          {newestFirst.slice(0, whole ? undefined : latest).map((entry, index) => (
            <li key={`${entry.at}-${index}`}>
              <p className="app-muted app-small">
                <time dateTime={entry.at}>{momentText(entry.at, i18n.language)}</time>
                {entry.partnerName !== null && <span lang="nl"> · {entry.partnerName}</span>}
              </p>
              <p lang="nl">{entry.text}</p>
              {entry.stepName !== null && (
                <p className="app-muted app-small" lang="nl">
                  {entry.stepName}
                </p>
              )}
            </li>
          ))}
        </ol>
      )}
      {entries.length > latest && (
        <button
          aria-expanded={whole}
          className="app-text-button case__more"
          onClick={() => setWhole(!whole)}
          type="button"
        >
          {t(whole ? 'case.latestTimeline' : 'case.wholeTimeline', { count: entries.length })}
        </button>
      )}
    </section>
  );
}
