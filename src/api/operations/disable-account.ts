import { Type } from '@sinclair/typebox';
import { AccountSchema, DisableAccountSchema } from '../../contract/accounts.ts';
import { UserIdSchema } from '../../contract/roles.ts';
import { changedAccount } from '../account-view.ts';
import { operation } from '../operation.ts';

export const disableAccount = operation({
  operationId: 'disableAccount',
  method: 'post',
  path: '/accounts/{userId}/disable',
  summary: 'Een account afsluiten: niemand kan er nog mee aanmelden',
  personalData: 'none',
  action: 'account.manage',
  params: Type.Object({ userId: UserIdSchema }),
  body: DisableAccountSchema,
  replies: { 200: AccountSchema },
  async handle({ services, user, params, body }) {
    const note = { byUserId: user.userId, reason: body.reason };
    return {
      status: 200,
      body: await changedAccount(services, user, params, () =>
        services.accounts.disable(params.userId, note),
      ),
    };
  },
});
