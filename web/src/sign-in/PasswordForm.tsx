import {
  Button,
  ErrorMessage,
  Field,
  Label,
  Paragraph,
  PasswordInput,
  TextInput,
} from '@amsterdam/design-system-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignIn } from '../../../src/contract/index.ts';
import { api } from '../client/api.ts';
import { ProblemError } from '../client/problem-error.ts';
import { Refusal } from '../ui/Refusal.tsx';

interface PasswordFormProps {
  /** Who chooses, as just typed; absent: asked here too. */
  known?: SignIn;
  /** The password is in force and every session ended. */
  onChosen: (credentials: SignIn) => void;
  /** What follows is under way. Default false. */
  busy?: boolean;
}

const fields = ['email', 'password', 'newPassword', 'repeated'] as const;
type FieldName = (typeof fields)[number];

/** As the API asks. */
const shortest = 12;

/** Somebody chooses a password that nobody else knows. */
export function PasswordForm({ known, onChosen, busy = false }: PasswordFormProps) {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const outcome = useRef<HTMLDivElement>(null);
  const [values, setValues] = useState({ email: '', password: '', ...known, newPassword: '', repeated: '' });
  const [mistaken, setMistaken] = useState<readonly FieldName[]>([]);
  const asked = known === undefined ? fields : fields.slice(2);
  const credentials = { email: values.email.trim(), password: values.newPassword };
  const choose = useMutation({
    mutationFn: () =>
      api.choosePassword({ ...credentials, password: values.password, newPassword: values.newPassword }),
    onSuccess: () => onChosen(credentials),
  });

  useEffect(() => {
    if (known !== undefined) form.current?.querySelector('input')?.focus();
  }, [known]);
  useEffect(() => {
    if (choose.isError) outcome.current?.focus();
  }, [choose.isError]);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const now = asked.filter((name) => !isRight[name](values));
    setMistaken(now);
    if (now.length > 0) form.current?.querySelector<HTMLElement>(`[name="${now[0]!}"]`)?.focus();
    else if (!choose.isPending && !busy) choose.mutate();
  }

  return (
    <form aria-label={t('password.title')} className="app-stack" noValidate onSubmit={submit} ref={form}>
      {choose.isError && (
        <div className="app-inline-error" ref={outcome} role="alert" tabIndex={-1}>
          <strong>{t('password.failed')}</strong>
          {explained(choose.error) ?? <Refusal conflict={t('errors.conflict')} error={choose.error} />}
        </div>
      )}
      {asked.map((name) => (
        <PasswordField
          key={name}
          isMistaken={mistaken.includes(name)}
          name={name}
          onChange={(value) => setValues({ ...values, [name]: value })}
          value={values[name]}
        />
      ))}
      <div className="app-buttons">
        <Button aria-disabled={choose.isPending || busy} type="submit">
          {t(choose.isPending || busy ? 'password.busy' : 'password.submit')}
        </Button>
      </div>
    </form>
  );

  function explained(error: unknown) {
    if (!(error instanceof ProblemError)) return null;
    if (error.code === 'sign-in-failed') return <Paragraph>{t('session.wrong')}</Paragraph>;
    if (error.code === 'temporary-password-expired') return <Paragraph>{t('password.expired')}</Paragraph>;
    if (error.status === 429) return <Paragraph>{t('session.tooMany')}</Paragraph>;
    return null;
  }
}

type Values = Readonly<Record<FieldName, string>>;

const isRight: Readonly<Record<FieldName, (values: Values) => boolean>> = {
  email: ({ email }) => email.trim().length >= 3,
  password: ({ password }) => password !== '',
  newPassword: ({ newPassword }) => Array.from(newPassword).length >= shortest,
  repeated: ({ newPassword, repeated }) => repeated === newPassword,
};

const autoComplete: Readonly<Record<FieldName, string>> = {
  email: 'username',
  password: 'current-password',
  newPassword: 'new-password',
  repeated: 'new-password',
};

interface PasswordFieldProps {
  name: FieldName;
  value: string;
  isMistaken: boolean;
  onChange: (value: string) => void;
}

function PasswordField({ name, value, isMistaken, onChange }: PasswordFieldProps) {
  const { t } = useTranslation();
  const Input = name === 'email' ? TextInput : PasswordInput;
  const id = `password-${name}`;
  const hint = name === 'newPassword' ? `${id}-hint` : null;
  const described = [hint, isMistaken ? `${id}-error` : null].filter((each) => each !== null).join(' ');
  return (
    <Field invalid={isMistaken}>
      <Label htmlFor={id}>{t(`password.fields.${name}`)}</Label>
      {hint !== null && (
        <p className="app-muted app-small" id={hint}>
          {t('password.hint')}
        </p>
      )}
      {isMistaken && (
        <ErrorMessage id={`${id}-error`} prefix="">
          {t(`password.required.${name}`)}
        </ErrorMessage>
      )}
      <Input
        aria-describedby={described === '' ? undefined : described}
        aria-required
        autoComplete={autoComplete[name]}
        id={id}
        invalid={isMistaken}
        name={name}
        onChange={(event) => onChange(event.target.value)}
        value={value}
      />
    </Field>
  );
}
