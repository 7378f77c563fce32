import {
  Button,
  Checkbox,
  ErrorMessage,
  Field,
  FieldSet,
  Label,
  Paragraph,
  PasswordInput,
  Select,
  TextArea,
  TextInput,
} from '@amsterdam/design-system-react';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  ConsultationList,
  NewAccount,
  PartnerList,
  roles as allRoles,
} from '../../../src/contract/index.ts';
import { ProblemError } from '../client/problem-error.ts';
import { Refusal } from '../ui/Refusal.tsx';

/** What is typed; empty texts for what is not there. */
export type Values = Omit<NewAccount, 'trainingValidUntil' | 'screeningValidUntil'> & {
  trainingValidUntil: string;
  screeningValidUntil: string;
};
type FieldName = keyof Values;

export const noValues: Values = {
  name: '',
  email: '',
  partnerId: '',
  roles: [],
  designations: [],
  trainingValidUntil: '',
  screeningValidUntil: '',
  password: '',
  reason: '',
};

/** As the API takes it: no date is null. */
export function bodyOf(values: Values): NewAccount {
  return {
    ...values,
    trainingValidUntil: values.trainingValidUntil || null,
    screeningValidUntil: values.screeningValidUntil || null,
    reason: values.reason.trim(),
  };
}

/** In the order of the form. */
const roles: readonly (typeof allRoles)[number][] = [
  'attendee',
  'chair',
  'lawfulness-reviewer',
  'process-designer',
  'manager',
  'administrator',
  'external-provider',
];

interface AccountFormProps {
  initial: Values;
  /** Whether a first password is asked. */
  isNew: boolean;
  partners: PartnerList['partners'];
  consultations: ConsultationList['consultations'];
  busy: boolean;
  error: unknown;
  onSubmit: (values: Values) => void;
}

/** Everything that an administrator enters of a person. */
export function AccountForm(props: AccountFormProps) {
  const { initial, isNew, partners, consultations, busy, error, onSubmit } = props;
  const { t } = useTranslation('accounts');
  const common = useTranslation('common').t;
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState(initial);
  const [missing, setMissing] = useState<FieldName[]>([]);
  const set = (change: Partial<Values>) => setValues({ ...values, ...change });
  const refused = new Map(
    error instanceof ProblemError
      ? error.fieldProblems.map(({ path, message }) => [String(path[0]), message])
      : [],
  );

  function mistakeOf(name: FieldName): string | null {
    if (missing.includes(name)) return t(`required.${name as keyof typeof requiredFields}`);
    return refused.get(name) ?? null;
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const now = (Object.keys(requiredFields) as (keyof typeof requiredFields)[]).filter(
      (name) => (name !== 'password' || isNew) && !requiredFields[name](values),
    );
    setMissing(now);
    if (now.length === 0) onSubmit(values);
    else form.current?.querySelector<HTMLElement>(`[name="${now[0]!}"]`)?.focus();
  }

  const text = (name: 'name' | 'email' | 'password', type: 'text' | 'email' | 'password') => {
    const Input = type === 'password' ? PasswordInput : TextInput;
    return (
      <Labelled name={name} mistake={mistakeOf(name)} hint={name === 'password' ? t('hints.password') : null}>
        {(describedBy) => (
          <Input
            aria-describedby={describedBy}
            aria-required
            autoComplete={name === 'password' ? 'new-password' : 'off'}
            id={`account-${name}`}
            invalid={mistakeOf(name) !== null}
            name={name}
            onChange={(event) => set({ [name]: event.target.value })}
            {...(type === 'email' ? { type: 'email' as const } : {})}
            value={values[name]}
          />
        )}
      </Labelled>
    );
  };
  const date = (name: 'trainingValidUntil' | 'screeningValidUntil') => (
    <Labelled name={name} mistake={mistakeOf(name)} hint={t(`hints.${name}`)}>
      {(describedBy) => (
        <input
          aria-describedby={describedBy}
          className="ams-date-input"
          id={`account-${name}`}
          name={name}
          onChange={(event) => set({ [name]: event.target.value })}
          type="date"
          value={values[name]}
        />
      )}
    </Labelled>
  );

  return (
    <form className="app-stack" noValidate onSubmit={submit} ref={form}>
      {error !== null && (
        <div className="app-inline-error" role="alert">
          <strong>{t('failed')}</strong>
          {refused.size > 0 ? (
            <Paragraph>{t('fixFields')}</Paragraph>
          ) : (
            <Refusal conflict={t('changedMeanwhile')} error={error} />
          )}
        </div>
      )}
      {text('name', 'text')}
      {text('email', 'email')}
      <Labelled name="partnerId" mistake={mistakeOf('partnerId')} hint={null}>
        {(describedBy) => (
          <Select
            aria-describedby={describedBy}
            aria-required
            id="account-partnerId"
            invalid={mistakeOf('partnerId') !== null}
            name="partnerId"
            onChange={(event) => set({ partnerId: event.target.value })}
            value={values.partnerId}
          >
            <Select.Option value="">{t('choosePartner')}</Select.Option>
            {partners.map(({ partnerId, name }) => (
              <Select.Option key={partnerId} value={partnerId}>
                {name}
              </Select.Option>
            ))}
          </Select>
        )}
      </Labelled>
      <Choices
        choices={roles.map((role) => ({ value: role, label: common(`roles.${role}`) }))}
        chosen={values.roles}
        hint={null}
        mistake={mistakeOf('roles')}
        name="roles"
        onChange={(chosen) => set({ roles: roles.filter((role) => chosen.includes(role)) })}
      />
      <Choices
        choices={consultations.map(({ designation, name }) => ({ value: designation, label: name }))}
        chosen={values.designations}
        hint={t('hints.designations')}
        mistake={mistakeOf('designations')}
        name="designations"
        onChange={(designations) => set({ designations })}
      />
      {date('trainingValidUntil')}
      {date('screeningValidUntil')}
      {isNew && text('password', 'password')}
      <Labelled
        label={isNew ? t('fields.reasonNew') : undefined}
        name="reason"
        mistake={mistakeOf('reason')}
        hint={t('hints.reason')}
      >
        {(describedBy) => (
          <TextArea
            aria-describedby={describedBy}
            aria-required
            id="account-reason"
            invalid={mistakeOf('reason') !== null}
            name="reason"
            onChange={(event) => set({ reason: event.target.value })}
            rows={2}
            value={values.reason}
          />
        )}
      </Labelled>
      <div className="app-buttons">
        <Button aria-disabled={busy} type="submit">
          {t(busy ? 'saving' : isNew ? 'saveNew' : 'save')}
        </Button>
      </div>
    </form>
  );
}

/** Fields that must be filled in, and when they are. */
const requiredFields = {
  name: ({ name }: Values) => name.trim().length >= 2,
  email: ({ email }: Values) => email.trim().length >= 3,
  partnerId: ({ partnerId }: Values) => partnerId !== '',
  roles: ({ roles: chosen }: Values) => chosen.length > 0,
  password: ({ password }: Values) => password !== '',
  reason: ({ reason }: Values) => reason.trim().length >= 5,
};

interface LabelledProps {
  name: FieldName;
  /** Default: the name of the field. */
  label?: string | undefined;
  mistake: string | null;
  hint: string | null;
  children: (describedBy: string | undefined) => ReactNode;
}

/** A field with its label, hint and mistake, tied together for screen readers. */
function Labelled({ name, label, mistake, hint, children }: LabelledProps) {
  const { t } = useTranslation('accounts');
  const hintId = `account-${name}-hint`;
  const mistakeId = `account-${name}-mistake`;
  const describedBy = [...(hint === null ? [] : [hintId]), ...(mistake === null ? [] : [mistakeId])];
  return (
    <Field invalid={mistake !== null}>
      <Label htmlFor={`account-${name}`}>{label ?? t(`fields.${name}`)}</Label>
      {hint !== null && (
        <p className="app-muted app-small" id={hintId}>
          {hint}
        </p>
      )}
      {mistake !== null && (
        <ErrorMessage id={mistakeId} prefix="">
          {mistake}
        </ErrorMessage>
      )}
      {children(describedBy.length === 0 ? undefined : describedBy.join(' '))}
    </Field>
  );
}

interface ChoicesProps {
  name: 'roles' | 'designations';
  choices: { value: string; label: string }[];
  chosen: readonly string[];
  mistake: string | null;
  hint: string | null;
  onChange: (chosen: string[]) => void;
}

function Choices({ name, choices, chosen, mistake, hint, onChange }: ChoicesProps) {
  const { t } = useTranslation('accounts');
  return (
    <FieldSet invalid={mistake !== null} legend={t(`fields.${name}`)}>
      {hint !== null && <p className="app-muted app-small">{hint}</p>}
      {mistake !== null && <ErrorMessage prefix="">{mistake}</ErrorMessage>}
      {choices.map(({ value, label }) => (
        <Checkbox
          checked={chosen.includes(value)}
          key={value}
          name={name}
          onChange={(event) =>
            onChange(event.target.checked ? [...chosen, value] : chosen.filter((other) => other !== value))
          }
        >
          {label}
        </Checkbox>
      ))}
    </FieldSet>
  );
}
