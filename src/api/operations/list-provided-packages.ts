import { ProvidedPackageListSchema } from '../../contract/provision.ts';
import { externalOperation } from '../operation.ts';

export const listProvidedPackages = externalOperation({
  operationId: 'listProvidedPackages',
  method: 'get',
  path: '/external/packages',
  summary: 'Wat aan u is verstrekt',
  personalData: { access: 'read', activityId: 'provision' },
  replies: { 200: ProvidedPackageListSchema },
  async handle({ services, user }) {
    return { status: 200, body: await services.externalDesk.packages(user) };
  },
});
