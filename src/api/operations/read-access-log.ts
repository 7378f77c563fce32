import { Type } from '@sinclair/typebox';
import {
  AccessLogPageSchema,
  accessLogPurposes,
  CaseReferenceSchema,
} from '../../contract/accountability.ts';
import { literals } from '../../contract/literals.ts';
import { operation } from '../operation.ts';
import { pageQuery } from '../page-query.ts';

export const readAccessLog = operation({
  operationId: 'readAccessLog',
  method: 'get',
  path: '/access-log',
  summary: 'Wie een casus inzag of wijzigde',
  description:
    'Alleen per casus en op volgorde van tijd. Het doel waarvoor u kijkt wordt met uw naam vastgelegd (Wgpart artikel 14).',
  personalData: { access: 'read', activityId: 'accountability' },
  action: 'access-log.read',
  query: Type.Object(
    { reference: CaseReferenceSchema, purpose: literals(accessLogPurposes), ...pageQuery },
    { additionalProperties: false },
  ),
  replies: { 200: AccessLogPageSchema },
  refusals: ['not-found'],
  async handle({ services, user, query }) {
    return { status: 200, body: await services.accessLog.ofCase(user, query) };
  },
});
