import { Button, Heading, Paragraph } from '@amsterdam/design-system-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordSignal } from '../../../src/contract/http.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { newRequestId } from '../client/api.ts';
import { ProblemError } from '../client/problem-error.ts';
import { differs } from '../forms/answers.ts';
import { SchemaForm, type FormData } from '../forms/SchemaForm.tsx';
import { UnsavedGuard } from '../forms/UnsavedGuard.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Problem } from '../ui/Problem.tsx';
import { Refusal } from '../ui/Refusal.tsx';
import { signalFormQuery } from './queries.ts';

interface SignalFormProps<Answer> {
  send: (body: RecordSignal) => Promise<Answer>;
  onRecorded: (answer: Answer) => void;
}

/** The signal form, for a new case or a running one. A repeat after a lost answer makes no second signal. */
export function SignalForm<Answer>({ send, onRecorded }: SignalFormProps<Answer>) {
  const { t, i18n } = useTranslation('cases');
  const client = useQueryClient();
  const form = useQuery(signalFormQuery(i18n.language));
  const [typed, setTyped] = useState<FormData | null>(null);
  const requestId = useRef<string | null>(null);
  const record = useMutation({
    mutationFn: (data: FormData) => send({ requestId: (requestId.current ??= newRequestId()), data }),
    onError: (error) => {
      // A refusal is certain: what is sent next is another request. Without an answer it may be the same one.
      if (error instanceof ProblemError && error.status >= 400 && error.status < 500)
        requestId.current = null;
    },
    onSuccess: (answer) => {
      void client.invalidateQueries({ queryKey: ['inbox'] });
      void client.invalidateQueries({ queryKey: ['cases'] });
      onRecorded(answer);
    },
  });

  if (form.isError && !form.data) return <Problem error={form.error} onRetry={() => void form.refetch()} />;
  if (!form.data) return <LoadingPage />;

  const { error } = record;
  const fields = error instanceof ProblemError && error.status === 400 ? error.fieldProblems : noProblems;
  return (
    <>
      {record.isError && fields.length === 0 && (
        <Notice heading={t('signal.failed')} key={record.submittedAt} severity="error">
          <Refusal
            conflict={t(isRepeat(error) ? 'signal.alreadyRecorded' : 'signal.conflict')}
            error={error}
          />
          <Paragraph>{t('signal.kept')}</Paragraph>
        </Notice>
      )}
      <section className="app-panel app-panel--form app-stack" aria-labelledby="signal-form">
        <div className="app-stack-tight">
          <Heading level={2} id="signal-form">
            {form.data.title}
          </Heading>
          <Paragraph className="app-readable">{form.data.description}</Paragraph>
        </div>
        <SchemaForm
          data={typed ?? form.data.initialData ?? {}}
          form={form.data}
          onChange={setTyped}
          onSubmit={(data) => {
            if (!record.isPending) record.mutate(data);
          }}
          serverProblems={fields}
        >
          <Button aria-disabled={record.isPending} type="submit">
            {t(record.isPending ? 'signal.submitting' : 'signal.submit')}
          </Button>
        </SchemaForm>
      </section>
      <UnsavedGuard
        active={!record.isSuccess && typed !== null && differs(typed, form.data.initialData ?? {})}
      />
    </>
  );
}

/** The same id came before with other answers: an attempt that seemed lost was recorded after all. */
function isRepeat(error: unknown): boolean {
  return error instanceof ProblemError && error.code === 'request-id-reused';
}

const noProblems: never[] = [];
