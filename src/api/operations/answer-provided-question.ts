import { Type } from '@sinclair/typebox';
import { AnswerQuestionSchema, PackageIdSchema } from '../../contract/provision.ts';
import { externalOperation } from '../operation.ts';

export const answerProvidedQuestion = externalOperation({
  operationId: 'answerProvidedQuestion',
  method: 'post',
  path: '/external/packages/{packageId}/questions/{questionId}/answers',
  summary: 'Een vraag van een verstrekt pakket beantwoorden',
  description: 'Nog eens sturen met hetzelfde antwoord mag; een ander antwoord niet.',
  personalData: { access: 'write', activityId: 'provision' },
  params: Type.Object({
    packageId: PackageIdSchema,
    questionId: Type.String({ pattern: '^question-[0-9]{1,3}$' }),
  }),
  body: AnswerQuestionSchema,
  replies: { 204: null },
  refusals: ['rule-refused', 'case-changed'],
  async handle({ services, user, params: { packageId, questionId }, body }) {
    await services.externalDesk.answer(user, packageId, questionId, body.text);
    return { status: 204 };
  },
});
