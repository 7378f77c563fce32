import { Type } from '@sinclair/typebox';
import { YearlyReportSchema } from '../../contract/accountability.ts';
import { operation } from '../operation.ts';

export const readYearlyReport = operation({
  operationId: 'readYearlyReport',
  method: 'get',
  path: '/yearly-reports/{year}',
  summary: 'Het jaarverslag in aantallen, zonder kleine aantallen (Wgpart artikel 18)',
  description: 'Over de casussen van uw gemeente; over alle casussen als uw organisatie geen gemeente is.',
  personalData: 'none',
  action: 'yearly-report.read',
  params: Type.Object({ year: Type.Integer({ minimum: 2000, maximum: 2200 }) }),
  replies: { 200: YearlyReportSchema },
  async handle({ services, user, params }) {
    const partner = services.configuration.partners.find(({ partnerId }) => partnerId === user.partnerId);
    return { status: 200, body: await services.yearlyReport.read(params.year, partner?.municipalityId) };
  },
});
