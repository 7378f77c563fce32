import {
  Button,
  ErrorMessage,
  Field,
  Label,
  PasswordInput,
  Paragraph,
  TextInput,
} from '@amsterdam/design-system-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person, SignIn } from '../../../src/contract/index.ts';
import { api } from '../client/api.ts';
import { ProblemError } from '../client/problem-error.ts';
import { problemText } from '../ui/problem-text.ts';
import { needsOwnPassword, OwnPassword } from './OwnPassword.tsx';

interface SignInFormProps {
  email: string;
  password: string;
  onChange: (values: { email: string; password: string }) => void;
  onSignedIn?: (user: Person) => void;
}

type FieldName = 'email' | 'password';

/** E-mail address and password, with errors at the fields and the outcome above them. */
export function SignInForm({ email, password, onChange, onSignedIn }: SignInFormProps) {
  const { t } = useTranslation();
  const [missing, setMissing] = useState<FieldName[]>([]);
  const outcome = useRef<HTMLDivElement>(null);
  const [temporary, setTemporary] = useState<SignIn | null>(null);
  const signIn = useMutation({
    mutationFn: (credentials: SignIn) => api.signIn(credentials),
    onSuccess: (session) => onSignedIn?.(session.user),
    onError: (error, credentials) => setTemporary(needsOwnPassword(error) ? credentials : null),
  });

  useEffect(() => {
    if (signIn.isError) outcome.current?.focus();
  }, [signIn.isError]);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const now: FieldName[] = [];
    if (email.trim().length < 3) now.push('email');
    if (password === '') now.push('password');
    setMissing(now);
    if (now.length === 0) signIn.mutate({ email: email.trim(), password });
    else (event.currentTarget.elements.namedItem(now[0]!) as HTMLElement | null)?.focus();
  }

  function explanation(error: unknown): string {
    if (error instanceof ProblemError && (error.status === 401 || error.status === 400))
      return t('session.wrong');
    if (error instanceof ProblemError && error.code === 'temporary-password-expired')
      return t('password.expired');
    if (error instanceof ProblemError && error.status === 429) return t('session.tooMany');
    return problemText(error, t);
  }

  if (temporary !== null)
    return (
      <OwnPassword
        busy={signIn.isPending}
        known={temporary}
        onChosen={(chosen) => {
          onChange(chosen);
          signIn.mutate(chosen);
        }}
      />
    );
  return (
    <form className="app-stack" noValidate onSubmit={submit} aria-label={t('session.title')}>
      {signIn.isError && (
        <div className="app-inline-error" ref={outcome} role="alert" tabIndex={-1}>
          <strong>{t('session.failed')}</strong>
          <Paragraph>{explanation(signIn.error)}</Paragraph>
        </div>
      )}
      <Field invalid={missing.includes('email')}>
        <Label htmlFor="sign-in-email">{t('session.email')}</Label>
        {missing.includes('email') && (
          <ErrorMessage id="sign-in-email-error" prefix="">
            {t('session.required.email')}
          </ErrorMessage>
        )}
        <TextInput
          aria-describedby={missing.includes('email') ? 'sign-in-email-error' : undefined}
          aria-required
          autoComplete="username"
          id="sign-in-email"
          invalid={missing.includes('email')}
          name="email"
          onChange={(event) => onChange({ email: event.target.value, password })}
          type="email"
          value={email}
        />
      </Field>
      <Field invalid={missing.includes('password')}>
        <Label htmlFor="sign-in-password">{t('session.password')}</Label>
        {missing.includes('password') && (
          <ErrorMessage id="sign-in-password-error" prefix="">
            {t('session.required.password')}
          </ErrorMessage>
        )}
        <PasswordInput
          aria-describedby={missing.includes('password') ? 'sign-in-password-error' : undefined}
          aria-required
          autoComplete="current-password"
          id="sign-in-password"
          invalid={missing.includes('password')}
          name="password"
          onChange={(event) => onChange({ email, password: event.target.value })}
          value={password}
        />
      </Field>
      <Button type="submit" aria-disabled={signIn.isPending}>
        {signIn.isPending ? t('session.busy') : t('session.submit')}
      </Button>
    </form>
  );
}
