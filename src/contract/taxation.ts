import { Type, type Static } from '@sinclair/typebox';
import { literals } from './literals.ts';
import { InstantSchema } from './roles.ts';

const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const SideSchema = Type.Object({ rating: Type.String(), evidence: Type.String() }, closed);

/** The joint risk taxations of a case beside each other, in Dutch, as far as this user may see them. */
export const TaxationOverviewSchema = Type.Object(
  {
    taxations: Type.Array(
      Type.Object(
        {
          taxation: Type.Integer(),
          at: InstantSchema,
          isFinal: Type.Boolean({ description: 'Given at closing.' }),
          instrument: nullable(Type.String()),
          overall: nullable(Type.String({ description: 'What people judged; never computed.' })),
        },
        closed,
      ),
      { description: 'Oldest first.' },
    ),
    indicators: Type.Array(
      Type.Object(
        {
          indicatorId: Type.String(),
          title: Type.String(),
          ratings: Type.Array(nullable(Type.String()), {
            description: 'One per taxation; null: this instrument does not have the indicator.',
          }),
        },
        closed,
      ),
    ),
    differences: Type.Array(
      Type.Object(
        { indicatorId: Type.String(), title: Type.String(), first: SideSchema, second: SideSchema },
        closed,
      ),
      { description: 'Where the two assessors of the current taxation differ, for who leads the consensus.' },
    ),
  },
  { $id: 'TaxationOverview', ...closed },
);
export type TaxationOverview = Static<typeof TaxationOverviewSchema>;

/** The versions of the plan of a case, newest first. */
export const PlanHistorySchema = Type.Object(
  {
    versions: Type.Array(
      Type.Object(
        {
          planVersion: Type.Integer(),
          status: literals(['draft', 'in-approval', 'objections', 'adopted', 'replaced']),
          draftedAt: InstantSchema,
          decidedAt: nullable(InstantSchema),
          judgements: Type.Array(
            Type.Object({ partnerName: Type.String(), choice: literals(['approve', 'object']) }, closed),
          ),
          changes: Type.Array(
            Type.Object(
              {
                kind: literals(['added', 'removed', 'changed']),
                what: literals(['goal', 'action', 'exit-criterion']),
                title: Type.String(),
                details: Type.Array(literals(['partner', 'date', 'kind'])),
              },
              closed,
            ),
            { description: 'Since the version before; empty for the first.' },
          ),
        },
        closed,
      ),
    ),
  },
  { $id: 'PlanHistory', ...closed },
);
export type PlanHistory = Static<typeof PlanHistorySchema>;

/** How a case develops: its taxations and its plan. */
export const CaseDevelopmentSchema = Type.Object(
  {
    reference: Type.String(),
    taxations: Type.Ref('TaxationOverview') as unknown as typeof TaxationOverviewSchema,
    plan: Type.Ref('PlanHistory') as unknown as typeof PlanHistorySchema,
  },
  { $id: 'CaseDevelopment', ...closed },
);
export type CaseDevelopment = Static<typeof CaseDevelopmentSchema>;
