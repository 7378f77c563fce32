import { Alert, Badge, Button, Heading, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { AgendaItem, MeetingDetail } from '../../../src/contract/index.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { NoData } from '../app/NoData.tsx';
import { isGone } from '../client/problem-error.ts';
import { PageHeading } from '../app/PageHeading.tsx';
import { PhaseBadge } from '../cases/PhaseBadge.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { momentText } from '../ui/dates.ts';
import { CheckIcon, ChevronDownIcon, ChevronUpIcon, CloseIcon } from '../ui/icons.tsx';
import { Problem } from '../ui/Problem.tsx';
import { Refusal } from '../ui/Refusal.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { AgendaReasons } from './AgendaReasons.tsx';
import { CancelDialog } from './CancelDialog.tsx';
import {
  addToAgenda,
  cancelMeeting,
  candidatesQuery,
  closeMeeting,
  meetingQuery,
  moveOnAgenda,
  removeFromAgenda,
  startMeeting,
} from './meetings-api.ts';
import { useLive } from './use-live.ts';
import { useMeetingActions, type Does } from './use-meeting-actions.ts';
import './meetings.css';

/** One meeting: its agenda for this reader, and for the chair what makes and leads it. */
export default function MeetingPageView() {
  const { t, i18n } = useTranslation('meetings');
  const common = useTranslation('common').t;
  const { meetingId = '' } = useParams();
  const query = useQuery(meetingQuery(meetingId));
  useLive(query, meetingId);
  const { does, error, said, status } = useMeetingActions();
  const [closing, setClosing] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const back = <TextLink to="/meetings">{t('meeting.back')}</TextLink>;

  if (!query.data || isGone(query.error)) return <NoData back={back} query={query} title={t('title')} />;
  const { meeting, canLead, agenda } = query.data;
  const mayArrange = canLead && (meeting.state === 'planned' || meeting.state === 'running');

  return (
    <>
      <p className="app-back">{back}</p>
      <PageHeading
        actions={
          mayArrange && (
            <>
              {meeting.state === 'planned' && (
                <>
                  <Button onClick={() => does(() => startMeeting(meetingId), t('states.running'))}>
                    {t('meeting.start')}
                  </Button>
                  <Button onClick={() => setCancelling(true)} variant="secondary">
                    {t('meeting.cancel.open')}
                  </Button>
                </>
              )}
              {meeting.state === 'running' && (
                <Button onClick={() => setClosing(true)}>{t('meeting.close')}</Button>
              )}
            </>
          )
        }
        lead={
          <Paragraph>
            {t('meeting.of', {
              names: meeting.municipalityNames.join(', '),
              state: t(`states.${meeting.state}`),
            })}
          </Paragraph>
        }
      >
        {t('meeting.title', { date: momentText(meeting.plannedAt, i18n.language) })}
      </PageHeading>
      <p
        className={said === '' ? 'ams-visually-hidden' : 'app-panel'}
        ref={status}
        role="status"
        tabIndex={-1}
      >
        {said}
      </p>
      {error !== null && (
        <div className="app-inline-error" role="alert">
          <strong>{t('meeting.failed')}</strong>
          <Refusal conflict={t('meeting.conflict')} error={error} />
        </div>
      )}
      {closing && (
        <ConfirmDialog
          cancel={common('cancel')}
          confirm={t('meeting.closeConfirm')}
          onCancel={() => setClosing(false)}
          onConfirm={() => {
            setClosing(false);
            does(() => closeMeeting(meetingId), t('states.closed'));
          }}
          title={t('meeting.closeTitle')}
        >
          <Paragraph>{t('meeting.closeText')}</Paragraph>
        </ConfirmDialog>
      )}
      {cancelling && (
        <CancelDialog
          onCancel={() => setCancelling(false)}
          onConfirm={(reason) => {
            setCancelling(false);
            does(() => cancelMeeting(meetingId, { reason }), t('states.cancelled'));
          }}
        />
      )}
      {meeting.cancelReason !== null && (
        <Alert heading={t('notices.title')} headingLevel={2} severity="warning">
          <Paragraph>{t(`cancelReasons.${meeting.cancelReason}`)}</Paragraph>
          {canLead && <Paragraph>{t('meeting.cancel.after')}</Paragraph>}
        </Alert>
      )}
      <section className="app-panel app-stack" aria-labelledby="meeting-agenda">
        <Heading level={2} id="meeting-agenda">
          {t('meeting.agenda')}
        </Heading>
        {agenda.length === 0 ? (
          <p className="app-muted">{t('meeting.agendaEmpty')}</p>
        ) : (
          <ol className="meeting-agenda">
            {agenda.map((item, index) => (
              <li key={item.caseId}>
                <ItemText item={item} to={`/meetings/${meetingId}/cases/${item.caseId}`} />
                {mayArrange && (
                  <Arrange agenda={agenda} does={does} index={index} item={item} meetingId={meetingId} />
                )}
              </li>
            ))}
          </ol>
        )}
      </section>
      {mayArrange && <Candidates does={does} meetingId={meetingId} />}
    </>
  );
}

function ItemText({ item, to }: { item: AgendaItem; to?: string }) {
  const { t } = useTranslation('meetings');
  const name = t('meeting.case', { reference: item.reference });
  return (
    <div className="app-stack-tight meeting-agenda__text">
      <div className="meeting-agenda__head">
        <Heading level={3} size="level-4">
          {to === undefined ? name : <TextLink to={to}>{name}</TextLink>}
        </Heading>
        <PhaseBadge phase={item.phase} />
        {item.discussed && <Badge color="lime" icon={CheckIcon} label={t('meeting.discussed')} />}
      </div>
      {item.caseManagerName !== null && (
        <p className="app-muted app-small">{t('meeting.manager', { name: item.caseManagerName })}</p>
      )}
      <AgendaReasons item={item} />
    </div>
  );
}

interface ArrangeProps {
  agenda: MeetingDetail['agenda'];
  does: Does;
  index: number;
  item: AgendaItem;
  meetingId: string;
}

function Arrange({ agenda, does, index, item, meetingId }: ArrangeProps) {
  const { t } = useTranslation('meetings');
  const { caseId, reference } = item;
  const move = (before: AgendaItem | undefined) =>
    does(() => moveOnAgenda(meetingId, caseId, before?.caseId ?? null), t('meeting.moved', { reference }));
  const isFirst = index === 0;
  const isLast = index === agenda.length - 1;
  return (
    <div className="meeting-agenda__buttons">
      <button
        aria-disabled={isFirst}
        aria-label={t('meeting.up', { reference })}
        className="meeting-icon-button"
        onClick={() => !isFirst && move(agenda[index - 1])}
        type="button"
      >
        <ChevronUpIcon />
      </button>
      <button
        aria-disabled={isLast}
        aria-label={t('meeting.down', { reference })}
        className="meeting-icon-button"
        onClick={() => !isLast && move(agenda[index + 2])}
        type="button"
      >
        <ChevronDownIcon />
      </button>
      {!item.discussed && (
        <button
          aria-label={t('meeting.remove', { reference })}
          className="meeting-icon-button"
          id={`remove-${caseId}`}
          onClick={() =>
            does(
              () => removeFromAgenda(meetingId, caseId),
              t('meeting.removed', { reference }),
              neighbours(agenda, index, 'remove'),
            )
          }
          type="button"
        >
          <CloseIcon />
        </button>
      )}
    </div>
  );
}

/** Ids of the same button of the items around this one, the next one first. */
const neighbours = (
  items: readonly AgendaItem[],
  index: number,
  button: 'add' | 'remove',
): readonly string[] =>
  [items[index + 1], items[index - 1]].flatMap((item) =>
    item === undefined ? [] : [`${button}-${item.caseId}`],
  );

function Candidates({ does, meetingId }: { does: Does; meetingId: string }) {
  const { t } = useTranslation('meetings');
  const query = useQuery(candidatesQuery(meetingId));
  return (
    <section className="app-panel app-stack" aria-labelledby="meeting-candidates">
      <Heading level={2} id="meeting-candidates">
        {t('meeting.candidates')}
      </Heading>
      <Paragraph className="app-readable">{t('meeting.candidatesLead')}</Paragraph>
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <LoadingPage />}
      {query.data?.candidates.length === 0 && <p className="app-muted">{t('meeting.candidatesEmpty')}</p>}
      {query.data !== undefined && query.data.candidates.length > 0 && (
        <ul className="meeting-agenda">
          {query.data.candidates.map((item, index) => (
            <li key={item.caseId}>
              <ItemText item={item} />
              <div className="meeting-agenda__buttons">
                <Button
                  aria-label={t('meeting.addNamed', { reference: item.reference })}
                  id={`add-${item.caseId}`}
                  onClick={() =>
                    does(
                      () => addToAgenda(meetingId, item.caseId),
                      t('meeting.added', { reference: item.reference }),
                      neighbours(query.data.candidates, index, 'add'),
                    )
                  }
                  variant="secondary"
                >
                  {t('meeting.add')}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
