import { Button, ErrorMessage, Field, Label, TextArea } from '@amsterdam/design-system-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../ui/Refusal.tsx';
import { withdrawTransfer } from './transfer-api.ts';

/** Shortest reason that the API's WithdrawTransfer body takes. */
const shortest = 10;

/** Takes a proposed transfer back, with a reason. */
export function WithdrawForm({
  caseId,
  transferId,
  onWithdrawn,
}: {
  caseId: string;
  transferId: string;
  onWithdrawn: () => void;
}) {
  const { t } = useTranslation('transfer');
  const client = useQueryClient();
  const field = useRef<HTMLTextAreaElement>(null);
  const [shown, setShown] = useState(false);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const isTooShort = reason.trim().length < shortest;
  const withdraw = useMutation({
    mutationFn: () => withdrawTransfer(caseId, transferId, { reason: reason.trim() }),
    onSuccess: () => {
      onWithdrawn();
      void client.invalidateQueries({ queryKey: ['case'] });
    },
  });
  const id = `withdraw-${transferId}`;
  const showsMistake = tried && isTooShort;

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (isTooShort) field.current?.focus();
    else if (!withdraw.isPending) withdraw.mutate();
  }

  return (
    <div className="app-stack-tight">
      <button
        aria-expanded={shown}
        className="app-text-button"
        onClick={() => setShown(!shown)}
        type="button"
      >
        {t('withdraw.open')}
      </button>
      {shown && (
        <form className="app-stack-tight" noValidate onSubmit={submit}>
          {withdraw.isError && (
            <div className="app-inline-error" role="alert">
              <strong>{t('withdraw.failed')}</strong>
              <Refusal conflict={t('withdraw.conflict')} error={withdraw.error} />
            </div>
          )}
          <Field invalid={showsMistake}>
            <Label htmlFor={id}>{t('withdraw.reason')}</Label>
            {showsMistake && <ErrorMessage id={`${id}-error`}>{t('withdraw.tooShort')}</ErrorMessage>}
            <TextArea
              aria-describedby={showsMistake ? `${id}-error` : undefined}
              id={id}
              invalid={showsMistake}
              maxLength={2000}
              onChange={(event) => setReason(event.target.value)}
              ref={field}
              rows={3}
              value={reason}
            />
          </Field>
          <div>
            <Button aria-disabled={withdraw.isPending} type="submit" variant="secondary">
              {t(withdraw.isPending ? 'withdraw.sending' : 'withdraw.send')}
            </Button>
          </div>
        </form>
      )}
    </div>
  );
}
