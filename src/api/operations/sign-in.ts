import { SessionSchema, SignInSchema } from '../../contract/http.ts';
import { publicOperation } from '../operation.ts';
import { RetryLater } from '../problems.ts';
import { sessionReply } from '../session-reply.ts';

export const signIn = publicOperation({
  operationId: 'signIn',
  method: 'post',
  path: '/sessions',
  summary: 'Aanmelden',
  description:
    'Geeft een toegangstoken voor 15 minuten en zet een cookie waarmee het token ververst kan worden. Na vijf mislukte pogingen moet steeds langer gewacht worden.',
  personalData: 'none',
  body: SignInSchema,
  replies: { 201: SessionSchema },
  refusals: ['sign-in-failed', 'own-password-needed', 'temporary-password-expired', 'too-many-requests'],
  limitsFailures: true,
  async handle({ services, body }) {
    const result = await services.accounts.signIn(body);
    if ('waitSeconds' in result) throw new RetryLater(result.waitSeconds);
    return { status: 201, ...sessionReply(services, result) };
  },
});
