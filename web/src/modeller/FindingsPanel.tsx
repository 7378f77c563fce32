import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import { ErrorFillIcon, InfoFillIcon, WarningIcon } from '../ui/icons.tsx';
import { asFinding, type ModellingSession, type SessionState } from './canvas/modelling-session.ts';
import { namesOf } from './step-names.ts';
import type { LintReport } from './canvas/lint.ts';

const icons = { error: ErrorFillIcon, warn: WarningIcon, info: InfoFillIcon };

interface FindingsPanelProps {
  session: ModellingSession;
  state: SessionState;
}

/** What the engine refused and what the linter found; choosing one goes to the element and its field. */
export function FindingsPanel({ session, state }: FindingsPanelProps) {
  const { t } = useTranslation('modeller');
  const { engineErrors, findings } = state;
  const names = namesOf(state.outline);
  const subject = (elementId: string) =>
    elementId === state.process?.id ? t('findings.whole') : (names.get(elementId) ?? elementId);

  return (
    <div className="app-stack">
      {engineErrors.length > 0 && (
        <div className="app-stack-tight">
          <Heading level={3}>{t('findings.engineTitle')}</Heading>
          <ul className="modeller__list">
            {engineErrors.map((error, index) => {
              const [finding] = asFinding(error);
              return (
                <li key={index}>
                  {finding ? (
                    <FindingButton finding={finding} subject={subject(finding.id)} session={session} />
                  ) : (
                    <p className="modeller__finding modeller__finding--error">
                      <ErrorFillIcon />
                      <span>
                        <strong>{t('findings.error')}</strong> {error.message}
                      </span>
                    </p>
                  )}
                </li>
              );
            })}
          </ul>
        </div>
      )}
      {state.status === 'unreadable' ? (
        <p>{t('findings.unreadable')}</p>
      ) : findings === null ? (
        <p className="app-muted">{t('findings.checking')}</p>
      ) : findings === 'failed' ? (
        <p>{t('findings.checkFailed')}</p>
      ) : findings.length === 0 ? (
        <p className="modeller__good">{t('findings.none')}</p>
      ) : (
        <div className="app-stack-tight">
          {engineErrors.length > 0 && <Heading level={3}>{t('findings.lintTitle')}</Heading>}
          <Paragraph size="small">{t('findings.show')}</Paragraph>
          <ul className="modeller__list">
            {findings.map((finding) => (
              <li key={`${finding.id} ${finding.rule} ${finding.message}`}>
                <FindingButton finding={finding} subject={subject(finding.id)} session={session} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function FindingButton({
  finding,
  subject,
  session,
}: {
  finding: LintReport;
  subject: string;
  session: ModellingSession;
}) {
  const { t } = useTranslation('modeller');
  const severity = finding.category === 'error' ? 'error' : finding.category === 'warn' ? 'warn' : 'info';
  const Icon = icons[severity];
  return (
    <button
      type="button"
      className={`modeller__finding modeller__finding--${severity}`}
      onClick={() => session.showFinding(finding)}
    >
      <Icon />
      <span>
        <strong>
          {t(`findings.${severity}`)} – {subject}
        </strong>
        <br />
        {finding.message}
      </span>
    </button>
  );
}
