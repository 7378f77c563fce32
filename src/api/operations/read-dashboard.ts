import { DashboardSchema } from '../../contract/http.ts';
import { operation } from '../operation.ts';

export const readDashboard = operation({
  operationId: 'readDashboard',
  method: 'get',
  path: '/dashboard',
  summary: 'Stappen over hun termijn, per stap en per organisatie, zonder kleine aantallen',
  personalData: 'none',
  action: 'dashboard.read',
  replies: { 200: DashboardSchema },
  async handle({ services }) {
    return { status: 200, body: await services.dashboard.read() };
  },
});
