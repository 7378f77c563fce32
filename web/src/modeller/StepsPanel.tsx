import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import { translateIn } from './canvas/translation.ts';
import { namesOf } from './step-names.ts';
import type { ModellingSession, SessionState } from './canvas/modelling-session.ts';
import type { OutlineStep } from './canvas/outline.ts';

interface StepsPanelProps {
  session: ModellingSession;
  state: SessionState;
}

/** What the keyboard does while the diagram has the focus. */
const keys = [
  ['A', 'append'],
  ['N', 'create'],
  ['R', 'replace'],
  ['E', 'rename'],
  ['Delete', 'remove'],
  ['Ctrl+Z', 'undo'],
  ['Ctrl+F', 'find'],
] as const;

/** The process as a list to read and walk through: the other way into the diagram. */
export function StepsPanel({ session, state }: StepsPanelProps) {
  const { t } = useTranslation('modeller');
  const steps = state.outline.flatMap((process) => process.steps);
  if (steps.length === 0) return <p>{t('steps.none')}</p>;
  return (
    <div className="app-stack-tight">
      <Paragraph size="small">{t('steps.intro')}</Paragraph>
      <details className="modeller__keys">
        <summary>{t('keys.title')}</summary>
        <p>{t('keys.intro')}</p>
        <dl>
          {keys.map(([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(`keys.${meaning}`)}</dd>
            </div>
          ))}
        </dl>
      </details>
      {state.outline.map((process) => (
        <div key={process.processId}>
          {state.outline.length > 1 && <Heading level={3}>{process.name || process.processId}</Heading>}
          <StepList steps={process.steps} session={session} state={state} />
        </div>
      ))}
    </div>
  );
}

function StepList({ steps, session, state }: StepsPanelProps & { steps: readonly OutlineStep[] }) {
  return (
    <ol className="modeller__steps">
      {steps.map((step, index) => (
        <li
          key={step.elementId}
          className={step.attachedTo === null ? undefined : 'modeller__step--attached'}
        >
          <Step step={step} following={steps[index + 1]} session={session} state={state} />
          {step.children.length > 0 && <StepList steps={step.children} session={session} state={state} />}
        </li>
      ))}
    </ol>
  );
}

function Step({
  step,
  following,
  session,
  state,
}: StepsPanelProps & { step: OutlineStep; following: OutlineStep | undefined }) {
  const { t, i18n } = useTranslation('modeller');
  const translate = translateIn(i18n.language === 'en' ? 'en' : 'nl');
  const type = translate(step.type);
  const names = namesOf(state.outline);
  const [next] = step.next;
  // The next line says it already when there is one way on and it leads there.
  const goesOnBelow = step.next.length === 1 && next?.elementId === following?.elementId && !next?.via;
  const details = [
    step.repeats ? t('steps.repeats') : null,
    step.attachedTo === null
      ? null
      : t('steps.attached', { step: names.get(step.attachedTo) ?? step.attachedTo }),
    step.next.length > 0 && !goesOnBelow
      ? t('steps.next', {
          steps: step.next
            .map((target) => {
              const name = target.name || translate(target.type);
              return target.via ? t('steps.nextVia', { via: target.via, step: name }) : name;
            })
            .join('; '),
        })
      : null,
  ].filter((detail) => detail !== null);

  return (
    <button
      type="button"
      className="modeller__step"
      aria-current={state.selectedId === step.elementId ? 'true' : undefined}
      onClick={() => session.select(step.elementId)}
    >
      <span className="modeller__step-name">{step.name || type}</span>
      {step.name && <span className="modeller__step-type"> {type}</span>}
      {details.map((detail) => (
        <span key={detail} className="modeller__step-detail">
          {detail}
        </span>
      ))}
    </button>
  );
}
