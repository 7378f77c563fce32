import { ErrorMessage, Field, Label, TextInput } from '@amsterdam/design-system-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';

interface ReferenceFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Whether to show that this is no case reference. */
  invalid: boolean;
  field: RefObject<HTMLInputElement | null>;
}

/** Asks which case, by its reference. */
export function ReferenceField({ value, onChange, invalid, field }: ReferenceFieldProps) {
  const { t } = useTranslation('oversight');
  return (
    <Field invalid={invalid}>
      <Label htmlFor="reference">{t('reference.label')}</Label>
      <p className="app-muted app-small" id="reference-hint">
        {t('reference.hint')}
      </p>
      {invalid && (
        <ErrorMessage id="reference-error" prefix="">
          {t('reference.mistake')}
        </ErrorMessage>
      )}
      <TextInput
        aria-describedby={invalid ? 'reference-hint reference-error' : 'reference-hint'}
        aria-required
        autoComplete="off"
        id="reference"
        invalid={invalid}
        onChange={(event) => onChange(event.target.value)}
        ref={field}
        value={value}
      />
    </Field>
  );
}
