import { Button, Field, Label, Paragraph, Select } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { AccessLogEntry, AccessLogPurpose } from '../../../src/contract/index.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { momentText } from '../ui/dates.ts';
import { Pages } from '../ui/Pages.tsx';
import { Problem } from '../ui/Problem.tsx';
import { usePageNumber } from '../ui/use-page-number.ts';
import { accessLogQuery, type AccessLogQuestion } from './oversight-api.ts';
import { ReferenceField } from './ReferenceField.tsx';
import { referenceIn } from './reference.ts';

/** The purposes for which the law opens the log (Wgpart art. 14). */
const purposes: readonly AccessLogPurpose[] = ['lawfulness', 'internal-control', 'security', 'proceedings'];

/** "Who looked?": per case, for a purpose of the law, in order of time. */
export default function AccessLogPage() {
  const { t } = useTranslation('oversight');
  const [parameters, setParameters] = useSearchParams();
  const reference = referenceIn(parameters.get('reference') ?? '');
  const purpose = purposes.find((known) => known === parameters.get('purpose'));
  const [typed, setTyped] = useState({ reference: reference ?? '', purpose: purpose ?? '' });
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    const wanted = referenceIn(typed.reference);
    if (wanted === undefined) field.current?.focus();
    else if (typed.purpose !== '') setParameters({ reference: wanted, purpose: typed.purpose });
  }

  return (
    <>
      <PageHeading lead={<Paragraph>{t('accessLog.lead')}</Paragraph>}>{t('accessLog.title')}</PageHeading>
      <form className="app-panel app-panel--form app-stack" noValidate onSubmit={submit}>
        <ReferenceField
          field={field}
          invalid={tried && referenceIn(typed.reference) === undefined}
          onChange={(value) => setTyped({ ...typed, reference: value })}
          value={typed.reference}
        />
        <Field invalid={tried && typed.purpose === ''}>
          <Label htmlFor="purpose">{t('accessLog.purpose')}</Label>
          {tried && typed.purpose === '' && (
            <p className="app-inline-error" id="purpose-error">
              {t('accessLog.noPurpose')}
            </p>
          )}
          <Select
            aria-describedby={tried && typed.purpose === '' ? 'purpose-error' : undefined}
            aria-required
            id="purpose"
            invalid={tried && typed.purpose === ''}
            onChange={(event) => setTyped({ ...typed, purpose: event.target.value })}
            value={typed.purpose}
          >
            <Select.Option value="">{t('accessLog.choose')}</Select.Option>
            {purposes.map((known) => (
              <Select.Option key={known} value={known}>
                {t(`accessLog.purposes.${known}`)}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <div>
          <Button type="submit">{t('accessLog.show')}</Button>
        </div>
      </form>
      {reference !== undefined && purpose !== undefined && <Log question={{ reference, purpose }} />}
    </>
  );
}

function Log({ question }: { question: AccessLogQuestion }) {
  const { t } = useTranslation('oversight');
  const query = useQuery(accessLogQuery(question, usePageNumber()));
  if (query.isError) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingPage />;
  const { entries, page, pageSize, total, reference } = query.data;
  const title = t('accessLog.of', { reference });
  return (
    <>
      <p role="status">{t('accessLog.found', { count: total })}</p>
      <div className="app-panel app-panel--flush">
        <table className="app-table app-table--stacks">
          <caption className="ams-visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('accessLog.when')}</th>
              <th scope="col">{t('accessLog.who')}</th>
              <th scope="col">{t('accessLog.what')}</th>
              <th scope="col">{t('accessLog.why')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry, index) => (
              <Row entry={entry} key={`${entry.at}-${index}`} />
            ))}
          </tbody>
        </table>
      </div>
      <Pages page={page} pageSize={pageSize} total={total} />
    </>
  );
}

function Row({ entry }: { entry: AccessLogEntry }) {
  const { t, i18n } = useTranslation('oversight');
  const { at, name, partnerName, what, access, outcome, activity, ground, statedPurpose, statedGround } =
    entry;
  return (
    <tr>
      <th scope="row">{momentText(at, i18n.language)}</th>
      <td data-label={t('accessLog.who')}>
        {name ?? t('accessLog.automatic')}
        {partnerName !== null && (
          <>
            <br />
            <span className="app-muted app-small">{partnerName}</span>
          </>
        )}
      </td>
      <td data-label={t('accessLog.what')}>
        <span lang="nl">{what}</span>
        <br />
        <span className="app-muted app-small">
          {t(`accessLog.access.${access}`)}, {t(`accessLog.outcomes.${outcome}`)}
        </span>
      </td>
      <td data-label={t('accessLog.why')}>
        <span lang="nl">{activity}</span>
        <br />
        <span className="app-muted app-small" lang="nl">
          {ground}
        </span>
        {statedPurpose !== null && (
          <>
            <br />
            {t(`accessLog.purposes.${statedPurpose}`)}
          </>
        )}
        {statedGround !== null && (
          <>
            <br />
            <strong>{t(`accessLog.grounds.${statedGround.kind}`)}</strong>: {statedGround.reason}
          </>
        )}
      </td>
    </tr>
  );
}
