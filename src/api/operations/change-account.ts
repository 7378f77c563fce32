import { Type } from '@sinclair/typebox';
import { AccountSchema, ChangeAccountSchema } from '../../contract/accounts.ts';
import { UserIdSchema } from '../../contract/roles.ts';
import { changedAccount } from '../account-view.ts';
import { operation } from '../operation.ts';

export const changeAccount = operation({
  operationId: 'changeAccount',
  method: 'post',
  path: '/accounts/{userId}',
  summary: 'Een account wijzigen',
  description: 'Iemand wordt aangewezen, krijgt een andere rol, of is weer opgeleid of gescreend.',
  personalData: 'none',
  action: 'account.manage',
  params: Type.Object({ userId: UserIdSchema }),
  body: ChangeAccountSchema,
  replies: { 200: AccountSchema },
  refusals: ['account-changed'],
  async handle({ services, user, params, body }) {
    const { reason, version, ...properties } = body;
    const note = { byUserId: user.userId, reason };
    return {
      status: 200,
      body: await changedAccount(services, user, params, () =>
        services.accounts.change(params.userId, version, properties, note),
      ),
    };
  },
});
