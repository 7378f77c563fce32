import { Type, type Static } from '@sinclair/typebox';
import { ContextSectionSchema } from './http.ts';
import { literals } from './literals.ts';
import { InstantSchema } from './roles.ts';

const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const InformationIdSchema = Type.String({ pattern: '^information-[A-Za-z0-9_-]{1,60}$' });

/** What was asked, supplied and received in one case, as far as this user may see it. */
export const InformationRegisterSchema = Type.Object(
  {
    reference: Type.String(),
    requests: Type.Array(
      Type.Object(
        {
          partnerName: Type.String(),
          question: nullable(Type.String({ description: 'null: everything the partner has and may share.' })),
          state: literals(['planned', 'sent', 'supplied', 'refused', 'oral']),
          answeredAt: nullable(InstantSchema),
        },
        closed,
      ),
    ),
    items: Type.Array(
      Type.Object(
        {
          informationId: InformationIdSchema,
          supplierName: Type.String(),
          suppliedAt: InstantSchema,
          lines: ContextSectionSchema.properties.lines,
          corrections: Type.Array(
            Type.Object(
              { at: InstantSchema, kind: literals(['corrected', 'withdrawn']), reason: Type.String() },
              closed,
            ),
          ),
          canCorrect: Type.Boolean(),
        },
        closed,
      ),
    ),
    receipts: Type.Array(
      Type.Object(
        {
          kind: literals(['signal', 'information', 'correction', 'provision', 'taxation', 'plan']),
          supplierName: Type.String(),
          suppliedAt: InstantSchema,
          partnerName: Type.String(),
          receivedAt: InstantSchema,
          ground: nullable(Type.String()),
        },
        closed,
      ),
      { description: 'Who received what, when and under which ground; newest first.' },
    ),
  },
  { $id: 'InformationRegister', ...closed },
);
export type InformationRegister = Static<typeof InformationRegisterSchema>;

/** Corrects or withdraws an item; `data` follows the form `information-correction` of the item. */
export const CorrectInformationSchema = Type.Object(
  {
    requestId: Type.String({
      pattern: '^[A-Za-z0-9_-]{10,60}$',
      description: 'Chosen by the client; a repeat with the same id corrects nothing twice.',
    }),
    data: Type.Record(Type.String(), Type.Unknown()),
  },
  { $id: 'CorrectInformation', ...closed },
);
export type CorrectInformation = Static<typeof CorrectInformationSchema>;
