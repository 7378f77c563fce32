import { Button, Heading, Paragraph } from '@amsterdam/design-system-react';
import { useMutation, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Form, RecordSignal } from '../../../src/contract/http.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { newRequestId } from '../client/api.ts';
import { ProblemError } from '../client/problem-error.ts';
import { differs } from './answers.ts';
import { SchemaForm, type FormData } from './SchemaForm.tsx';
import { UnsavedGuard } from './UnsavedGuard.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Problem } from '../ui/Problem.tsx';
import { Refusal } from '../ui/Refusal.tsx';

/** What is said around the form. */
export interface RequestFormTexts {
  readonly failed: string;
  readonly conflict: string;
  readonly alreadyRecorded: string;
  readonly kept: string;
  readonly submit: string;
  readonly submitting: string;
}

interface RequestFormProps<Answer> {
  form: UseQueryResult<Form>;
  /** What is corrected, as it reads now, with the heading that says so. */
  filledIn?: { readonly heading: string; readonly data: FormData };
  texts: RequestFormTexts;
  send: (body: RecordSignal) => Promise<Answer>;
  onRecorded: (answer: Answer) => void;
}

/** A form that people fill in outside their inbox. A repeat after a lost answer records nothing twice. */
export function RequestForm<Answer>({ form, filledIn, texts, send, onRecorded }: RequestFormProps<Answer>) {
  const client = useQueryClient();
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
      void client.invalidateQueries({ queryKey: ['case'] });
      onRecorded(answer);
    },
  });

  if (form.isError && !form.data) return <Problem error={form.error} onRetry={() => void form.refetch()} />;
  if (!form.data) return <LoadingPage />;

  const { error } = record;
  const initialData = filledIn?.data ?? form.data.initialData ?? {};
  const fields = error instanceof ProblemError && error.status === 400 ? error.fieldProblems : noProblems;
  return (
    <>
      {record.isError && fields.length === 0 && (
        <Notice heading={texts.failed} key={record.submittedAt} severity="error">
          <Refusal conflict={isRepeat(error) ? texts.alreadyRecorded : texts.conflict} error={error} />
          <Paragraph>{texts.kept}</Paragraph>
        </Notice>
      )}
      <section className="app-panel app-panel--form app-stack" aria-labelledby="request-form">
        <div className="app-stack-tight">
          <Heading level={2} id="request-form">
            {filledIn?.heading ?? form.data.title}
          </Heading>
          <Paragraph className="app-readable">{form.data.description}</Paragraph>
        </div>
        <SchemaForm
          data={typed ?? initialData}
          form={form.data}
          onChange={setTyped}
          onSubmit={(data) => {
            if (!record.isPending) record.mutate(data);
          }}
          serverProblems={fields}
        >
          <Button aria-disabled={record.isPending} type="submit">
            {record.isPending ? texts.submitting : texts.submit}
          </Button>
        </SchemaForm>
      </section>
      <UnsavedGuard active={!record.isSuccess && typed !== null && differs(typed, initialData)} />
    </>
  );
}

/** The same id came before with other answers: an attempt that seemed lost was recorded after all. */
function isRepeat(error: unknown): boolean {
  return error instanceof ProblemError && error.code === 'request-id-reused';
}

const noProblems: never[] = [];
