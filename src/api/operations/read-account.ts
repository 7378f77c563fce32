import { Type } from '@sinclair/typebox';
import { AccountSchema } from '../../contract/accounts.ts';
import { UserIdSchema } from '../../contract/roles.ts';
import { accountView } from '../account-view.ts';
import { operation } from '../operation.ts';

export const readAccount = operation({
  operationId: 'readAccount',
  method: 'get',
  path: '/accounts/{userId}',
  summary: 'Een account, met wie het wanneer en waarom wijzigde',
  personalData: 'none',
  action: 'account.manage',
  params: Type.Object({ userId: UserIdSchema }),
  replies: { 200: AccountSchema },
  async handle({ services, user, params }) {
    const account = await services.accounts.get(params.userId);
    return { status: 200, body: await accountView(services, user, account) };
  },
});
