import { ProductInfoSchema } from '../../contract/http.ts';
import { publicOperation } from '../operation.ts';
import { partnerName } from '../person.ts';

export const readProductInfo = publicOperation({
  operationId: 'readProductInfo',
  method: 'get',
  path: '/product-info',
  summary: 'Wat iedereen vóór het aanmelden mag weten',
  personalData: 'none',
  replies: { 200: ProductInfoSchema },
  async handle({ services }) {
    const { productVersion, demo, configuration } = services;
    return {
      status: 200,
      body: {
        version: productVersion,
        demo: demo !== null,
        demoSignIns: (demo?.users ?? []).map(({ email, name, partnerId, roles }) => ({
          email,
          name,
          partnerName: partnerName(configuration, partnerId),
          roles: [...roles],
        })),
        demoPassword: demo?.password ?? null,
      },
    };
  },
});
