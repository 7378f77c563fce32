import { Type, type Static } from '@sinclair/typebox';
import { impersonalText } from './impersonal-text.ts';
import { ReadinessGapSchema } from './access.ts';
import { InstantSchema, PartnerIdSchema, RoleSchema, UserIdSchema } from './roles.ts';

/** Bodies of the operations with which administrators keep accounts. */
const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const ValidUntilSchema = nullable(
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'The last day on which it counts.' }),
);

const ReasonSchema = impersonalText({
  minLength: 5,
  maxLength: 500,
  description: 'Why the account changes; kept with it.',
});

/** What an administrator enters. */
const properties = {
  name: Type.String({ minLength: 2, maxLength: 200 }),
  email: Type.String({ minLength: 3, maxLength: 200 }),
  partnerId: PartnerIdSchema,
  roles: Type.Array(RoleSchema, { minItems: 1, uniqueItems: true }),
  designations: Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
    uniqueItems: true,
    maxItems: 500,
    description: 'Ids of the consultations for which this person is designated.',
  }),
  trainingValidUntil: ValidUntilSchema,
  screeningValidUntil: ValidUntilSchema,
};

export const AccountSchema = Type.Object(
  {
    ...properties,
    userId: UserIdSchema,
    partnerName: Type.String(),
    secrecyAcknowledgedAt: nullable(InstantSchema),
    missing: Type.Array(ReadinessGapSchema, {
      description: 'What is missing before this person may work on cases.',
    }),
    createdAt: InstantSchema,
    disabledAt: nullable(InstantSchema),
    temporaryPasswordUntil: nullable(
      Type.String({
        format: 'date-time',
        description: 'Until then the person can choose an own password; null: they did.',
      }),
    ),
    version: Type.Integer({ description: 'Send it back with a change.' }),
    mayChange: Type.Boolean({ description: 'False for one’s own account.' }),
    changes: Type.Array(
      Type.Object(
        {
          at: InstantSchema,
          byName: nullable(Type.String({ description: 'null: with the command on the server.' })),
          reason: Type.String({ description: 'Empty when somebody chose their own password.' }),
          changed: Type.Array(Type.String()),
        },
        closed,
      ),
      { description: 'Oldest first.' },
    ),
  },
  { $id: 'Account', ...closed },
);
export type Account = Static<typeof AccountSchema>;

export const AccountPageSchema = Type.Object(
  {
    accounts: Type.Array(Type.Ref('Account') as unknown as typeof AccountSchema),
    total: Type.Integer(),
    page: Type.Integer(),
    pageSize: Type.Integer(),
  },
  { $id: 'AccountPage', ...closed },
);
export type AccountPage = Static<typeof AccountPageSchema>;

export const NewAccountSchema = Type.Object(
  { ...properties, password: Type.String({ minLength: 1, maxLength: 200 }), reason: ReasonSchema },
  { $id: 'NewAccount', ...closed },
);
export type NewAccount = Static<typeof NewAccountSchema>;

export const ChangeAccountSchema = Type.Object(
  { ...properties, version: Type.Integer({ minimum: 1 }), reason: ReasonSchema },
  { $id: 'ChangeAccount', ...closed },
);
export type ChangeAccount = Static<typeof ChangeAccountSchema>;

export const TemporaryPasswordSchema = Type.Object(
  { password: Type.String({ minLength: 1, maxLength: 200 }), reason: ReasonSchema },
  { $id: 'TemporaryPassword', ...closed },
);
export type TemporaryPassword = Static<typeof TemporaryPasswordSchema>;

export const DisableAccountSchema = Type.Object(
  { reason: ReasonSchema },
  { $id: 'DisableAccount', ...closed },
);
export type DisableAccount = Static<typeof DisableAccountSchema>;

/** For which consultations people can be designated. */
export const ConsultationListSchema = Type.Object(
  {
    consultations: Type.Array(Type.Object({ designation: Type.String(), name: Type.String() }, closed)),
  },
  { $id: 'ConsultationList', ...closed },
);
export type ConsultationList = Static<typeof ConsultationListSchema>;
