import { AccountSchema, NewAccountSchema } from '../../contract/accounts.ts';
import { accountView } from '../account-view.ts';
import { operation } from '../operation.ts';

export const createAccount = operation({
  operationId: 'createAccount',
  method: 'post',
  path: '/accounts',
  summary: 'Een account maken',
  personalData: 'none',
  action: 'account.manage',
  body: NewAccountSchema,
  replies: { 201: AccountSchema },
  async handle({ services, user, body }) {
    const { reason, ...account } = body;
    const { userId } = await services.accounts.create(account, { byUserId: user.userId, reason });
    return {
      status: 201,
      body: await accountView(services, user, await services.accounts.get(userId)),
    };
  },
});
