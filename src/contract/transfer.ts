import { Type, type Static } from '@sinclair/typebox';
import { literals } from './literals.ts';
import { InstantSchema } from './roles.ts';

/** Bodies of the transfer of a case to another municipality: `/v1/cases/{caseId}/transfers…`. */
const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const TransferIdSchema = Type.String({ pattern: '^transfer-[A-Za-z0-9_-]{10,60}$' });

/**
 * `consent`: its suppliers are asked. `offered`: the chair of the receiving consultation is asked. `accepted`: it is about
 * to move. The others are ends: `moved`, and what stopped it.
 */
export const transferStates = [
  'consent',
  'offered',
  'accepted',
  'moved',
  'no-consent',
  'declined',
  'expired',
  'withdrawn',
] as const;
export type TransferState = (typeof transferStates)[number];

export const CaseTransferSchema = Type.Object(
  {
    transferId: TransferIdSchema,
    municipalityName: Type.String({ description: 'Where the case goes.' }),
    proposedAt: InstantSchema,
    proposedByName: Type.String({ description: 'Name of the proposing organisation.' }),
    reason: Type.String(),
    state: literals(transferStates),
    consents: Type.Array(
      Type.Object(
        {
          partnerName: Type.String({ description: 'Organisation that supplied something.' }),
          asked: Type.Integer({ description: 'Parts that it was asked about.' }),
          consented: nullable(Type.Integer({ description: 'Parts that may move; null: no answer yet.' })),
        },
        closed,
      ),
      { description: 'Empty until the suppliers are asked.' },
    ),
    answer: nullable(
      Type.String({ description: 'Why the receiving consultation declined, or why it was withdrawn.' }),
    ),
    canWithdraw: Type.Boolean(),
  },
  { $id: 'CaseTransfer', ...closed },
);
export type CaseTransfer = Static<typeof CaseTransferSchema>;

export const CaseTransfersSchema = Type.Object(
  {
    reference: Type.String(),
    transfers: Type.Array(Type.Ref('CaseTransfer') as unknown as typeof CaseTransferSchema, {
      description: 'The last one first.',
    }),
    canPropose: Type.Boolean(),
  },
  { $id: 'CaseTransfers', ...closed },
);
export type CaseTransfers = Static<typeof CaseTransfersSchema>;

export const WithdrawTransferSchema = Type.Object(
  { reason: Type.String({ minLength: 5, maxLength: 2000 }) },
  { $id: 'WithdrawTransfer', ...closed },
);
export type WithdrawTransfer = Static<typeof WithdrawTransferSchema>;
