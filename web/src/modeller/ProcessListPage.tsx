import { Alert, Heading, Paragraph } from '@amsterdam/design-system-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ProcessDefinition } from '../../../src/contract/http.ts';
import { PageHeading } from '../app/PageHeading.tsx';
import { momentText } from '../ui/dates.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Problem } from '../ui/Problem.tsx';
import { TextLink } from '../ui/TextLink.tsx';
import { CasesText } from './CasesText.tsx';
import { FileButton } from './FileButton.tsx';
import { useProcessDefinitions, versionPath } from './queries.ts';

const newestFirst = (definition: ProcessDefinition) =>
  [...definition.versions].sort((one, other) => other.version - one.version);

interface VersionProps {
  definition: ProcessDefinition;
  version: ProcessDefinition['versions'][number];
}

function VersionLink({ definition: { processId, name }, version: { version } }: VersionProps) {
  const { t } = useTranslation('modeller');
  return (
    <TextLink to={versionPath(processId, version)}>
      {t('editor.version', { version })}
      <span className="ams-visually-hidden"> – {name}</span>
    </TextLink>
  );
}

function DeployedAt({ at }: { at: string }) {
  const { i18n } = useTranslation('modeller');
  return <time dateTime={at}>{momentText(at, i18n.language)}</time>;
}

/** A process; its versions in a table when there is a choice. */
function ProcessCard({ definition }: { definition: ProcessDefinition }) {
  const { t } = useTranslation('modeller');
  const { processId, name, latestVersion, versions } = definition;
  const [only] = versions;
  return (
    <section className="app-panel" aria-labelledby={`process-${processId}`}>
      <div className="process-card__head">
        <div>
          <Heading level={2} id={`process-${processId}`} lang="nl" size="level-3">
            {name}
          </Heading>
          <p className="app-muted app-small">
            {t('list.processId', { id: processId })} ·{' '}
            {only !== undefined && versions.length === 1 ? (
              <>
                <VersionLink definition={definition} version={only} /> · <DeployedAt at={only.deployedAt} /> ·{' '}
                {only.deployedByName ?? t('list.shipped')}
              </>
            ) : (
              t('list.versions', { count: versions.length })
            )}
          </p>
          <p className="app-muted app-small">
            <CasesText cases={definition.cases} />
          </p>
        </div>
        <ButtonLink to={versionPath(processId, latestVersion)} variant="secondary">
          {t('list.open')}
          <span className="ams-visually-hidden">
            {' '}
            – {name}, {t('editor.version', { version: latestVersion })}
          </span>
        </ButtonLink>
      </div>
      {versions.length > 1 && <VersionTable definition={definition} />}
    </section>
  );
}

function VersionTable({ definition }: { definition: ProcessDefinition }) {
  const { t } = useTranslation('modeller');
  return (
    <table className="app-table app-table--stacks process-card__versions">
      <caption className="ams-visually-hidden">{t('list.versionsOf', { name: definition.name })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('list.version')}</th>
          <th scope="col">{t('list.deployedAt')}</th>
          <th scope="col">{t('list.deployedBy')}</th>
          <th scope="col">{t('list.note')}</th>
        </tr>
      </thead>
      <tbody>
        {newestFirst(definition).map((version) => (
          <tr key={version.version}>
            <th scope="row">
              <VersionLink definition={definition} version={version} />{' '}
              {version.version === definition.latestVersion && (
                <span className="ams-badge ams-badge--lime">{t('list.current')}</span>
              )}
            </th>
            <td data-label={t('list.deployedAt')}>
              <DeployedAt at={version.deployedAt} />
            </td>
            <td data-label={t('list.deployedBy')}>{version.deployedByName ?? t('list.shipped')}</td>
            <td data-label={t('list.note')} lang="nl">
              {version.note}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** All processes with their versions, each of which can be opened. */
export function ProcessListPage() {
  const { t } = useTranslation('modeller');
  const navigate = useNavigate();
  const definitions = useProcessDefinitions();
  const [unusable, setUnusable] = useState<string | null>(null);

  return (
    <>
      <PageHeading
        lead={<Paragraph className="app-readable">{t('list.intro')}</Paragraph>}
        actions={
          <>
            <ButtonLink to="/processes/new">{t('list.create')}</ButtonLink>
            <FileButton
              onFile={(file) => void navigate('/processes/new', { state: { file } })}
              onUnusable={setUnusable}
            >
              {t('list.import')}
            </FileButton>
          </>
        }
      >
        {t('list.title')}
      </PageHeading>
      {unusable !== null && (
        <Alert
          heading={t('list.importFailed')}
          headingLevel={2}
          severity="error"
          role="alert"
          closeable
          onClose={() => setUnusable(null)}
        >
          <Paragraph>{unusable}</Paragraph>
        </Alert>
      )}
      {definitions.isPending ? (
        <p className="app-loading" role="status">
          {t('loading', { ns: 'common' })}
        </p>
      ) : definitions.isError ? (
        <Problem error={definitions.error} onRetry={() => void definitions.refetch()} />
      ) : definitions.data.processDefinitions.length === 0 ? (
        <div className="app-panel app-empty">
          <p>{t('list.empty')}</p>
        </div>
      ) : (
        <div className="app-stack">
          {definitions.data.processDefinitions.map((definition) => (
            <ProcessCard key={definition.processId} definition={definition} />
          ))}
        </div>
      )}
    </>
  );
}
