import { PartnerListSchema } from '../../contract/http.ts';
import { operation } from '../operation.ts';

export const listPartners = operation({
  operationId: 'listPartners',
  method: 'get',
  path: '/partners',
  summary: 'De organisaties die aan het casusoverleg deelnemen',
  personalData: 'none',
  action: 'partner.list',
  replies: { 200: PartnerListSchema },
  async handle({ services }) {
    const partners = services.configuration.partners.map(({ partnerId, name, kind }) => ({
      partnerId,
      name,
      kind,
    }));
    return { status: 200, body: { partners } };
  },
});
