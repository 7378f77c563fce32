import { Type, type Static } from '@sinclair/typebox';
import { literals } from './literals.ts';
import { InstantSchema, UserIdSchema } from './roles.ts';

/** Bodies of provision to third parties: `/v1/cases/{caseId}/provisions…` and the surface of the third party itself. */
const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const PackageIdSchema = Type.String({ pattern: '^package-[A-Za-z0-9_-]{10,60}$' });

/** A package exactly as its recipient sees it; the preview for the provider is the same body. */
export const ProvidedPackageSchema = Type.Object(
  {
    packageId: PackageIdSchema,
    providedBy: Type.String({ description: 'Name of the providing organisation.' }),
    purpose: Type.String(),
    expiresAt: InstantSchema,
    items: Type.Array(
      Type.Object({ title: Type.String(), label: Type.String(), value: Type.String() }, closed),
    ),
    questions: Type.Array(
      Type.Object(
        { questionId: Type.String(), text: Type.String(), answer: nullable(Type.String()) },
        closed,
      ),
    ),
  },
  { $id: 'ProvidedPackage', ...closed },
);
export type ProvidedPackage = Static<typeof ProvidedPackageSchema>;

export const ProvidedPackageListSchema = Type.Object(
  { packages: Type.Array(Type.Ref('ProvidedPackage') as unknown as typeof ProvidedPackageSchema) },
  { $id: 'ProvidedPackageList', ...closed },
);
export type ProvidedPackageList = Static<typeof ProvidedPackageListSchema>;

export const AnswerQuestionSchema = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 4000 }) },
  { $id: 'AnswerQuestion', ...closed },
);
export type AnswerQuestion = Static<typeof AnswerQuestionSchema>;

export const ProvisionSchema = Type.Object(
  {
    packageId: PackageIdSchema,
    recipientName: Type.String(),
    purpose: Type.String(),
    necessity: Type.String(),
    proposedAt: InstantSchema,
    proposedByName: Type.String({ description: 'Name of the proposing organisation.' }),
    expiresAt: InstantSchema,
    state: literals(['proposed', 'approved', 'refused', 'available', 'ended']),
    itemCount: Type.Integer(),
    questions: Type.Array(Type.Object({ text: Type.String(), answer: nullable(Type.String()) }, closed)),
  },
  { $id: 'Provision', ...closed },
);
export type Provision = Static<typeof ProvisionSchema>;

/** The register of provision of a case, and what can be chosen for a new package. */
export const CaseProvisionsSchema = Type.Object(
  {
    reference: Type.String(),
    provisions: Type.Array(Type.Ref('Provision') as unknown as typeof ProvisionSchema),
    recipients: Type.Array(Type.Object({ userId: UserIdSchema, name: Type.String() }, closed)),
    choices: Type.Array(
      Type.Object(
        {
          itemId: Type.String(),
          title: Type.String(),
          label: Type.String(),
          value: Type.String(),
          limit: nullable(
            Type.String({ description: 'Why this may not be provided: its supplier limited sharing.' }),
          ),
        },
        closed,
      ),
      { description: 'What of the case file this person may see; what has no limit may be provided.' },
    ),
  },
  { $id: 'CaseProvisions', ...closed },
);
export type CaseProvisions = Static<typeof CaseProvisionsSchema>;

/** Proposes a package: POST /v1/cases/{caseId}/provisions. The case manager approves it in the inbox. */
export const ProposeProvisionSchema = Type.Object(
  {
    requestId: Type.String({ pattern: '^[A-Za-z0-9_-]{10,60}$' }),
    recipientId: UserIdSchema,
    itemIds: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 200, uniqueItems: true }),
    purpose: Type.String({ minLength: 10, maxLength: 1000 }),
    necessity: Type.String({
      minLength: 10,
      maxLength: 2000,
      description: 'Why the third party needs this for its role.',
    }),
    questions: Type.Array(Type.String({ minLength: 5, maxLength: 1000 }), { maxItems: 20 }),
    expiresOn: Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: 'The last day on which the recipient sees it.',
    }),
  },
  { $id: 'ProposeProvision', ...closed },
);
export type ProposeProvision = Static<typeof ProposeProvisionSchema>;

export const ProvisionProposedSchema = Type.Object(
  { packageId: PackageIdSchema },
  { $id: 'ProvisionProposed', ...closed },
);
export type ProvisionProposed = Static<typeof ProvisionProposedSchema>;

/** A signed-in third party. The token opens the provided packages and nothing else. */
export const ExternalSessionSchema = Type.Object(
  { accessToken: Type.String(), expiresInSeconds: Type.Integer(), name: Type.String() },
  { $id: 'ExternalSession', ...closed },
);
export type ExternalSession = Static<typeof ExternalSessionSchema>;
