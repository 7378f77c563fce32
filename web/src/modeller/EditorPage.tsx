import { useParams } from 'react-router';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { NotFoundPage } from '../app/NotFoundPage.tsx';
import { Problem } from '../ui/Problem.tsx';
import { Workbench } from './Workbench.tsx';
import { useProcessDefinitions, useProcessXml } from './queries.ts';

/** The editor with one version of a process. */
export default function EditorPage() {
  const { processId = '', version: versionText = '' } = useParams();
  const version = Number(versionText);
  const isVersion = Number.isInteger(version) && version > 0;
  const definitions = useProcessDefinitions();
  const diagram = useProcessXml(processId, version, isVersion);

  if (!isVersion) return <NotFoundPage />;
  if (definitions.isPending || diagram.isPending) return <LoadingPage />;
  if (definitions.isError)
    return <Problem error={definitions.error} onRetry={() => void definitions.refetch()} />;
  if (diagram.isError) return <Problem error={diagram.error} onRetry={() => void diagram.refetch()} />;
  return (
    <Workbench
      key={`${processId} ${version}`}
      definitions={definitions.data.processDefinitions}
      opened={{ xml: diagram.data.xml, file: null, version: { processId, version } }}
    />
  );
}
