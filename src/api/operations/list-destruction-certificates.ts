import { Type } from '@sinclair/typebox';
import { DestructionCertificatePageSchema } from '../../contract/retention.ts';
import { operation } from '../operation.ts';
import { pageQuery } from '../page-query.ts';

export const listDestructionCertificates = operation({
  operationId: 'listDestructionCertificates',
  method: 'get',
  path: '/destruction-certificates',
  summary: 'Verklaringen van vernietigde casussen, de laatste eerst',
  personalData: 'none',
  action: 'destruction-certificate.list',
  query: Type.Object(pageQuery, { additionalProperties: false }),
  replies: { 200: DestructionCertificatePageSchema },
  async handle({ services, user, query }) {
    return { status: 200, body: await services.certificates.list(user, query) };
  },
});
