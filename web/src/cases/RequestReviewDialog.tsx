import {
  Button,
  ErrorMessage,
  Field,
  Heading,
  Label,
  Paragraph,
  TextArea,
} from '@amsterdam/design-system-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../client/api.ts';
import { Refusal } from '../ui/Refusal.tsx';

interface RequestReviewDialogProps {
  caseId: string;
  onClose: (asked: boolean) => void;
}

/** Limits of the API's RequestReview body. */
const shortest = 5;
const longest = 1000;

/** Asks the reason for a review before its planned date. */
export function RequestReviewDialog({ caseId, onClose }: RequestReviewDialogProps) {
  const { t } = useTranslation('cases');
  const common = useTranslation('common').t;
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const length = reason.trim().length;
  const mistake = length < shortest ? t('review.tooShort') : length > longest ? t('review.tooLong') : null;
  const shownMistake = tried ? mistake : null;
  const ask = useMutation({
    mutationFn: () => api.requestReview(caseId, { reason: reason.trim() }),
    onSuccess: () => onClose(true),
  });

  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (mistake !== null) field.current?.focus();
    else if (!ask.isPending) ask.mutate();
  }

  return (
    <dialog
      aria-labelledby="review-title"
      className="ams-modal-dialog app-dialog"
      onCancel={(event) => {
        event.preventDefault();
        onClose(false);
      }}
      ref={dialog}
    >
      <form className="app-stack" noValidate onSubmit={submit}>
        <Heading level={2} id="review-title">
          {t('review.title')}
        </Heading>
        <Paragraph>{t('review.text')}</Paragraph>
        {ask.isError && (
          <div className="app-inline-error" role="alert">
            <strong>{t('review.failed')}</strong>
            <Refusal conflict={t('review.conflict')} error={ask.error} />
          </div>
        )}
        <Field invalid={shownMistake !== null}>
          <Label htmlFor="review-reason">{t('review.reason')}</Label>
          {shownMistake !== null && (
            <ErrorMessage id="review-reason-error" prefix="">
              {shownMistake}
            </ErrorMessage>
          )}
          <TextArea
            aria-describedby={shownMistake === null ? undefined : 'review-reason-error'}
            aria-required
            id="review-reason"
            invalid={shownMistake !== null}
            onChange={(event) => setReason(event.target.value)}
            ref={field}
            rows={4}
            value={reason}
          />
        </Field>
        <div className="app-buttons">
          <Button aria-disabled={ask.isPending} type="submit">
            {t(ask.isPending ? 'review.sending' : 'review.send')}
          </Button>
          <Button onClick={() => onClose(false)} type="button" variant="secondary">
            {common('cancel')}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
