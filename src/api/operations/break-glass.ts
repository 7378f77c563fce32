import { BreakGlassSchema, GlassBrokenSchema } from '../../contract/break-glass.ts';
import { operation } from '../operation.ts';

export const breakGlass = operation({
  operationId: 'breakGlass',
  method: 'post',
  path: '/break-glass',
  summary: 'Een casus openen met noodtoegang',
  description:
    'Voor wie is aangewezen maar niet deelneemt. Alleen lezen, voor korte tijd. De toetser rechtmatigheid krijgt er bericht van.',
  personalData: { access: 'write', activityId: 'casework' },
  body: BreakGlassSchema,
  replies: { 201: GlassBrokenSchema },
  refusals: ['not-found', 'not-permitted', 'request-id-reused', 'case-changed'],
  async handle({ services, user, body }) {
    return { status: 201, body: await services.breakGlass.open(user, body) };
  },
});
