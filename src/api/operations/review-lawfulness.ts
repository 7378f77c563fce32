import { CaseUnderReviewSchema, ReviewLawfulnessSchema } from '../../contract/break-glass.ts';
import { operation } from '../operation.ts';

export const reviewLawfulness = operation({
  operationId: 'reviewLawfulness',
  method: 'post',
  path: '/lawfulness-reviews',
  summary: 'Een casus inzien om de rechtmatigheid te toetsen',
  description: 'Eén keer kijken, alleen lezen. De reden wordt met uw naam vastgelegd.',
  personalData: { access: 'read', activityId: 'accountability' },
  action: 'access-log.read',
  body: ReviewLawfulnessSchema,
  replies: { 200: CaseUnderReviewSchema },
  refusals: ['not-found'],
  async handle({ services, user, body }) {
    return { status: 200, body: await services.lawfulness.look(user, body) };
  },
});
