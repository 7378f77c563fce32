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
import type { Account } from '../../../src/contract/index.ts';
import { api } from '../client/api.ts';
import { Refusal } from '../ui/Refusal.tsx';

/** Shortest reason of the API's DisableAccount body. */
const shortest = 5;

/** Asks why an account is closed. */
export function DisableDialog({
  userId,
  onClose,
}: {
  userId: string;
  onClose: (closed: Account | null) => void;
}) {
  const { t } = useTranslation('accounts');
  const common = useTranslation('common').t;
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const invalid = tried && reason.trim().length < shortest;
  const disable = useMutation({
    mutationFn: () => api.disableAccount(userId, { reason: reason.trim() }),
    onSuccess: onClose,
  });

  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (reason.trim().length < shortest) field.current?.focus();
    else if (!disable.isPending) disable.mutate();
  }

  return (
    <dialog
      aria-labelledby="disable-title"
      className="ams-modal-dialog app-dialog"
      onCancel={(event) => {
        event.preventDefault();
        onClose(null);
      }}
      ref={dialog}
    >
      <form className="app-stack" noValidate onSubmit={submit}>
        <Heading level={2} id="disable-title">
          {t('disable')}
        </Heading>
        <Paragraph>{t('disableText')}</Paragraph>
        {disable.isError && (
          <div className="app-inline-error" role="alert">
            <strong>{t('failed')}</strong>
            <Refusal conflict={t('changedMeanwhile')} error={disable.error} />
          </div>
        )}
        <Field invalid={invalid}>
          <Label htmlFor="disable-reason">{t('disableReason')}</Label>
          {invalid && (
            <ErrorMessage id="disable-reason-error" prefix="">
              {t('required.reason')}
            </ErrorMessage>
          )}
          <TextArea
            aria-describedby={invalid ? 'disable-reason-error' : undefined}
            aria-required
            id="disable-reason"
            invalid={invalid}
            onChange={(event) => setReason(event.target.value)}
            ref={field}
            rows={3}
            value={reason}
          />
        </Field>
        <div className="app-buttons">
          <Button aria-disabled={disable.isPending} type="submit">
            {t(disable.isPending ? 'disabling' : 'disable')}
          </Button>
          <Button onClick={() => onClose(null)} type="button" variant="secondary">
            {common('cancel')}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
