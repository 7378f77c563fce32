import { Button, ErrorMessage, Paragraph, Radio } from '@amsterdam/design-system-react';
import { useId, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CancelMeeting } from '../../../src/contract/index.ts';
import { Modal } from '../ui/Modal.tsx';

type Reason = CancelMeeting['reason'];

/** A choice and no free text: everybody of the consultation reads it. */
const reasons: readonly Reason[] = [
  'too-few-people',
  'chair-absent',
  'nothing-to-discuss',
  'other-date',
  'other',
];

/** Asks why a meeting does not take place. Escape and the second button leave it as it was. */
export function CancelDialog({
  onConfirm,
  onCancel,
}: {
  onConfirm: (reason: Reason) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('meetings');
  const common = useTranslation('common').t;
  const id = useId();
  const [reason, setReason] = useState<Reason | null>(null);
  const [tried, setTried] = useState(false);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    if (reason === null) event.currentTarget.querySelector('input')?.focus();
    else onConfirm(reason);
  }

  const isMissing = tried && reason === null;
  return (
    <Modal onCancel={onCancel} title={t('meeting.cancel.title')}>
      <form className="app-stack" noValidate onSubmit={submit}>
        <Paragraph>{t('meeting.cancel.text')}</Paragraph>
        <fieldset
          aria-describedby={isMissing ? `${id}-error` : undefined}
          className="meeting-fieldset app-stack-tight"
        >
          <legend>{t('meeting.cancel.why')}</legend>
          {isMissing && (
            <ErrorMessage id={`${id}-error`} prefix="">
              {t('meeting.cancel.choose')}
            </ErrorMessage>
          )}
          {reasons.map((one) => (
            <Radio
              checked={reason === one}
              invalid={isMissing}
              key={one}
              name={`${id}-reason`}
              onChange={() => setReason(one)}
              value={one}
            >
              {t(`cancelReasons.${one}`)}
            </Radio>
          ))}
        </fieldset>
        <div className="app-buttons">
          <Button type="submit">{t('meeting.cancel.confirm')}</Button>
          <Button onClick={onCancel} type="button" variant="secondary">
            {common('cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
