import { Type } from '@sinclair/typebox';
import { AccountSchema, TemporaryPasswordSchema } from '../../contract/accounts.ts';
import { UserIdSchema } from '../../contract/roles.ts';
import { changedAccount } from '../account-view.ts';
import { operation } from '../operation.ts';

export const setTemporaryPassword = operation({
  operationId: 'setTemporaryPassword',
  method: 'post',
  path: '/accounts/{userId}/temporary-password',
  summary: 'Een tijdelijk wachtwoord geven aan wie het eigen wachtwoord vergat',
  description:
    'Alle sessies eindigen. Met het tijdelijke wachtwoord kan alleen een eigen wachtwoord worden gekozen.',
  personalData: 'none',
  action: 'account.manage',
  params: Type.Object({ userId: UserIdSchema }),
  body: TemporaryPasswordSchema,
  replies: { 200: AccountSchema },
  refusals: ['rule-refused'],
  async handle({ services, user, params, body }) {
    const note = { byUserId: user.userId, reason: body.reason };
    return {
      status: 200,
      body: await changedAccount(services, user, params, () =>
        services.accounts.setTemporaryPassword(params.userId, body.password, note),
      ),
    };
  },
});
