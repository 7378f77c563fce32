import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { Problem } from '../ui/Problem.tsx';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { emptyProcess } from './canvas/empty-process.ts';
import { Workbench } from './Workbench.tsx';
import { useProcessDefinitions } from './queries.ts';
import type { ChosenFile } from './bpmn-file.ts';

/** A first id that no process has yet: `new-process`, `new-process-2`, … The designer gives it its own. */
function freeProcessId(taken: ReadonlySet<string>): string {
  let processId = 'new-process';
  for (let count = 2; taken.has(processId); count += 1) processId = `new-process-${count}`;
  return processId;
}

/** The editor with an empty process, or with a file that was chosen in the list. */
export default function NewProcessPage() {
  const { t } = useTranslation('modeller');
  const { key, state } = useLocation() as { key: string; state: { file?: ChosenFile } | null };
  const definitions = useProcessDefinitions();
  const [file] = useState(state?.file ?? null);
  if (definitions.isPending) return <LoadingPage />;
  if (definitions.isError)
    return <Problem error={definitions.error} onRetry={() => void definitions.refetch()} />;
  const known = definitions.data.processDefinitions;
  const taken = new Set(known.map(({ processId }) => processId));
  return (
    <Workbench
      key={key}
      definitions={known}
      opened={
        file
          ? { xml: file.xml, file: file.name, version: null }
          : { xml: emptyProcess(freeProcessId(taken), t('editor.newName')), file: null, version: null }
      }
    />
  );
}
