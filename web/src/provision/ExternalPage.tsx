import {
  Button,
  Field,
  Heading,
  Label,
  Paragraph,
  PasswordInput,
  TextArea,
  TextInput,
} from '@amsterdam/design-system-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExternalSession, ProvidedPackage, SignIn as Credentials } from '../../../src/contract/index.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { ProblemError } from '../client/problem-error.ts';
import { needsOwnPassword, OwnPassword } from '../sign-in/OwnPassword.tsx';
import { Problem } from '../ui/Problem.tsx';
import { externalApi } from './external-api.ts';
import { PackageView } from './PackageView.tsx';

/** Answers that were typed and not sent, by package and question. In memory only. */
type Drafts = Readonly<Record<string, string>>;

/** The whole surface of a third party: its own sign-in, the packages that were provided to it, and their questions. */
export default function ExternalPage() {
  const { t } = useTranslation('provision');
  const client = useQueryClient();
  // In memory only: closing or reloading the page ends it.
  const [session, setSession] = useState<ExternalSession | null>(null);
  const [email, setEmail] = useState('');
  const [isOver, setOver] = useState(false);
  const [drafts, setDrafts] = useState<Drafts>({});

  useEffect(() => {
    document.title = t('external.signInTitle');
  }, [t]);

  /** Nothing that was provided stays on the screen; what was typed waits for the same person, unless they leave themselves. */
  const leave = useCallback(
    (over: boolean) => {
      client.removeQueries({ queryKey: ['external'] });
      setSession(null);
      setOver(over);
      if (!over) setDrafts({});
    },
    [client],
  );

  function begin(signedIn: ExternalSession, as: string) {
    if (as !== email) setDrafts({});
    setEmail(as);
    setSession(signedIn);
  }

  return (
    <div className="app-frame">
      <main className="app-main" id="content">
        <div className="app-width">
          {session === null ? (
            <SignIn
              hasDrafts={Object.values(drafts).some((text) => text.trim() !== '')}
              isOver={isOver}
              onSignedIn={begin}
            />
          ) : (
            <Packages drafts={drafts} onDrafts={setDrafts} onLeave={leave} session={session} />
          )}
        </div>
      </main>
    </div>
  );
}

function SignIn({
  isOver,
  hasDrafts,
  onSignedIn,
}: {
  isOver: boolean;
  hasDrafts: boolean;
  onSignedIn: (session: ExternalSession, email: string) => void;
}) {
  const { t } = useTranslation('provision');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [temporary, setTemporary] = useState<Credentials | null>(null);
  const signIn = useMutation({
    mutationFn: (credentials: Credentials) => externalApi.signIn(credentials),
    onSuccess: (session, credentials) => onSignedIn(session, credentials.email.toLowerCase()),
    onError: (error, credentials) => setTemporary(needsOwnPassword(error) ? credentials : null),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate({ email: email.trim(), password });
  }

  if (temporary !== null)
    return (
      <div className="app-panel app-stack app-readable">
        <Heading level={1}>{t('external.signInTitle')}</Heading>
        <OwnPassword busy={signIn.isPending} known={temporary} onChosen={signIn.mutate} />
      </div>
    );
  return (
    <form className="app-panel app-stack app-readable" onSubmit={submit}>
      <Heading level={1}>{t('external.signInTitle')}</Heading>
      <Paragraph role={isOver ? 'alert' : undefined}>
        {t(isOver ? (hasDrafts ? 'external.overKept' : 'external.over') : 'external.signInLead')}
      </Paragraph>
      {signIn.isError && (
        <div className="app-inline-error" role="alert">
          {t('external.failed')}
        </div>
      )}
      <Field>
        <Label htmlFor="external-email">{t('external.email')}</Label>
        <TextInput
          autoComplete="username"
          id="external-email"
          minLength={3}
          onChange={(event) => setEmail(event.target.value)}
          required
          type="email"
          value={email}
        />
      </Field>
      <Field>
        <Label htmlFor="external-password">{t('external.password')}</Label>
        <PasswordInput
          autoComplete="current-password"
          id="external-password"
          onChange={(event) => setPassword(event.target.value)}
          required
          value={password}
        />
      </Field>
      <div>
        <Button aria-disabled={signIn.isPending} type="submit">
          {t('external.signIn')}
        </Button>
      </div>
    </form>
  );
}

const isSessionOver = (error: unknown): boolean => error instanceof ProblemError && error.status === 401;

function Packages({
  session,
  drafts,
  onDrafts,
  onLeave,
}: {
  session: ExternalSession;
  drafts: Drafts;
  onDrafts: (change: (drafts: Drafts) => Drafts) => void;
  onLeave: (over: boolean) => void;
}) {
  const { t } = useTranslation('provision');
  const { accessToken } = session;
  const query = useQuery({
    queryKey: ['external', 'packages'],
    queryFn: () => externalApi.packages(accessToken),
    // An answer is worth no more than its moment: nothing is kept after the page is left.
    gcTime: 0,
    retry: false,
  });
  const isOver = isSessionOver(query.error);
  useEffect(() => {
    if (isOver) onLeave(true);
  }, [isOver, onLeave]);

  return (
    <div className="app-stack">
      <div className="app-page-head">
        <Heading level={1}>{t('external.title')}</Heading>
        <Button
          onClick={() => {
            void externalApi.signOut(accessToken).finally(() => onLeave(false));
          }}
          variant="secondary"
        >
          {t('external.signOut')}
        </Button>
      </div>
      {query.isError && !isOver && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <LoadingPage />}
      {query.data?.packages.length === 0 && <Paragraph>{t('external.none')}</Paragraph>}
      {query.data?.packages.map((provided) => (
        <PackageView
          answerTo={(question) =>
            question.answer === null ? (
              <AnswerForm
                draft={drafts[draftKey(provided.packageId, question)] ?? ''}
                onDraft={(text) =>
                  onDrafts((all) => ({ ...all, [draftKey(provided.packageId, question)]: text }))
                }
                onOver={() => onLeave(true)}
                packageId={provided.packageId}
                question={question}
                token={accessToken}
              />
            ) : (
              <p lang="nl">
                {t('external.answer')}: {question.answer}
              </p>
            )
          }
          headingLevel={2}
          key={provided.packageId}
          provided={provided}
        />
      ))}
    </div>
  );
}

type Question = ProvidedPackage['questions'][number];

const draftKey = (packageId: string, { questionId }: Question): string => `${packageId} ${questionId}`;

function AnswerForm({
  token,
  packageId,
  question,
  draft,
  onDraft,
  onOver,
}: {
  token: string;
  packageId: string;
  question: Question;
  draft: string;
  onDraft: (text: string) => void;
  onOver: () => void;
}) {
  const { t } = useTranslation('provision');
  const client = useQueryClient();
  const answer = useMutation({
    mutationFn: () => externalApi.answer(token, packageId, question.questionId, draft.trim()),
    onSuccess: () => {
      onDraft('');
      void client.invalidateQueries({ queryKey: ['external'] });
    },
    onError: (error) => {
      if (isSessionOver(error)) onOver();
    },
  });
  const field = `answer-${packageId}-${question.questionId}`;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (draft.trim() !== '' && !answer.isPending) answer.mutate();
  }

  return (
    <form className="app-stack-tight" onSubmit={submit}>
      {answer.isError && (
        <div className="app-inline-error" role="alert">
          {t('external.notSent')}
        </div>
      )}
      <Label htmlFor={field}>{t('external.answer')}</Label>
      <TextArea
        aria-required
        id={field}
        onChange={(event) => onDraft(event.target.value)}
        rows={3}
        value={draft}
      />
      <div>
        <Button aria-disabled={answer.isPending} type="submit">
          {t('external.send')}
        </Button>
      </div>
    </form>
  );
}
