import {
  Alert,
  Button,
  ErrorMessage,
  Field,
  Label,
  Paragraph,
  TextArea,
} from '@amsterdam/design-system-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessDefinition, ProcessVersion } from '../../../src/contract/http.ts';
import { api } from '../client/api.ts';
import { ProblemError } from '../client/problem-error.ts';
import { Modal } from '../ui/Modal.tsx';
import { problemText } from '../ui/problem-text.ts';
import { CasesText } from './CasesText.tsx';
import { definitionsKey } from './queries.ts';
import { namesOf } from './step-names.ts';
import type { ModellingSession, SessionState } from './canvas/modelling-session.ts';

const shortestNote = 5;
const longestNote = 500;

interface DeployDialogProps {
  session: ModellingSession;
  state: SessionState;
  /** What the editor was opened with. */
  opened: { processId: string; version: number } | null;
  definitions: readonly ProcessDefinition[];
  /** The latest version of a process when the diagram was opened: a newer one may hold somebody else's changes. */
  latestSeen: (processId: string) => number | undefined;
  onClose: () => void;
  onPublished: (version: ProcessVersion, processId: string, isNew: boolean) => void;
}

/** Asks why the process changes and publishes the diagram. What the engine refuses is handed to the session. */
export function DeployDialog({
  session,
  state,
  opened,
  definitions,
  latestSeen,
  onClose,
  onPublished,
}: DeployDialogProps) {
  const { t } = useTranslation('modeller');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const field = useRef<HTMLTextAreaElement>(null);
  const ids = { note: useId(), hint: useId(), error: useId() };
  const [note, setNote] = useState('');
  const [noteProblem, setNoteProblem] = useState<string | null>(null);
  const processId = state.process?.id ?? '';
  const existing = definitions.find((definition) => definition.processId === processId);
  const errors = Array.isArray(state.findings)
    ? state.findings.filter(({ category }) => category === 'error').length
    : 0;

  const deploy = useMutation({
    mutationFn: async (reason: string) => {
      const xml = await session.xml();
      const version = await api.deployProcess({
        xml,
        note: reason,
        ...(existing === undefined
          ? {}
          : { basedOnVersion: latestSeen(processId) ?? existing.latestVersion }),
      });
      return { xml, version };
    },
    onSuccess: async ({ xml, version }) => {
      session.setEngineErrors([]);
      session.markPublished(xml);
      await queries.invalidateQueries({ queryKey: definitionsKey });
      onPublished(version, processId, existing === undefined);
    },
    onError: (error) => {
      // The list of differences must offer the version that came in between.
      if (isOvertaken(error)) void queries.invalidateQueries({ queryKey: definitionsKey });
      if (error instanceof ProblemError && error.status === 400) {
        const errors = error.errors.map(({ elementId, message }) => ({ elementId, message }));
        session.setEngineErrors(errors.length > 0 ? errors : [{ message: error.detail || error.title }]);
      }
    },
  });
  const names = namesOf(state.outline);
  const refused = deploy.error instanceof ProblemError && deploy.error.status === 400 ? deploy.error : null;

  const submit = () => {
    const reason = note.trim();
    const problem =
      reason.length < shortestNote
        ? t('deploy.noteTooShort')
        : reason.length > longestNote
          ? t('deploy.noteTooLong')
          : null;
    setNoteProblem(problem);
    if (problem === null) deploy.mutate(reason);
    else field.current?.focus();
  };

  return (
    <Modal
      title={t('deploy.title')}
      onCancel={() => {
        if (!deploy.isPending) onClose();
      }}
    >
      <form
        className="app-stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!deploy.isPending) submit();
        }}
      >
        <Paragraph>
          {t(existing ? 'deploy.newVersion' : 'deploy.newProcess', {
            name: state.process?.name || processId,
            id: processId,
          })}
        </Paragraph>
        {existing && (
          <Paragraph>
            {t('deploy.running')} <CasesText cases={existing.cases} />
          </Paragraph>
        )}
        {opened && opened.processId !== processId && (
          <Paragraph className="modeller__hint">
            {t('deploy.otherId', { before: opened.processId, after: processId })}
          </Paragraph>
        )}
        {errors > 0 && (
          <Paragraph className="modeller__hint">{t('deploy.hasErrors', { count: errors })}</Paragraph>
        )}
        <Field invalid={noteProblem !== null}>
          <Label htmlFor={ids.note}>{t('deploy.note')}</Label>
          <Paragraph id={ids.hint} size="small">
            {t('deploy.noteHint')}
          </Paragraph>
          {noteProblem !== null && <ErrorMessage id={ids.error}>{noteProblem}</ErrorMessage>}
          <TextArea
            ref={field}
            id={ids.note}
            value={note}
            rows={3}
            required
            maxLength={longestNote}
            invalid={noteProblem !== null}
            aria-describedby={noteProblem === null ? ids.hint : `${ids.hint} ${ids.error}`}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        {deploy.isError && (
          <Alert heading={t('deploy.refused')} headingLevel={3} severity="error" role="alert">
            {refused ? (
              <>
                <Paragraph>{t('deploy.refusedText')}</Paragraph>
                <ul className="modeller-dialog__errors">
                  {(refused.errors.length > 0
                    ? refused.errors
                    : [{ message: refused.detail || refused.title }]
                  ).map(({ elementId, message }, index) => (
                    <li key={index}>
                      {elementId !== undefined && <strong>{names.get(elementId) ?? elementId}: </strong>}
                      {message}
                    </li>
                  ))}
                </ul>
              </>
            ) : (
              <Paragraph>
                {isOvertaken(deploy.error) ? t('deploy.overtaken') : problemText(deploy.error, common)}{' '}
                {t('deploy.keptText')}
              </Paragraph>
            )}
          </Alert>
        )}
        <div className="app-buttons">
          <Button type="submit" aria-disabled={deploy.isPending}>
            {t(deploy.isPending ? 'deploy.busy' : 'deploy.submit')}
          </Button>
          <Button
            type="button"
            variant="secondary"
            aria-disabled={deploy.isPending}
            onClick={() => {
              if (!deploy.isPending) onClose();
            }}
          >
            {common(deploy.isError ? 'close' : 'cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Somebody else published this process after the diagram was opened. */
const isOvertaken = (error: unknown): boolean => error instanceof ProblemError && error.status === 409;
