import { Alert, Button, Paragraph } from '@amsterdam/design-system-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { ProcessDefinition, ProcessVersion } from '../../../src/contract/http.ts';
import { PageHeading } from '../app/PageHeading.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { FitIcon } from '../ui/icons.tsx';
import { saveFile } from '../ui/save-file.ts';
import { TextLink } from '../ui/TextLink.tsx';
import { CasesText } from './CasesText.tsx';
import { DeployDialog } from './DeployDialog.tsx';
import { FileButton } from './FileButton.tsx';
import { SidePanels } from './SidePanels.tsx';
import { UnsavedGuard } from './UnsavedGuard.tsx';
import { ComparedVersion } from './ComparedVersion.tsx';
import type { ChosenFile } from './bpmn-file.ts';
import { ModellingSession } from './canvas/modelling-session.ts';
import { versionPath } from './queries.ts';
import type { VersionDiagram } from './DifferencesPanel.tsx';

/** What the editor was opened with; `version` is null when it was never published. */
export interface Opened {
  readonly xml: string;
  readonly file: string | null;
  readonly version: { readonly processId: string; readonly version: number } | null;
}

interface WorkbenchProps {
  opened: Opened;
  definitions: readonly ProcessDefinition[];
}

/** How the page that opens after publishing knows what to tell. */
interface ArrivalState {
  published?: { version: number; isNew: boolean };
}

/** The editor for one diagram: canvas, properties, check, steps as text, comparison and publishing. */
export function Workbench({ opened, definitions }: WorkbenchProps) {
  const { t, i18n } = useTranslation('modeller');
  const navigate = useNavigate();
  const arrival = (useLocation().state ?? {}) as ArrivalState;
  const [session] = useState(() => new ModellingSession(opened.xml, opened.file !== null));
  const state = useSyncExternalStore(session.subscribe, session.state);
  const canvas = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [notice, setNotice] = useState<Notice | null>(() =>
    opened.file === null
      ? null
      : { severity: 'success', heading: t('editor.imported', { file: opened.file }) },
  );
  const [latestAtOpening] = useState(
    () => new Map(definitions.map(({ processId, latestVersion }) => [processId, latestVersion])),
  );
  const [deploying, setDeploying] = useState(false);
  const [replacement, setReplacement] = useState<ChosenFile | null>(null);
  const [beside, setBeside] = useState<VersionDiagram | null>(null);
  const language = i18n.language === 'en' ? 'en' : 'nl';

  useEffect(() => {
    if (!canvas.current || !panel.current) return undefined;
    void session.attach(canvas.current, panel.current, language);
    return () => session.detach();
  }, [session, language]);

  const known =
    opened.version && definitions.find(({ processId }) => processId === opened.version?.processId);
  const latest = known?.latestVersion ?? null;
  const isOpen = state.status === 'open';
  const name = state.process?.name || state.process?.id || '';

  const replaceWith = (file: ChosenFile) => {
    setReplacement(null);
    setNotice({ severity: 'success', heading: t('editor.imported', { file: file.name }) });
    void session.replace(file.xml);
  };

  const exportFile = async () => {
    const xml = new Blob([await session.xml()], { type: 'application/bpmn+xml' });
    saveFile(xml, `${state.process?.id ?? 'process'}.bpmn`);
  };

  const published = (version: ProcessVersion, processId: string, isNew: boolean) => {
    setDeploying(false);
    if (opened.version?.processId === processId && opened.version.version === version.version) {
      setNotice({
        heading: t('editor.unchanged'),
        text: t('editor.unchangedText', { version: version.version }),
      });
      return;
    }
    void navigate(versionPath(processId, version.version), {
      replace: true,
      state: { published: { version: version.version, isNew } } satisfies ArrivalState,
    });
  };

  return (
    <div className="modeller">
      <nav aria-label={t('editor.back')} className="app-small">
        <TextLink to="/processes">← {t('editor.back')}</TextLink>
      </nav>
      <PageHeading
        lead={
          <p className="modeller__status">
            {opened.version ? (
              <span className="ams-badge">{t('editor.version', { version: opened.version.version })}</span>
            ) : (
              <span className="ams-badge ams-badge--orange">{t('editor.neverPublished')}</span>
            )}{' '}
            {opened.version && latest !== null && latest > opened.version.version && (
              <span className="ams-badge ams-badge--orange">{t('editor.oldVersion')}</span>
            )}{' '}
            <span role="status" className={state.changed ? 'modeller__unsaved' : 'app-muted'}>
              {isOpen && t(state.changed ? 'editor.unsaved' : 'editor.saved')}
            </span>
          </p>
        }
        actions={
          <>
            <FileButton
              onFile={(file) => (state.changed ? setReplacement(file) : replaceWith(file))}
              onUnusable={(text) => setNotice({ severity: 'error', heading: t('list.importFailed'), text })}
            >
              {t('editor.import')}
            </FileButton>
            <Button variant="secondary" disabled={!isOpen} onClick={() => void exportFile()}>
              {t('editor.export')}
            </Button>
            <Button disabled={!isOpen} onClick={() => setDeploying(true)}>
              {t('editor.deploy')}
            </Button>
          </>
        }
      >
        {name || t(opened.file === null ? 'editor.newTitle' : 'editor.importedTitle')}
      </PageHeading>

      <div aria-live="polite">
        {arrival.published && !notice && !state.changed && (
          <Alert
            heading={t('editor.published', { version: arrival.published.version })}
            headingLevel={2}
            severity="success"
          >
            <Paragraph>
              {t('editor.publishedText', { version: arrival.published.version })}
              {known && (
                <>
                  {' '}
                  <CasesText cases={known.cases} />
                </>
              )}
            </Paragraph>
          </Alert>
        )}
        {notice && (
          <Alert
            heading={notice.heading}
            headingLevel={2}
            {...(notice.severity ? { severity: notice.severity } : {})}
            closeable
            closeButtonLabel={t('close', { ns: 'common' })}
            onClose={() => setNotice(null)}
          >
            {notice.text !== undefined && <Paragraph>{notice.text}</Paragraph>}
          </Alert>
        )}
        {opened.version && latest !== null && latest > opened.version.version && (
          <Paragraph size="small" className="modeller__hint">
            {t('editor.oldVersionText', { version: opened.version.version, latest })}
          </Paragraph>
        )}
        {state.warnings > 0 && (
          <Paragraph size="small" className="modeller__hint">
            {t('editor.importWarnings', { count: state.warnings })}
          </Paragraph>
        )}
        {state.status === 'unreadable' && (
          <Alert heading={t('editor.loadFailed')} headingLevel={2} severity="error">
            <Paragraph>{t('editor.loadFailedText', { reason: state.failure })}</Paragraph>
          </Alert>
        )}
      </div>

      <div className="modeller__desk" data-beside={beside !== null || undefined}>
        <section className="modeller__drawing" aria-label={t('editor.canvas')}>
          <div className="modeller__toolbar" role="group" aria-label={t('editor.toolbar')}>
            <Button variant="tertiary" disabled={!state.canUndo} onClick={() => session.undo()}>
              {t('editor.undo')}
            </Button>
            <Button variant="tertiary" disabled={!state.canRedo} onClick={() => session.redo()}>
              {t('editor.redo')}
            </Button>
            <Button variant="tertiary" disabled={!isOpen} onClick={() => session.zoom(1)}>
              {t('editor.zoomIn')}
            </Button>
            <Button variant="tertiary" disabled={!isOpen} onClick={() => session.zoom(-1)}>
              {t('editor.zoomOut')}
            </Button>
            <Button
              variant="tertiary"
              icon={FitIcon}
              iconBefore
              disabled={!isOpen}
              onClick={() => session.fit()}
            >
              {t('editor.fit')}
            </Button>
          </div>
          <div className="modeller__canvas" ref={canvas} data-testid="canvas" />
        </section>
        {beside && <ComparedVersion diagram={beside} language={language} />}
        <section className="modeller__properties" aria-label={t('editor.properties')} ref={panel} />
        <SidePanels
          session={session}
          state={state}
          version={known ? { processId: known.processId, latest: known.latestVersion } : null}
          versions={known?.versions ?? []}
          onBeside={setBeside}
        />
      </div>

      {deploying && (
        <DeployDialog
          session={session}
          state={state}
          opened={opened.version}
          definitions={definitions}
          latestSeen={(processId) => latestAtOpening.get(processId)}
          onClose={() => setDeploying(false)}
          onPublished={published}
        />
      )}
      {replacement && (
        <ConfirmDialog
          title={t('leave.title')}
          cancel={t('leave.stay')}
          confirm={t('leave.discard')}
          onCancel={() => setReplacement(null)}
          onConfirm={() => replaceWith(replacement)}
        >
          <Paragraph>{t('leave.replace')}</Paragraph>
        </ConfirmDialog>
      )}
      <UnsavedGuard session={session} />
    </div>
  );
}

interface Notice {
  severity?: 'error' | 'success' | 'warning';
  heading: string;
  text?: string;
}
