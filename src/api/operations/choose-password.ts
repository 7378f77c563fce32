import { ChoosePasswordSchema } from '../../contract/http.ts';
import { publicOperation } from '../operation.ts';
import { RetryLater } from '../problems.ts';

export const choosePassword = publicOperation({
  operationId: 'choosePassword',
  method: 'post',
  path: '/passwords',
  summary: 'Een eigen wachtwoord kiezen',
  description:
    'Vervangt het oude of tijdelijke wachtwoord, ook van een derde. Alle sessies van deze persoon eindigen; daarna kan opnieuw worden aangemeld.',
  personalData: 'none',
  body: ChoosePasswordSchema,
  replies: { 204: null },
  refusals: ['sign-in-failed', 'temporary-password-expired', 'too-many-requests'],
  limitsFailures: true,
  async handle({ services, body }) {
    const delayed = await services.accounts.choosePassword(body);
    if (delayed !== undefined) throw new RetryLater(delayed.waitSeconds);
    return { status: 204 };
  },
});
