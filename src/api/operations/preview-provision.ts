import { Type } from '@sinclair/typebox';
import { PackageIdSchema, ProvidedPackageSchema } from '../../contract/provision.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const previewProvision = operation({
  operationId: 'previewProvision',
  method: 'get',
  path: '/cases/{caseId}/provisions/{packageId}/preview',
  summary: 'Precies zien wat de derde van een pakket ziet',
  personalData: { access: 'read', activityId: 'provision' },
  params: Type.Object({ caseId: CaseIdSchema, packageId: PackageIdSchema }),
  replies: { 200: ProvidedPackageSchema },
  refusals: ['not-permitted'],
  async handle({ services, user, params }) {
    return {
      status: 200,
      body: await services.provisionDesk.preview(user, params.caseId, params.packageId),
    };
  },
});
