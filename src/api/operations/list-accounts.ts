import { Type } from '@sinclair/typebox';
import { AccountPageSchema } from '../../contract/accounts.ts';
import { accountView } from '../account-view.ts';
import { operation } from '../operation.ts';
import { pageQuery } from '../page-query.ts';

export const listAccounts = operation({
  operationId: 'listAccounts',
  method: 'get',
  path: '/accounts',
  summary: 'Alle accounts, op naam',
  personalData: 'none',
  action: 'account.manage',
  query: Type.Object(pageQuery, { additionalProperties: false }),
  replies: { 200: AccountPageSchema },
  async handle({ services, user, query }) {
    const { accounts, total } = await services.accounts.list(query);
    return {
      status: 200,
      body: {
        accounts: await Promise.all(accounts.map((account) => accountView(services, user, account))),
        total,
        ...query,
      },
    };
  },
});
