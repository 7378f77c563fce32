import { Type, type Static } from '@sinclair/typebox';
import { impersonalText } from './impersonal-text.ts';
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

/** An exception to informing the person lapsed: POST /v1/cases/{caseId}/person/lapse-reports, answered with 202. */
export const ReportLapseSchema = Type.Object(
  {
    reason: impersonalText({
      minLength: 10,
      maxLength: 2000,
      description: 'Why informing the person is no longer a problem; kept in the case file.',
    }),
  },
  { $id: 'ReportLapse', ...closed },
);
export type ReportLapse = Static<typeof ReportLapseSchema>;

// --- rights requests and data breaches ------------------------------------------------------------------------------

export const RightsRequestIdSchema = Type.String({ pattern: '^rights-[A-Za-z0-9_-]{10,60}$' });

export const PersonRightsRequestSchema = Type.Object(
  {
    rightsRequestId: RightsRequestIdSchema,
    kind: literals(['access', 'correction', 'erasure']),
    receivedOn: Type.String({ description: 'Calendar date; the legal term counts from here.' }),
    dueAt: InstantSchema,
    state: literals(['consulting', 'deciding', 'decided', 'answered']),
    decision: nullable(literals(['grant', 'partly', 'refuse'])),
    exceptions: Type.Integer({ description: 'How many partners think that an exception applies.' }),
    canExport: Type.Boolean(),
    exports: Type.Array(InstantSchema, { description: 'When printouts were made.' }),
  },
  { $id: 'PersonRightsRequest', ...closed },
);
export type PersonRightsRequest = Static<typeof PersonRightsRequestSchema>;

export const PersonDataBreachSchema = Type.Object(
  {
    dataBreachId: Type.String(),
    discoveredAt: InstantSchema,
    reportedBy: Type.String({ description: 'The organisation that reported it.' }),
    afterEmergencyAccess: Type.Boolean({
      description: 'Reported because an emergency access was judged as not justified.',
    }),
    notifyBefore: InstantSchema,
    risk: nullable(literals(['none', 'risk', 'high-risk'])),
    authorityNotifiedAt: nullable(InstantSchema),
    affected: nullable(literals(['informed', 'omitted'])),
    closedAt: nullable(InstantSchema),
  },
  { $id: 'PersonDataBreach', ...closed },
);
export type PersonDataBreach = Static<typeof PersonDataBreachSchema>;

export const personForms = ['rights-request', 'data-breach'] as const;

/** A request of the person or a data breach; `data` follows the form of that name. */
export const RecordForPersonSchema = Type.Object(
  {
    requestId: Type.String({
      pattern: '^[A-Za-z0-9_-]{10,60}$',
      description: 'Chosen by the client; a repeat with the same id records nothing twice.',
    }),
    data: Type.Record(Type.String(), Type.Unknown()),
  },
  { $id: 'RecordForPerson', ...closed },
);
export type RecordForPerson = Static<typeof RecordForPersonSchema>;

export const RecordedForPersonSchema = Type.Object(
  { id: Type.String({ pattern: '^[a-z]+-[A-Za-z0-9_-]{1,60}$' }) },
  { $id: 'RecordedForPerson', ...closed },
);
export type RecordedForPerson = Static<typeof RecordedForPersonSchema>;

/** A file; its content type is the media type of the schema. */
export const PdfSchema = Type.Unsafe<Uint8Array>({
  type: 'string',
  format: 'binary',
  contentMediaType: 'application/pdf',
});

/** What has been done for the rights of the person: GET /v1/cases/{caseId}/person. */
export const CasePersonSchema = Type.Object(
  {
    reference: Type.String(),
    isMinor: Type.Boolean(),
    notice: Type.Ref('PersonNotice') as unknown as typeof PersonNoticeSchema,
    rightsRequests: Type.Array(
      Type.Ref('PersonRightsRequest') as unknown as typeof PersonRightsRequestSchema,
    ),
    dataBreaches: Type.Array(Type.Ref('PersonDataBreach') as unknown as typeof PersonDataBreachSchema),
    canRecordRightsRequest: Type.Boolean(),
    canReportDataBreach: Type.Boolean(),
  },
  { $id: 'CasePerson', ...closed },
);
export type CasePerson = Static<typeof CasePersonSchema>;
