import { Alert, Button, Paragraph } from '@amsterdam/design-system-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MeetingItem, RecordInMeeting } from '../../../src/contract/index.ts';
import { RequestForm } from '../forms/RequestForm.tsx';
import { Lines } from '../ui/Lines.tsx';
import { correctInMeeting, meetingFormQuery, meetingsKey, recordInMeeting } from './meetings-api.ts';
import type { MeetingFormId } from './meetings-api.ts';

type Written = MeetingItem['interpretations'][number] | MeetingItem['decisions'][number];

/** What somebody writes: something new, or another wording of what they saw. */
export interface Writing {
  readonly formId: MeetingFormId;
  readonly correcting: (Pick<Written, 'recordId'> & NonNullable<Written['correctable']>) | null;
}

interface WriteFormProps {
  meetingId: string;
  caseId: string;
  writing: Writing;
  /** The item as it is now: others write along. */
  shown: MeetingItem;
  onDone: (says: string) => void;
}

/** Records or corrects something. What was typed stays, whatever others do meanwhile. */
export function WriteForm({ meetingId, caseId, writing, shown, onDone }: WriteFormProps) {
  const { formId, correcting } = writing;
  const { t, i18n } = useTranslation('meetings');
  const client = useQueryClient();
  const form = useQuery(meetingFormQuery(meetingId, caseId, formId, i18n.language));
  // On which wording the text is based: the one that its author saw, and no later one unseen.
  const [revision, setRevision] = useState(correcting?.revision ?? 0);
  const place = useRef<HTMLDivElement>(null);
  // The button that opened it is gone; whoever works without a mouse goes on here.
  useEffect(() => place.current?.focus(), []);

  async function send(body: RecordInMeeting) {
    try {
      return await (correcting === null
        ? recordInMeeting(meetingId, caseId, formId, body)
        : correctInMeeting(meetingId, caseId, formId, correcting.recordId, { ...body, revision }));
    } catch (error) {
      // What somebody else did first is to be seen beside the refusal.
      void client.invalidateQueries({ queryKey: [meetingsKey, meetingId] });
      throw error;
    }
  }

  return (
    <div className="app-stack" ref={place} tabIndex={-1}>
      {correcting !== null && (
        <ChangedMeanwhile
          onSeen={(now) => {
            setRevision(now);
            place.current?.focus();
          }}
          recordId={correcting.recordId}
          revision={revision}
          shown={shown}
        />
      )}
      <RequestForm
        {...(correcting !== null && {
          filledIn: { heading: t(`item.correctTitle.${formId}`), data: correcting.data },
        })}
        form={form}
        onRecorded={() => onDone(t(`item.${correcting === null ? 'recorded' : 'corrected'}.${formId}`))}
        send={send}
        texts={t('item.form', { returnObjects: true })}
      />
    </div>
  );
}

interface ChangedMeanwhileProps {
  recordId: string;
  revision: number;
  shown: MeetingItem;
  onSeen: (revision: number) => void;
}

/** Somebody else corrected or removed what is being corrected. */
function ChangedMeanwhile({ recordId, revision, shown, onSeen }: ChangedMeanwhileProps) {
  const { t } = useTranslation('meetings');
  const now = [...shown.interpretations, ...shown.decisions].find((written) => written.recordId === recordId);
  const isGone = now === undefined;
  if (!isGone && (now.correctable === null || now.correctable.revision === revision)) return null;
  const changed = now?.correctable ?? null;
  return (
    <div role="status">
      <Alert
        heading={t(isGone ? 'item.gone.title' : 'item.changed.title')}
        headingLevel={2}
        severity="warning"
      >
        <div className="app-stack-tight">
          <Paragraph>{t(isGone ? 'item.gone.text' : 'item.changed.text')}</Paragraph>
          {changed !== null && now !== undefined && (
            <>
              <Lines lines={now.lines} />
              <div>
                <Button onClick={() => onSeen(changed.revision)} variant="secondary">
                  {t('item.changed.seen')}
                </Button>
              </div>
            </>
          )}
        </div>
      </Alert>
    </div>
  );
}
