import { Badge, Button, Heading, Paragraph } from '@amsterdam/design-system-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { MeetingDecision, MeetingItem } from '../../../src/contract/index.ts';
import { NoData } from '../app/NoData.tsx';
import { isGone } from '../client/problem-error.ts';
import { PageHeading } from '../app/PageHeading.tsx';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { momentText } from '../ui/dates.ts';
import { DownloadButton } from '../ui/DownloadButton.tsx';
import { Refusal } from '../ui/Refusal.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { AgendaReasons, hasReason } from './AgendaReasons.tsx';
import { EarlierWordings } from './EarlierWordings.tsx';
import { Lines } from '../ui/Lines.tsx';
import {
  meetingItemQuery,
  meetingsKey,
  printMinutes,
  recordAttendance,
  removeInterpretation,
  withdrawDecision,
} from './meetings-api.ts';
import { useLive } from './use-live.ts';
import { useMeetingActions, type Does } from './use-meeting-actions.ts';
import { WriteForm, type Writing } from './WriteForm.tsx';
import './meetings.css';

/** One case in a meeting: who is there, what the facts mean, what is decided. */
export default function MeetingItemPageView() {
  const { meetingId = '', caseId = '' } = useParams();
  // Another case is another page: nothing of this one stays behind.
  return <DiscussedCase caseId={caseId} key={`${meetingId} ${caseId}`} meetingId={meetingId} />;
}

function DiscussedCase({ meetingId, caseId }: { meetingId: string; caseId: string }) {
  const { t, i18n } = useTranslation('meetings');
  const client = useQueryClient();
  const query = useQuery(meetingItemQuery(meetingId, caseId));
  useLive(query, meetingId, caseId);
  const { does, error, said, setSaid, status } = useMeetingActions();
  const [writing, setWriting] = useState<Writing | null>(null);
  const back = <TextLink to={`/meetings/${meetingId}`}>{t('item.back')}</TextLink>;

  if (!query.data || isGone(query.error)) return <NoData back={back} query={query} title={t('title')} />;
  const shown = query.data;
  const { meeting, item, nextCaseId } = shown;
  const form = writing !== null && (
    <>
      <WriteForm
        caseId={caseId}
        key={writing.correcting?.recordId}
        meetingId={meetingId}
        onDone={(says) => {
          setWriting(null);
          setSaid(says);
          status.current?.focus();
          void client.invalidateQueries({ queryKey: [meetingsKey] });
        }}
        shown={shown}
        writing={writing}
      />
      <p>
        <button className="app-text-button" onClick={() => setWriting(null)} type="button">
          {t(writing.correcting === null ? 'item.cancel' : 'item.cancelCorrection')}
        </button>
      </p>
    </>
  );
  return (
    <>
      <p className="app-back">{back}</p>
      <PageHeading
        actions={
          <>
            <ButtonLink to={`/cases/${caseId}`} variant="secondary">
              {t('item.toCase')}
            </ButtonLink>
            {nextCaseId !== null && (
              <ButtonLink to={`/meetings/${meetingId}/cases/${nextCaseId}`} variant="secondary">
                {t('item.next')}
              </ButtonLink>
            )}
          </>
        }
        lead={
          <Paragraph>
            {t('item.meeting', {
              date: momentText(meeting.plannedAt, i18n.language),
              state: t(`states.${meeting.state}`),
            })}
          </Paragraph>
        }
      >
        {t('item.title', { reference: item.reference })}
      </PageHeading>
      {/* Seen as well as heard: during a meeting nobody looks for what changed. */}
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
          <strong>{t('item.failed')}</strong>
          <Refusal conflict={t('item.conflict')} error={error} />
        </div>
      )}
      <section className="app-panel app-stack" aria-labelledby="item-why">
        <Heading level={2} id="item-why">
          {t('item.why')}
        </Heading>
        {hasReason(item) ? <AgendaReasons item={item} /> : <p>{t('item.noReason')}</p>}
        {meeting.state === 'planned' && <Paragraph>{t('item.notStarted')}</Paragraph>}
      </section>
      <Attendance caseId={caseId} meetingId={meetingId} onSaid={setSaid} shown={shown} />
      <Interpretations
        caseId={caseId}
        does={does}
        meetingId={meetingId}
        onWrite={(correcting) => setWriting({ formId: 'meeting-interpretation', correcting })}
        shown={shown}
        writes={writing !== null}
      />
      {writing?.formId === 'meeting-interpretation' && form}
      <Decisions
        caseId={caseId}
        does={does}
        meetingId={meetingId}
        onWrite={(correcting) => setWriting({ formId: 'meeting-decision', correcting })}
        shown={shown}
        writes={writing !== null}
      />
      {writing?.formId === 'meeting-decision' && form}
      {shown.canPrint && <Minutes caseId={caseId} meetingId={meetingId} reference={item.reference} />}
    </>
  );
}

interface PartProps {
  caseId: string;
  does: Does;
  meetingId: string;
  shown: MeetingItem;
}

interface WrittenPartProps extends PartProps {
  /** Something new, or another wording of what is there. */
  onWrite: (correcting: Writing['correcting']) => void;
  /** A form is open; one at a time. */
  writes: boolean;
}

function Attendance({
  caseId,
  meetingId,
  onSaid,
  shown,
}: Omit<PartProps, 'does'> & { onSaid: (says: string) => void }) {
  const { t } = useTranslation('meetings');
  const client = useQueryClient();
  const { people, canRecord } = shown;
  // Ticks show at once and several may be on their way: people come in together.
  const [ticked, setTicked] = useState<ReadonlyMap<string, boolean>>(new Map());
  const record = useMutation({
    mutationFn: ({ userId, present }: { userId: string; name: string; present: boolean }) =>
      recordAttendance(meetingId, caseId, userId, present),
    onMutate: ({ userId, present }) => setTicked((before) => new Map(before).set(userId, present)),
    onSuccess: (_answer, { name, present }) =>
      onSaid(`${name}: ${t(present ? 'item.present' : 'item.absent')}`),
    onSettled: async (_answer, _error, { userId }) => {
      await client.invalidateQueries({ queryKey: [meetingsKey, meetingId] });
      setTicked((before) => new Map([...before].filter(([other]) => other !== userId)));
    },
  });
  const isPresent = (person: MeetingItem['people'][number]): boolean =>
    ticked.get(person.userId) ?? person.present;
  const present = people.filter(isPresent);
  return (
    <section className="app-panel app-stack" aria-labelledby="item-attendance">
      <Heading level={2} id="item-attendance">
        {t('item.attendance')}
      </Heading>
      {record.isError && (
        <div className="app-inline-error" role="alert">
          <strong>{t('item.failed')}</strong>
          <Refusal conflict={t('item.conflict')} error={record.error} />
        </div>
      )}
      {canRecord ? (
        <fieldset className="meeting-fieldset app-stack-tight">
          <legend className="ams-visually-hidden">{t('item.attendance')}</legend>
          <p className="app-muted">{t('item.attendanceLead')}</p>
          <div className="meeting-people">
            {people.map((person) => (
              <label className="meeting-person" key={person.userId}>
                <input
                  checked={isPresent(person)}
                  onChange={(event) => record.mutate({ ...person, present: event.target.checked })}
                  type="checkbox"
                />
                <span>{person.name}</span>
                <span className="app-muted app-small">{person.partnerName}</span>
              </label>
            ))}
          </div>
        </fieldset>
      ) : present.length === 0 ? (
        <p className="app-muted">{t('item.nobody')}</p>
      ) : (
        <ul className="meeting-reasons">
          {present.map((person) => (
            <li key={person.userId}>
              {person.name} <span className="app-muted app-small">{person.partnerName}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Interpretations({ caseId, does, meetingId, onWrite, shown, writes }: WrittenPartProps) {
  const { t, i18n } = useTranslation('meetings');
  const { interpretations, canInterpret } = shown;
  return (
    <section className="app-panel app-stack" aria-labelledby="item-interpretations">
      <Heading level={2} id="item-interpretations">
        {t('item.interpretations')}
      </Heading>
      {interpretations.length === 0 && <p className="app-muted">{t('item.noInterpretations')}</p>}
      {interpretations.map(({ recordId, at, byName, lines, earlier, correctable, canRemove }, index) => (
        <article className="meeting-record app-stack-tight" key={recordId}>
          <Heading level={3} size="level-4">
            {t('item.interpretation', { number: index + 1 })}
          </Heading>
          <Lines lines={lines} />
          <p className="app-muted app-small">
            {t('item.by', { partner: byName, time: momentText(at, i18n.language) })}
          </p>
          <EarlierWordings earlier={earlier} of={t('item.interpretation', { number: index + 1 })} />
          <div className="app-buttons">
            {correctable !== null && !writes && (
              <button
                className="app-text-button"
                onClick={() => onWrite({ recordId, ...correctable })}
                type="button"
              >
                {t('item.correct.meeting-interpretation')}
              </button>
            )}
            {canRemove && (
              <button
                className="app-text-button"
                onClick={() =>
                  does(() => removeInterpretation(meetingId, caseId, recordId), t('item.removed'))
                }
                type="button"
              >
                {t('item.remove')}
              </button>
            )}
          </div>
        </article>
      ))}
      {canInterpret && !writes && (
        <div>
          <Button onClick={() => onWrite(null)} variant="secondary">
            {t('item.addInterpretation')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Decisions({ caseId, does, meetingId, onWrite, shown, writes }: WrittenPartProps) {
  const { t } = useTranslation('meetings');
  const common = useTranslation('common').t;
  const [asked, setAsked] = useState<MeetingDecision | null>(null);
  const { decisions, canRecord } = shown;
  return (
    <section className="app-panel app-stack" aria-labelledby="item-decisions">
      <Heading level={2} id="item-decisions">
        {t('item.decisions')}
      </Heading>
      {decisions.length === 0 && <p className="app-muted">{t('item.noDecisions')}</p>}
      {decisions.map((decision, index) => {
        const { recordId, ownerName, state, lines, earlier, correctable, canWithdraw } = decision;
        const isOver = state === 'withdrawn' || state === 'ended';
        return (
          <article
            className={`meeting-record app-stack-tight${isOver ? ' meeting-record--over' : ''}`}
            key={recordId}
          >
            <div className="meeting-agenda__head">
              <Heading level={3} size="level-4">
                {t('item.decision', { number: index + 1 })}
              </Heading>
              <Badge
                color={state === 'done' ? 'lime' : state === 'open' ? 'azure' : 'purple'}
                label={t(`item.states.${state}`)}
              />
            </div>
            <p>{t('item.owner', { partner: ownerName })}</p>
            <Lines lines={lines} />
            <EarlierWordings earlier={earlier} of={t('item.decision', { number: index + 1 })} />
            <div className="app-buttons">
              {correctable !== null && !writes && (
                <button
                  className="app-text-button"
                  onClick={() => onWrite({ recordId, ...correctable })}
                  type="button"
                >
                  {t('item.correct.meeting-decision')}
                </button>
              )}
              {canWithdraw && (
                <button className="app-text-button" onClick={() => setAsked(decision)} type="button">
                  {t('item.withdraw')}
                </button>
              )}
            </div>
          </article>
        );
      })}
      {asked !== null && (
        <ConfirmDialog
          cancel={common('cancel')}
          confirm={t('item.withdrawConfirm')}
          onCancel={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null);
            does(() => withdrawDecision(meetingId, caseId, asked.recordId), t('item.withdrawn'));
          }}
          title={t('item.withdrawTitle')}
        >
          <Paragraph>{t('item.withdrawText', { partner: asked.ownerName })}</Paragraph>
        </ConfirmDialog>
      )}
      {canRecord && !writes && (
        <div>
          <Button onClick={() => onWrite(null)} variant="secondary">
            {t('item.addDecision')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Minutes({ caseId, meetingId, reference }: { caseId: string; meetingId: string; reference: string }) {
  const { t } = useTranslation('meetings');
  return (
    <section className="app-panel app-stack" aria-labelledby="item-minutes">
      <Heading level={2} id="item-minutes">
        {t('item.minutes')}
      </Heading>
      <Paragraph className="app-readable">{t('item.minutesLead')}</Paragraph>
      <DownloadButton
        busy={t('item.printing')}
        conflict={t('item.conflict')}
        failed={t('item.failed')}
        fetchFile={() => printMinutes(meetingId, caseId)}
        fileName={`${reference}.pdf`}
        label={t('item.print')}
      />
    </section>
  );
}
