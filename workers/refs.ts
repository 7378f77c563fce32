import type { Refs } from '../src/cases/case-file.ts';
import type { Variables } from '../src/zeebe/process-client.ts';

/** Variables that are themselves the id of what a job is about. */
const idVariables = [
  'signalId',
  'correctionId',
  'rightsRequestId',
  'dataBreachId',
  'packageId',
  'handoverId',
  'breakGlassId',
  'decisionId',
  'transferId',
] as const;

/** The variables that say what a job is about. */
export const refVariables = [
  'request',
  'intervention',
  'approver',
  'invitation',
  'supplier',
  ...idVariables,
] as const;

/** The business object that a job is about, by id. */
export function refsOf(variables: Variables): Refs {
  const idIn = (variable: string, name: string): string | undefined => {
    const value = variables[variable];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const id = (value as Variables)[name];
    return typeof id === 'string' ? id : undefined;
  };
  const requestId = idIn('request', 'requestId');
  const interventionId = idIn('intervention', 'interventionId');
  const approverPartnerId = idIn('approver', 'partnerId');
  const invitedPartnerId = idIn('invitation', 'partnerId');
  const supplierPartnerId = idIn('supplier', 'partnerId');
  return {
    ...(requestId === undefined ? {} : { requestId }),
    ...(interventionId === undefined ? {} : { interventionId }),
    ...(approverPartnerId === undefined ? {} : { approverPartnerId }),
    ...(invitedPartnerId === undefined ? {} : { invitedPartnerId }),
    ...(supplierPartnerId === undefined ? {} : { supplierPartnerId }),
    ...Object.fromEntries(
      idVariables.flatMap((name) => (typeof variables[name] === 'string' ? [[name, variables[name]]] : [])),
    ),
  };
}
