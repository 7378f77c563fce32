import { Badge, Button, Heading, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { CaseAccessExplained } from '../../../src/contract/index.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { Problem } from '../ui/Problem.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { explanationQuery } from './oversight-api.ts';
import { ReferenceField } from './ReferenceField.tsx';
import { referenceIn } from './reference.ts';

type Kind = CaseAccessExplained['decisions'][number]['kind'];
/** In the order of the page. */
const allKinds: readonly Kind[] = ['see', 'field', 'do', 'emergency', 'review'];

/** "Why can't I see this?": which rule decides in a case, and what would be needed. */
export default function ExplainPage() {
  const { t } = useTranslation('oversight');
  const [parameters, setParameters] = useSearchParams();
  const asked = referenceIn(parameters.get('reference') ?? '');
  const [typed, setTyped] = useState(asked ?? '');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    const reference = referenceIn(typed);
    if (reference === undefined) field.current?.focus();
    else setParameters({ reference });
  }

  return (
    <>
      <PageHeading lead={<Paragraph>{t('explain.lead')}</Paragraph>}>{t('explain.title')}</PageHeading>
      <form className="app-panel app-panel--form app-stack" noValidate onSubmit={submit}>
        <ReferenceField
          field={field}
          invalid={tried && referenceIn(typed) === undefined}
          onChange={setTyped}
          value={typed}
        />
        <div>
          <Button type="submit">{t('explain.ask')}</Button>
        </div>
      </form>
      {asked !== undefined && <Explanation key={asked} reference={asked} />}
    </>
  );
}

function Explanation({ reference }: { reference: string }) {
  const { t } = useTranslation('oversight');
  const query = useQuery(explanationQuery(reference));
  if (query.isError) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingPage />;
  const { isKnown, decisions } = query.data;
  const kinds = allKinds.filter((kind) => decisions.some((decision) => decision.kind === kind));
  return (
    <div aria-live="polite" className="app-stack">
      {!isKnown && (
        <section className="app-panel app-stack" aria-labelledby="explain-unknown">
          <Heading level={2} id="explain-unknown">
            {t('explain.unknownTitle', { reference })}
          </Heading>
          <Paragraph>{t('explain.unknown')}</Paragraph>
          <p>
            <TextLink to="/break-glass">{t('breakGlass.title')}</TextLink>
          </p>
        </section>
      )}
      {kinds.map((kind) => (
        <Decisions
          key={kind}
          decisions={decisions.filter((decision) => decision.kind === kind)}
          heading={t(`explain.kinds.${kind}`)}
          id={`explain-${kind}`}
        />
      ))}
    </div>
  );
}

interface DecisionsProps {
  id: string;
  heading: string;
  decisions: CaseAccessExplained['decisions'];
}

function Decisions({ id, heading, decisions }: DecisionsProps) {
  const { t } = useTranslation('oversight');
  return (
    <section className="app-panel" aria-labelledby={id}>
      <Heading level={2} id={id}>
        {heading}
      </Heading>
      <ul className="app-stack-tight">
        {decisions.map(({ subject, allowed, why, needed }) => (
          <li key={subject} lang="nl">
            <strong>{subject}</strong>{' '}
            <Badge color={allowed ? 'lime' : 'orange'} label={t(allowed ? 'explain.yes' : 'explain.no')} />
            <br />
            {why}
            {needed !== null && (
              <>
                <br />
                <span className="app-muted">
                  {t('explain.needed')} {needed}
                </span>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
