import { Type, type Static } from '@sinclair/typebox';
import { literals } from './literals.ts';
import { InstantSchema } from './roles.ts';

const closed = { additionalProperties: false } as const;

/** What stays of a destroyed case. */
export const DestructionCertificateSchema = Type.Object(
  {
    reference: Type.String(),
    municipalityPartnerName: Type.String(),
    endedAs: literals(['closed', 'not-admitted']),
    openedAt: InstantSchema,
    shieldedAt: InstantSchema,
    destroyBefore: InstantSchema,
    destroyedAt: InstantSchema,
    decidedByName: Type.String(),
    approvedByName: Type.String(),
    recipients: Type.Array(
      Type.Object(
        {
          partnerName: Type.String(),
          choice: Type.Union([literals(['destroyed', 'nothing-kept', 'own-ground']), Type.Null()], {
            description: 'What the partner did with what it kept itself; null: not answered yet.',
          }),
          at: Type.Union([InstantSchema, Type.Null()]),
        },
        closed,
      ),
    ),
    backups: Type.Array(Type.Object({ name: Type.String(), until: InstantSchema }, closed), {
      description: 'Backups that still hold the data, and until when.',
    }),
  },
  { $id: 'DestructionCertificate', ...closed },
);
export type DestructionCertificate = Static<typeof DestructionCertificateSchema>;

export const DestructionCertificatePageSchema = Type.Object(
  {
    certificates: Type.Array(
      Type.Ref('DestructionCertificate') as unknown as typeof DestructionCertificateSchema,
    ),
    total: Type.Integer(),
    page: Type.Integer(),
    pageSize: Type.Integer(),
  },
  { $id: 'DestructionCertificatePage', ...closed },
);
export type DestructionCertificatePage = Static<typeof DestructionCertificatePageSchema>;
