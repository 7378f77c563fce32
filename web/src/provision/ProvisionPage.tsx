import { Button, Heading, Label, TextArea } from '@amsterdam/design-system-react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type {
  CaseProvisions,
  ProposeProvision,
  ProvidedPackage,
  Provision,
  ProvisionProposed,
} from '../../../src/contract/index.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { CaseSubPage } from '../cases/CaseSubPage.tsx';
import { newRequestId } from '../client/api.ts';
import { request } from '../client/http.ts';
import { dateText } from '../ui/dates.ts';
import { Notice } from '../ui/Notice.tsx';
import { Problem } from '../ui/Problem.tsx';
import { Refusal } from '../ui/Refusal.tsx';
import { Choices } from './Choices.tsx';
import { PackageView } from './PackageView.tsx';

const below = (caseId: string) => `/v1/cases/${encodeURIComponent(caseId)}/provisions`;

const provisionsQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['case', caseId, 'provisions'],
    queryFn: ({ signal }) => request<CaseProvisions>(below(caseId), { signal }),
  });

/** What was provided to third parties, what each of them sees, and a proposal for a new package. */
export default function ProvisionPage() {
  const { t } = useTranslation('provision');
  const { caseId = '' } = useParams();
  const query = useQuery(provisionsQuery(caseId));
  return (
    <CaseSubPage lead={t('lead')} query={query} title={(reference) => t('title', { reference })}>
      {(data) => (
        <>
          <section className="app-panel app-stack" aria-labelledby="provisions-given">
            <Heading level={2} id="provisions-given">
              {t('given')}
            </Heading>
            {data.provisions.length === 0 && <p className="app-muted">{t('none')}</p>}
            {data.provisions.map((provision) => (
              <Given caseId={caseId} key={provision.packageId} provision={provision} />
            ))}
          </section>
          <ProposeForm caseId={caseId} provisions={data} />
        </>
      )}
    </CaseSubPage>
  );
}

function Given({ caseId, provision }: { caseId: string; provision: Provision }) {
  const { t, i18n } = useTranslation('provision');
  const [shown, setShown] = useState(false);
  const canPreview = provision.state !== 'ended' && provision.state !== 'refused';
  return (
    <article className="app-stack-tight">
      <Heading level={3} size="level-4">
        {t('heading', { recipient: provision.recipientName })}
      </Heading>
      <p>
        {t(`states.${provision.state}`)}. {t('until', { date: dateText(provision.expiresAt, i18n.language) })}
        . {t('by', { partner: provision.proposedByName })}.
      </p>
      {provision.questions.map(({ text, answer }) => (
        <p key={text} lang="nl">
          <strong>{text}</strong> {answer ?? t('noAnswer')}
        </p>
      ))}
      {canPreview && (
        <button
          aria-expanded={shown}
          className="app-text-button"
          onClick={() => setShown(!shown)}
          type="button"
        >
          {t('preview')}
        </button>
      )}
      {canPreview && shown && <Preview caseId={caseId} provision={provision} />}
    </article>
  );
}

function Preview({ caseId, provision }: { caseId: string; provision: Provision }) {
  const { t } = useTranslation('provision');
  const query = useQuery({
    queryKey: ['case', caseId, 'provisions', provision.packageId],
    queryFn: ({ signal }) =>
      request<ProvidedPackage>(`${below(caseId)}/${encodeURIComponent(provision.packageId)}/preview`, {
        signal,
      }),
  });
  if (query.isError) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingPage />;
  return (
    <section aria-label={t('previewTitle', { recipient: provision.recipientName })}>
      <p className="app-muted">{t('previewTitle', { recipient: provision.recipientName })}</p>
      <PackageView
        answerTo={({ answer }) => <p lang="nl">{answer ?? t('noAnswer')}</p>}
        headingLevel={3}
        provided={query.data}
      />
    </section>
  );
}

const empty = {
  recipientId: '',
  itemIds: [] as string[],
  purpose: '',
  necessity: '',
  questions: '',
  expiresOn: '',
};

function ProposeForm({ caseId, provisions }: { caseId: string; provisions: CaseProvisions }) {
  const { t } = useTranslation('provision');
  const client = useQueryClient();
  const [typed, setTyped] = useState(empty);
  const [tried, setTried] = useState(false);
  const requestId = useRef<string | null>(null);
  const change = (part: Partial<typeof empty>) => {
    // Other content is another request; a repeat of the same one proposes nothing twice.
    requestId.current = null;
    setTyped({ ...typed, ...part });
  };
  const incomplete =
    typed.recipientId === '' ||
    typed.itemIds.length === 0 ||
    typed.expiresOn === '' ||
    typed.purpose.trim().length < 10 ||
    typed.necessity.trim().length < 10;
  const propose = useMutation({
    mutationFn: () => {
      const body: ProposeProvision = {
        ...typed,
        requestId: (requestId.current ??= newRequestId()),
        purpose: typed.purpose.trim(),
        necessity: typed.necessity.trim(),
        questions: typed.questions
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      };
      return request<ProvisionProposed>(below(caseId), { method: 'POST', body });
    },
    onSuccess: () => {
      setTyped(empty);
      setTried(false);
      requestId.current = null;
      void client.invalidateQueries({ queryKey: ['case', caseId] });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!incomplete && !propose.isPending) propose.mutate();
  }

  const field = (name: 'purpose' | 'necessity' | 'questions') => (
    <div className="app-stack-tight">
      <Label htmlFor={`provision-${name}`}>{t(`propose.${name}`)}</Label>
      <TextArea
        id={`provision-${name}`}
        onChange={(event) => change({ [name]: event.target.value })}
        rows={3}
        value={typed[name]}
      />
    </div>
  );
  return (
    <form
      aria-labelledby="provision-propose"
      className="app-panel app-panel--form app-stack"
      noValidate
      onSubmit={submit}
    >
      <Heading level={2} id="provision-propose">
        {t('propose.title')}
      </Heading>
      {propose.isSuccess && <Notice heading={t('propose.sent')} severity="success" />}
      {propose.isError && (
        <div className="app-inline-error" role="alert">
          <strong>{t('propose.failed')}</strong>
          <Refusal conflict={t('propose.conflict')} error={propose.error} />
        </div>
      )}
      {tried && incomplete && (
        <div className="app-inline-error" role="alert">
          {t('propose.incomplete')}
        </div>
      )}
      <div className="app-stack-tight">
        <Label htmlFor="provision-recipient">{t('propose.recipient')}</Label>
        <select
          className="ams-select"
          id="provision-recipient"
          onChange={(event) => change({ recipientId: event.target.value })}
          value={typed.recipientId}
        >
          <option value="">{t('propose.choose')}</option>
          {provisions.recipients.map(({ userId, name }) => (
            <option key={userId} value={userId}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <Choices
        choices={provisions.choices}
        chosen={typed.itemIds}
        onChange={(itemIds) => change({ itemIds })}
      />
      {field('purpose')}
      {field('necessity')}
      {field('questions')}
      <div className="app-stack-tight">
        <Label htmlFor="provision-expires">{t('propose.expiresOn')}</Label>
        <input
          className="ams-date-input"
          id="provision-expires"
          onChange={(event) => change({ expiresOn: event.target.value })}
          type="date"
          value={typed.expiresOn}
        />
      </div>
      <div>
        <Button aria-disabled={propose.isPending} type="submit">
          {t(propose.isPending ? 'propose.sending' : 'propose.send')}
        </Button>
      </div>
    </form>
  );
}
