import { Type, type Static } from '@sinclair/typebox';
import { literals } from './literals.ts';
import { InstantSchema } from './roles.ts';

/** Bodies about the rights of the person that a case is about: `/v1/cases/{caseId}/person…`. */
const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const PersonNoticeSchema = Type.Object(
  {
    state: literals(['not-asked', 'informed', 'exception'], {
      description: 'Whether the person knows that data are processed (art. 14 GDPR).',
    }),
    decidedAt: nullable(InstantSchema),
    recheckAt: nullable(InstantSchema),
    lapseReports: Type.Array(
      Type.Object({ at: InstantSchema, partnerName: Type.String(), reason: Type.String() }, closed),
    ),
    canReportLapse: Type.Boolean(),
  },
  { $id: 'PersonNotice', ...closed },
);
export type PersonNotice = Static<typeof PersonNoticeSchema>;

/** What has been done for the rights of the person: GET /v1/cases/{caseId}/person. */
export const CasePersonSchema = Type.Object(
  {
    reference: Type.String(),
    notice: Type.Ref('PersonNotice') as unknown as typeof PersonNoticeSchema,
  },
  { $id: 'CasePerson', ...closed },
);
export type CasePerson = Static<typeof CasePersonSchema>;

/** An exception to informing the person lapsed: POST /v1/cases/{caseId}/person/lapse-reports, answered with 202. */
export const ReportLapseSchema = Type.Object(
  {
    reason: Type.String({
      minLength: 10,
      maxLength: 2000,
      description: 'Why informing the person is no longer a problem; kept in the case file.',
    }),
  },
  { $id: 'ReportLapse', ...closed },
);
export type ReportLapse = Static<typeof ReportLapseSchema>;
