import { Button, ErrorMessage, Field, Label, Paragraph, TextArea } from '@amsterdam/design-system-react';
import { useMutation } from '@tanstack/react-query';
import { useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Modal } from './Modal.tsx';
import { Refusal } from './Refusal.tsx';

/** Fewest characters of a reason, as every operation of the API with a reason asks them. */
const shortest = 5;

interface ReasonDialogProps<T> {
  title: string;
  children: ReactNode;
  /** Label of the text field. */
  question: string;
  /** Most characters of a reason that the operation takes. */
  longest: number;
  confirm: string;
  /** Text of the button while the request runs. */
  confirming: string;
  /** Heading of a refusal. */
  failed: string;
  /** What a conflict means here. */
  conflict: string;
  /** The request that takes the reason, trimmed. */
  act: (reason: string) => Promise<T>;
  onDone: (result: T) => void;
  onCancel: () => void;
}

/** Asks why something is done, and does it. Escape and the second button leave everything as it was. */
export function ReasonDialog<T>({
  title,
  children,
  question,
  longest,
  confirm,
  confirming,
  failed,
  conflict,
  act,
  onDone,
  onCancel,
}: ReasonDialogProps<T>) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const mutation = useMutation({ mutationFn: () => act(reason.trim()), onSuccess: onDone });
  const mistake = mistakeIn(reason, longest);
  const shown = tried && mistake !== null ? t(`reason.${mistake}`, { shortest, longest }) : null;

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (mistake !== null) field.current?.focus();
    else if (!mutation.isPending) mutation.mutate();
  }

  return (
    <Modal onCancel={onCancel} title={title}>
      <form className="app-stack" noValidate onSubmit={submit}>
        <Paragraph>{children}</Paragraph>
        {mutation.isError && (
          <div className="app-inline-error" role="alert">
            <strong>{failed}</strong>
            <Refusal conflict={conflict} error={mutation.error} />
          </div>
        )}
        <Field invalid={shown !== null}>
          <Label htmlFor={`${id}-reason`}>{question}</Label>
          {shown !== null && (
            <ErrorMessage id={`${id}-error`} prefix="">
              {shown}
            </ErrorMessage>
          )}
          <TextArea
            aria-describedby={shown === null ? undefined : `${id}-error`}
            aria-required
            id={`${id}-reason`}
            invalid={shown !== null}
            onChange={(event) => setReason(event.target.value)}
            ref={field}
            rows={4}
            value={reason}
          />
        </Field>
        <div className="app-buttons">
          <Button aria-disabled={mutation.isPending} type="submit">
            {mutation.isPending ? confirming : confirm}
          </Button>
          <Button onClick={onCancel} type="button" variant="secondary">
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function mistakeIn(reason: string, longest: number): 'tooShort' | 'tooLong' | null {
  const { length } = reason.trim();
  if (length < shortest) return 'tooShort';
  return length > longest ? 'tooLong' : null;
}
