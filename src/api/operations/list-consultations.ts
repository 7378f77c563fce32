import { ConsultationListSchema, type ConsultationList } from '../../contract/accounts.ts';
import { operation } from '../operation.ts';

export const listConsultations = operation({
  operationId: 'listConsultations',
  method: 'get',
  path: '/consultations',
  summary: 'De casusoverleggen waarvoor iemand aangewezen kan worden',
  personalData: 'none',
  action: 'account.manage',
  replies: { 200: ConsultationListSchema },
  async handle({ services }) {
    const { municipalities, regions } = services.configuration;
    const body: ConsultationList = {
      consultations: [
        ...municipalities.map(({ municipalityId, name }) => ({ designation: municipalityId, name })),
        ...regions.map(({ regionId, name }) => ({ designation: regionId, name })),
      ],
    };
    return { status: 200, body };
  },
});
