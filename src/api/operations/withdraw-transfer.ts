import { Type } from '@sinclair/typebox';
import { CaseIdSchema } from '../../contract/roles.ts';
import { TransferIdSchema, WithdrawTransferSchema } from '../../contract/transfer.ts';
import { operation } from '../operation.ts';

export const withdrawTransfer = operation({
  operationId: 'withdrawTransfer',
  method: 'post',
  path: '/cases/{caseId}/transfers/{transferId}/withdrawal',
  summary: 'Een voorgestelde overdracht intrekken',
  personalData: { access: 'write', activityId: 'transfer' },
  params: Type.Object({ caseId: CaseIdSchema, transferId: TransferIdSchema }),
  body: WithdrawTransferSchema,
  replies: { 202: null },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    await services.transferDesk.withdraw(user, params.caseId, params.transferId, body.reason);
    return { status: 202 };
  },
});
