import type { Execution } from '../../execution.ts';
import type { DeployedForm, DeployedResource, Key } from '../../records.ts';
import type { FormDefinition } from '../../rows.ts';
import { latestForm, nextVersion } from '../definitions.ts';

/** Deploys a form. The same file again is no new version. */
export function deployForm(execution: Execution, resource: DeployedResource, formId: string): DeployedForm {
  const { state } = execution;
  const { resourceName, checksum, content } = resource;
  const latest = latestForm(state, formId);
  if (latest?.resourceName === resourceName && latest.checksum === checksum) return describe(latest);
  const row: FormDefinition = {
    key: execution.nextKey(),
    formId,
    version: nextVersion(state.formVersions, formId),
    resourceName,
    checksum,
    content,
  };
  execution.emit({ type: 'form-deployed', row });
  return describe(row);
}

function describe({ key, formId, version, resourceName }: FormDefinition): DeployedForm {
  return { formKey: key, formId, version, resourceName };
}

/** Deletes a form, when the key is one of a form. The version before becomes the latest. */
export function deleteForm(execution: Execution, key: Key): boolean {
  if (!execution.state.forms.has(key)) return false;
  execution.emit({ type: 'form-deleted', key });
  return true;
}
