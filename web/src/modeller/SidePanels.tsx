import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessVersion } from '../../../src/contract/http.ts';
import { DifferencesPanel, type VersionDiagram } from './DifferencesPanel.tsx';
import { FindingsPanel } from './FindingsPanel.tsx';
import { StepsPanel } from './StepsPanel.tsx';
import type { ModellingSession, SessionState } from './canvas/modelling-session.ts';

const tabs = ['findings', 'steps', 'differences'] as const;
type Tab = (typeof tabs)[number];

interface SidePanelsProps {
  session: ModellingSession;
  state: SessionState;
  /** The process that the diagram was opened from; null when it was never published. */
  version: { processId: string; latest: number } | null;
  versions: readonly ProcessVersion[];
  /** Asks for a version to be drawn beside the diagram; null takes it away. */
  onBeside: (diagram: VersionDiagram | null) => void;
}

/** What helps with the diagram: findings, the steps as text, and the differences with a published version. */
export function SidePanels({ session, state, version, versions, onBeside }: SidePanelsProps) {
  const { t } = useTranslation('modeller');
  const [chosen, setChosen] = useState<Tab>('findings');
  const buttons = useRef(new Map<Tab, HTMLButtonElement>());
  const count = state.engineErrors.length + (Array.isArray(state.findings) ? state.findings.length : 0);

  const choose = (tab: Tab) => {
    if (tab !== 'differences') onBeside(null);
    setChosen(tab);
  };
  const moveTo = (event: KeyboardEvent) => {
    const position = tabs.indexOf(chosen);
    const target = {
      ArrowRight: tabs[(position + 1) % tabs.length],
      ArrowLeft: tabs[(position + tabs.length - 1) % tabs.length],
      Home: tabs[0],
      End: tabs[tabs.length - 1],
    }[event.key];
    if (!target) return;
    event.preventDefault();
    choose(target);
    buttons.current.get(target)?.focus();
  };

  return (
    <section className="modeller__help" aria-labelledby="modeller-help">
      <h2 className="ams-visually-hidden" id="modeller-help">
        {t('editor.tabs')}
      </h2>
      <div className="modeller__tabs" role="tablist" aria-label={t('editor.tabs')} onKeyDown={moveTo}>
        {tabs.map((tab) => (
          <button
            key={tab}
            ref={(element) => {
              if (element) buttons.current.set(tab, element);
            }}
            type="button"
            role="tab"
            id={`modeller-tab-${tab}`}
            aria-controls={`modeller-panel-${tab}`}
            aria-selected={tab === chosen}
            tabIndex={tab === chosen ? 0 : -1}
            className="modeller__tab"
            onClick={() => choose(tab)}
          >
            {t(`editor.${tab}`)}
            {tab === 'findings' && <span className="app-count">{count}</span>}
          </button>
        ))}
      </div>
      <div
        className="modeller__panel"
        role="tabpanel"
        id={`modeller-panel-${chosen}`}
        aria-labelledby={`modeller-tab-${chosen}`}
        tabIndex={0}
      >
        {chosen === 'findings' && <FindingsPanel session={session} state={state} />}
        {chosen === 'steps' && <StepsPanel session={session} state={state} />}
        {chosen === 'differences' && (
          <DifferencesPanel
            session={session}
            state={state}
            version={version}
            versions={versions}
            onBeside={onBeside}
          />
        )}
      </div>
    </section>
  );
}
