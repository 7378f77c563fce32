import { Type } from '@sinclair/typebox';
import { ProcessXmlSchema } from '../../contract/http.ts';
import { CaseIdSchema, ProcessIdSchema } from '../../contract/roles.ts';
import { productError } from '../../lib/errors.ts';
import { operation } from '../operation.ts';

export const readCaseDiagram = operation({
  operationId: 'readCaseDiagram',
  method: 'get',
  path: '/cases/{caseId}/processes/{processId}/versions/{version}',
  summary: 'Het procesdiagram waarin deze casus loopt',
  personalData: { access: 'read', activityId: 'casework' },
  params: Type.Object({
    caseId: CaseIdSchema,
    processId: ProcessIdSchema,
    version: Type.Integer({ minimum: 1 }),
  }),
  replies: { 200: ProcessXmlSchema },
  async handle({ services, user, params: { caseId, processId, version } }) {
    const diagrams = await services.caseDesk.diagramsOf(user, caseId);
    // Whoever sees the case sees the diagrams that it ran through, not every version of every process.
    if (!diagrams.some((diagram) => diagram.processId === processId && diagram.version === version))
      throw productError('not-found', { what: `Versie ${version} van proces ${processId} bij deze casus` });
    return { status: 200, body: await services.processDefinitions.read(processId, version) };
  },
});
