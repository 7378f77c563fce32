import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessProgress } from '../../../src/contract/http.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { CheckIcon, ClockIcon, MinusIcon } from '../ui/icons.tsx';

const Diagram = lazy(() => import('./Diagram.tsx'));

type Step = ProcessProgress['steps'][number];

const stateIcons = { done: CheckIcon, active: ClockIcon, ahead: MinusIcon };

/** How far a process is: what is at turn counts before what is done. */
function stateOf(process: ProcessProgress): Step['state'] {
  const states = process.steps.map(({ state }) => state);
  if (process.activeElementIds.length > 0 || states.includes('active')) return 'active';
  if (states.length > 0 && states.every((state) => state === 'ahead')) return 'ahead';
  return 'done';
}

/**
 * The process to begin with: of the life of the case the innermost that is at work, else the life itself. What runs beside it, such
 * as the judgement of an emergency access, is there to choose.
 */
function firstToShow(progress: ProcessProgress[]): string | null {
  const life = progress.filter(({ depth }) => depth !== null);
  const [first] = life
    .filter((process) => stateOf(process) === 'active')
    .reverse()
    .sort((a, b) => (b.depth ?? 0) - (a.depth ?? 0));
  return (first ?? life.at(0) ?? progress.at(0))?.processId ?? null;
}

/** Where a case stands: as a list in words and as the process diagram, each leading to the other. */
export function Progress({ caseId, progress }: { caseId: string; progress: ProcessProgress[] }) {
  const { t } = useTranslation('cases');
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = progress.find(({ processId }) => processId === (chosen ?? firstToShow(progress)));

  return (
    <section className="app-panel case__progress" aria-labelledby="case-progress">
      <Heading level={2} id="case-progress">
        {t('progress.title')}
      </Heading>
      {!shown ? (
        <p className="app-muted">{t('progress.none')}</p>
      ) : (
        <div className="progress">
          {progress.length > 1 && (
            <nav aria-label={t('progress.processes')}>
              <ul className="progress__parts">
                {progress.map((process) => {
                  const state = stateOf(process);
                  const Icon = stateIcons[state];
                  return (
                    <li key={process.processId}>
                      <button
                        aria-current={process === shown ? 'true' : undefined}
                        className={`progress__part progress__part--${state}`}
                        onClick={() => setChosen(process.processId)}
                        type="button"
                      >
                        <Icon />
                        <span>
                          <span lang="nl">{process.name}</span>
                          <span className="progress__part-state">{t(`progress.parts.${state}`)}</span>
                        </span>
                      </button>
                    </li>
                  );
                })}
              </ul>
            </nav>
          )}
          <ProcessView caseId={caseId} key={`${shown.processId}-${shown.version}`} process={shown} />
        </div>
      )}
    </section>
  );
}

function ProcessView({ caseId, process }: { caseId: string; process: ProcessProgress }) {
  const { t } = useTranslation('cases');
  const [selected, setSelected] = useState<{ elementId: string; from: 'list' | 'diagram' } | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const figure = useRef<HTMLElement>(null);

  useEffect(() => {
    if (selected?.from !== 'diagram') return;
    const row = [...(list.current?.children ?? [])].find(
      (element) => element instanceof HTMLElement && element.dataset['elementId'] === selected.elementId,
    );
    row?.scrollIntoView({ block: 'nearest' });
    row?.querySelector('button')?.focus({ preventScroll: true });
  }, [selected]);

  return (
    <div className="progress__process">
      <Heading level={3}>{t('progress.steps', { process: process.name })}</Heading>
      <ol className="steps" ref={list}>
        {process.steps.map((step) => {
          const Icon = stateIcons[step.state];
          const current = selected?.elementId === step.elementId;
          return (
            <li
              className={`step step--${step.state}${current ? ' step--selected' : ''}`}
              data-element-id={step.elementId}
              key={step.elementId}
            >
              <span className="step__mark">
                <Icon />
              </span>
              <div className="step__text">
                <p>
                  <span className="step__name" lang="nl">
                    {step.name}
                  </span>
                  <span className="step__state">{t(`progress.states.${step.state}`)}</span>
                </p>
                {step.detail !== null && (
                  <p className="app-muted app-small" lang="nl">
                    {step.detail}
                  </p>
                )}
              </div>
              <button
                aria-label={t('progress.showStep', { step: step.name })}
                aria-pressed={current}
                className="step__show"
                onClick={() => {
                  setSelected({ elementId: step.elementId, from: 'list' });
                  figure.current?.scrollIntoView({ block: 'nearest' });
                }}
                type="button"
              >
                {t('progress.show')}
              </button>
            </li>
          );
        })}
      </ol>
      <figure className="progress__figure" ref={figure}>
        <Suspense fallback={<LoadingPage />}>
          <Diagram
            caseId={caseId}
            onSelect={(elementId) => setSelected({ elementId, from: 'diagram' })}
            process={process}
            selectedId={selected?.elementId ?? null}
          />
        </Suspense>
        <figcaption>
          <Paragraph size="small">
            {t('progress.diagramText')}{' '}
            <span className="app-muted">({t('progress.version', { version: process.version })})</span>
          </Paragraph>
        </figcaption>
      </figure>
    </div>
  );
}
