import { Checkbox, Field, Heading, Label, Select } from '@amsterdam/design-system-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessVersion } from '../../../src/contract/http.ts';
import { Problem } from '../ui/Problem.tsx';
import { sameProcess, type ChangedElement, type ComparedElement, type Comparison } from './canvas/compare.ts';
import { translateIn } from './canvas/translation.ts';
import { useComparison } from './use-comparison.ts';
import { useProcessXml } from './queries.ts';
import type { ModellingSession, SessionState } from './canvas/modelling-session.ts';

/** A published version to draw beside the diagram, with what has gone or changed since marked. */
export interface VersionDiagram {
  readonly version: number;
  readonly xml: string;
  readonly comparison: Comparison;
}

interface DifferencesPanelProps {
  session: ModellingSession;
  state: SessionState;
  version: { processId: string; latest: number } | null;
  versions: readonly ProcessVersion[];
  onBeside: (diagram: VersionDiagram | null) => void;
}

/** What differs between the diagram and a published version, as a list; optionally with that version drawn beside it. */
export function DifferencesPanel({ version, ...rest }: DifferencesPanelProps) {
  const { t } = useTranslation('modeller');
  if (!version) return <p>{t('differences.nothingToCompare')}</p>;
  return <Differences key={version.latest} process={version} {...rest} />;
}

function Differences({
  process,
  session,
  state,
  versions,
  onBeside,
}: Omit<DifferencesPanelProps, 'version'> & { process: { processId: string; latest: number } }) {
  const { t } = useTranslation('modeller');
  const [version, setVersion] = useState(process.latest);
  const [besideWanted, setBesideWanted] = useState(false);
  const diagram = useProcessXml(process.processId, version);
  const comparison = useComparison(session, state.revision, diagram.data?.xml);

  useEffect(() => {
    if (!comparison) return undefined;
    return session.highlight([
      ...comparison.added.map(({ elementId }) => ({ elementId, marker: 'difference-added' })),
      ...comparison.changed.map(({ elementId }) => ({ elementId, marker: 'difference-changed' })),
    ]);
  }, [session, comparison]);

  const xml = diagram.data?.xml;
  useEffect(() => {
    onBeside(besideWanted && comparison && xml !== undefined ? { version, xml, comparison } : null);
  }, [besideWanted, comparison, onBeside, version, xml]);

  return (
    <div className="app-stack">
      <div className="modeller__compare">
        <Field>
          <Label htmlFor="compare-with">{t('differences.with')}</Label>
          <Select
            id="compare-with"
            value={version}
            onChange={(event) => setVersion(Number(event.target.value))}
          >
            {[...versions]
              .sort((one, other) => other.version - one.version)
              .map((each) => (
                <Select.Option key={each.version} value={each.version}>
                  {t(
                    each.version === process.latest
                      ? 'differences.currentOption'
                      : 'differences.versionOption',
                    {
                      version: each.version,
                    },
                  )}
                </Select.Option>
              ))}
          </Select>
        </Field>
        <Checkbox checked={besideWanted} onChange={(event) => setBesideWanted(event.target.checked)}>
          {t('differences.sideBySide')}
        </Checkbox>
      </div>
      {diagram.isError && <Problem error={diagram.error} onRetry={() => void diagram.refetch()} />}
      <div role="status" className="app-stack">
        {comparison && <ComparisonList comparison={comparison} session={session} />}
      </div>
    </div>
  );
}

function ComparisonList({ comparison, session }: { comparison: Comparison; session: ModellingSession }) {
  const { t } = useTranslation('modeller');
  const { added, removed, changed, moved } = comparison;
  if (sameProcess(comparison))
    return <p>{t(moved.length > 0 ? 'differences.onlyMoved' : 'differences.none')}</p>;
  return (
    <>
      <Group title={t('differences.added')} kind="added" elements={added} session={session} />
      <Group title={t('differences.removed')} kind="removed" elements={removed} session={null} />
      <Group title={t('differences.changed')} kind="changed" elements={changed} session={session} />
      <Group title={t('differences.moved')} kind="moved" elements={moved} session={session} />
    </>
  );
}

interface GroupProps {
  title: string;
  kind: 'added' | 'removed' | 'changed' | 'moved';
  elements: readonly (ComparedElement | ChangedElement)[];
  /** null: the elements are not in the diagram, so they cannot be shown in it. */
  session: ModellingSession | null;
}

function Group({ title, kind, elements, session }: GroupProps) {
  if (elements.length === 0) return null;
  return (
    <div>
      <Heading level={3}>
        {title} <span className="app-count">{elements.length}</span>
      </Heading>
      <ul className="modeller__list">
        {elements.map((element) => (
          <li key={element.elementId}>
            {session ? (
              <button
                type="button"
                className={`modeller__difference modeller__difference--${kind}`}
                onClick={() => session.select(element.elementId)}
              >
                <DifferenceText element={element} />
              </button>
            ) : (
              <p className={`modeller__difference modeller__difference--${kind}`}>
                <DifferenceText element={element} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

const knownProperties = [
  'name',
  'extensionElements',
  'conditionExpression',
  'documentation',
  'eventDefinitions',
  'loopCharacteristics',
  'sourceRef',
  'targetRef',
  'attachedToRef',
  'default',
] as const;

function DifferenceText({ element }: { element: ComparedElement | ChangedElement }) {
  const { t, i18n } = useTranslation('modeller');
  const type = translateIn(i18n.language === 'en' ? 'en' : 'nl')(element.type);
  const changes = 'changes' in element ? element.changes : [];
  return (
    <>
      <span className="modeller__step-name">{element.name || element.elementId}</span>
      <span className="modeller__step-type"> {type}</span>
      {changes.map(({ property, before, after }) => {
        const known = knownProperties.find((each) => each === property);
        const label = known
          ? t(`differences.properties.${known}`)
          : t('differences.properties.other', { name: property });
        return (
          <span key={property} className="modeller__step-detail">
            {before === null && after === null
              ? t('differences.changeSettings', { property: label })
              : t('differences.change', {
                  property: label,
                  before: before ?? t('differences.empty'),
                  after: after ?? t('differences.empty'),
                })}
          </span>
        );
      })}
    </>
  );
}
