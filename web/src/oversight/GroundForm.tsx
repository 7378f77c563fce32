import { Button, ErrorMessage, Field, Label, TextArea } from '@amsterdam/design-system-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../client/problem-error.ts';
import { Refusal } from '../ui/Refusal.tsx';
import { ReferenceField } from './ReferenceField.tsx';
import { referenceIn } from './reference.ts';

/** Limits of a reason in the API: the first counts what is no space. */
const shortestReason = 20;
const longestReason = 1000;

interface GroundFormProps<T> {
  /** Reference to begin with. */
  reference: string;
  question: string;
  hint: string;
  confirm: string;
  confirming: string;
  failed: string;
  /** The request that takes both, once they are right. */
  act: (reference: string, reason: string) => Promise<T>;
  onDone: (result: T) => void;
}

/** Asks which case somebody wants to see in which they take no part, and why; the reason is kept with everything they see. */
export function GroundForm<T>(props: GroundFormProps<T>) {
  const { question, hint, confirm, confirming, failed, act, onDone } = props;
  const { t } = useTranslation('oversight');
  const [typed, setTyped] = useState(props.reference);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const referenceField = useRef<HTMLInputElement>(null);
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const reference = referenceIn(typed);
  const said = reason.replaceAll(/\s/g, '').length;
  const isReason = said >= shortestReason && reason.length <= longestReason;
  const mutation = useMutation({
    mutationFn: () => act(reference ?? '', reason.trim()),
    onSuccess: onDone,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (reference === undefined) referenceField.current?.focus();
    else if (!isReason) reasonField.current?.focus();
    else if (!mutation.isPending) mutation.mutate();
  }

  const problem = mutation.error instanceof ProblemError ? mutation.error : undefined;
  const showsReasonMistake = tried && !isReason;
  return (
    <form className="app-panel app-panel--form app-stack" noValidate onSubmit={submit}>
      {mutation.isError && (
        <div className="app-inline-error" role="alert">
          <strong>{failed}</strong>
          {problem?.status === 404 ? (
            <p>{t('ground.gone')}</p>
          ) : problem?.code === 'not-permitted' ? (
            <p lang="nl">{problem.detail}</p>
          ) : (
            <Refusal conflict={t('ground.conflict')} error={mutation.error} />
          )}
        </div>
      )}
      <ReferenceField
        field={referenceField}
        invalid={tried && reference === undefined}
        onChange={setTyped}
        value={typed}
      />
      <Field invalid={showsReasonMistake}>
        <Label htmlFor="ground-reason">{question}</Label>
        <p className="app-muted app-small" id="ground-hint">
          {hint}
        </p>
        {showsReasonMistake && (
          <ErrorMessage id="ground-error" prefix="">
            {t('ground.mistake', { shortest: shortestReason, longest: longestReason })}
          </ErrorMessage>
        )}
        <TextArea
          aria-describedby={showsReasonMistake ? 'ground-hint ground-error' : 'ground-hint'}
          aria-required
          id="ground-reason"
          invalid={showsReasonMistake}
          onChange={(event) => setReason(event.target.value)}
          ref={reasonField}
          rows={4}
          value={reason}
        />
      </Field>
      <div>
        <Button aria-disabled={mutation.isPending} type="submit">
          {mutation.isPending ? confirming : confirm}
        </Button>
      </div>
    </form>
  );
}
