import { SignInSchema } from '../../contract/http.ts';
import { ExternalSessionSchema } from '../../contract/provision.ts';
import { publicOperation } from '../operation.ts';
import { RetryLater } from '../problems.ts';

export const signInExternal = publicOperation({
  operationId: 'signInExternal',
  method: 'post',
  path: '/external/sessions',
  summary: 'Aanmelden als derde, om verstrekte gegevens te zien',
  description:
    'Geeft een toegangstoken voor 15 minuten dat alleen de verstrekte pakketten opent. Verversen kan niet.',
  personalData: 'none',
  body: SignInSchema,
  replies: { 201: ExternalSessionSchema },
  refusals: ['sign-in-failed', 'own-password-needed', 'temporary-password-expired', 'too-many-requests'],
  limitsFailures: true,
  async handle({ services, body }) {
    const result = await services.accounts.signInExternal(body);
    if ('waitSeconds' in result) throw new RetryLater(result.waitSeconds);
    const { accessToken, expiresInSeconds, user } = result;
    return { status: 201, body: { accessToken, expiresInSeconds, name: user.name } };
  },
});
