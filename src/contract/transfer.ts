import { Type, type Static } from '@sinclair/typebox';
import { ContextSectionSchema } from './http.ts';
import { impersonalText } from './impersonal-text.ts';
import { InformationIdSchema } from './information.ts';
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

/** What remains to be known, and corrected, of a case that has moved: who received what, and nothing that others supplied. */
export const TransferredCaseSchema = Type.Object(
  {
    municipalityName: Type.String({ description: 'Where the case went.' }),
    movedAt: InstantSchema,
    own: Type.Array(
      Type.Object(
        {
          informationId: InformationIdSchema,
          suppliedAt: InstantSchema,
          lines: ContextSectionSchema.properties.lines,
          canCorrect: Type.Boolean(),
        },
        closed,
      ),
      { description: 'Information that the reader’s organisation supplied and that moved.' },
    ),
    received: Type.Array(
      Type.Object(
        {
          kind: literals(['signal', 'information', 'correction', 'taxation', 'plan']),
          supplierName: Type.String(),
          suppliedAt: InstantSchema,
          receivedAt: InstantSchema,
        },
        closed,
      ),
      {
        description:
          'What the other municipality received: of the reader’s organisation, and for the contact point of all.',
      },
    ),
    corrections: Type.Array(
      Type.Object(
        {
          supplierName: Type.String(),
          at: InstantSchema,
          kind: literals(['corrected', 'withdrawn']),
          outcome: literals(['waiting', 'applied', 'refused', 'not-held']),
          answeredAt: nullable(InstantSchema),
          reason: nullable(Type.String({ description: 'Why the other municipality refused it.' })),
        },
        closed,
      ),
      { description: 'Corrections that the other municipality was told of; the last one first.' },
    ),
  },
  { $id: 'TransferredCase', ...closed },
);
export type TransferredCase = Static<typeof TransferredCaseSchema>;

export const CaseTransfersSchema = Type.Object(
  {
    reference: Type.String(),
    transfers: Type.Array(Type.Ref('CaseTransfer') as unknown as typeof CaseTransferSchema, {
      description: 'The last one first.',
    }),
    canPropose: Type.Boolean(),
    transferred: nullable(Type.Ref('TransferredCase') as unknown as typeof TransferredCaseSchema),
  },
  { $id: 'CaseTransfers', ...closed },
);
export type CaseTransfers = Static<typeof CaseTransfersSchema>;

export const WithdrawTransferSchema = Type.Object(
  { reason: impersonalText({ minLength: 5, maxLength: 2000 }) },
  { $id: 'WithdrawTransfer', ...closed },
);
export type WithdrawTransfer = Static<typeof WithdrawTransferSchema>;
