import { Button } from '@amsterdam/design-system-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Form } from '../../../src/contract/http.ts';
import { answersAsText } from './answers.ts';
import type { FormData } from './SchemaForm.tsx';

/** Saves what was typed into a form that can no longer be sent. */
export function CopyAnswers({ form, data }: { form: Form; data: FormData }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const text = answersAsText(form.schema, data);
  return (
    <>
      <Button
        type="button"
        variant="secondary"
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            // Without permission the text can still be selected in the form.
            () => setCopied(false),
          );
        }}
      >
        {t('copy')}
      </Button>
      <p role="status">{copied ? t('copied') : ''}</p>
    </>
  );
}
