import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RecordSignal } from '../../../src/contract/http.ts';
import { RequestForm } from '../forms/RequestForm.tsx';
import { signalFormQuery } from './queries.ts';

interface SignalFormProps<Answer> {
  send: (body: RecordSignal) => Promise<Answer>;
  onRecorded: (answer: Answer) => void;
}

/** The signal form, for a new case or a running one. */
export function SignalForm<Answer>({ send, onRecorded }: SignalFormProps<Answer>) {
  const { t, i18n } = useTranslation('cases');
  return (
    <RequestForm
      form={useQuery(signalFormQuery(i18n.language))}
      onRecorded={onRecorded}
      send={send}
      texts={t('signal.form', { returnObjects: true })}
    />
  );
}
