import { Type, type Static } from '@sinclair/typebox';
import { casePhases } from './http.ts';
import { literals } from './literals.ts';
import { InstantSchema } from './roles.ts';

/** Bodies about how the product accounts for what it does with personal data. */
const closed = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Texts = Type.Array(Text);

// --- register of processing (GDPR art. 30) ------------------------------------------------------------------------

export const ProcessingActivitySchema = Type.Object(
  {
    activityId: Type.String({ pattern: '^[a-z]+(-[a-z]+)*$' }),
    name: Text,
    phases: Type.Array(literals(casePhases), { description: 'Phases of a case that are this activity.' }),
    purpose: Text,
    ground: Text,
    subjects: Texts,
    dataCategories: Texts,
    recipients: Texts,
    retention: Type.String({ description: 'Rule in config/retention.json.' }),
  },
  { $id: 'ProcessingActivity', ...closed },
);
export type ProcessingActivity = Static<typeof ProcessingActivitySchema>;

export const ProcessingRegisterSchema = Type.Object(
  {
    baseUri: Type.String({
      pattern: '^https://[^\\s]+[^/]$',
      description: 'Address of the register; an activity is `<baseUri>/<activityId>` in the processing log.',
    }),
    controllers: Text,
    contactPoint: Text,
    dataProtectionOfficer: Text,
    security: Texts,
    transfers: Text,
    activities: Type.Array(Type.Ref('ProcessingActivity') as unknown as typeof ProcessingActivitySchema, {
      minItems: 1,
    }),
  },
  { $id: 'ProcessingRegister', ...closed },
);
export type ProcessingRegister = Static<typeof ProcessingRegisterSchema>;

/** The register as it is read: with what the rules for keeping data say. */
export const PublishedRegisterSchema = Type.Object(
  {
    register: Type.Ref('ProcessingRegister') as unknown as typeof ProcessingRegisterSchema,
    retentionRules: Type.Array(
      Type.Object(
        {
          ruleId: Text,
          period: Text,
          countsFrom: literals(['first-processing', 'last-processing', 'decision']),
          source: Text,
        },
        closed,
      ),
    ),
  },
  { $id: 'PublishedRegister', ...closed },
);
export type PublishedRegister = Static<typeof PublishedRegisterSchema>;

// --- who looked? ----------------------------------------------------------------------------------------------------

/** The only purposes for which the law opens the log (Wgpart art. 14). */
export const accessLogPurposes = ['lawfulness', 'internal-control', 'security', 'proceedings'] as const;
export type AccessLogPurpose = (typeof accessLogPurposes)[number];

export const CaseReferenceSchema = Type.String({
  pattern: '^C-[0-9]{4}-[0-9]{4,6}$',
  examples: ['C-2026-0012'],
});

export const AccessLogEntrySchema = Type.Object(
  {
    at: InstantSchema,
    name: Type.Union([Type.String(), Type.Null()], { description: 'null: an automatic step.' }),
    partnerName: Type.Union([Type.String(), Type.Null()]),
    what: Type.String({ description: 'The operation, or the kind of automatic step.' }),
    access: literals(['read', 'write']),
    outcome: literals(['begun', 'done', 'refused', 'failed']),
    activity: Type.String(),
    purpose: Type.String(),
    ground: Type.String(),
    statedPurpose: Type.Union([literals(accessLogPurposes), Type.Null()], {
      description: 'For which purpose the log itself was read.',
    }),
    statedGround: Type.Union(
      [
        Type.Object({ kind: literals(['break-glass', 'lawfulness-review']), reason: Type.String() }, closed),
        Type.Null(),
      ],
      { description: 'Why somebody looked who takes no part in the case.' },
    ),
    parts: Type.Array(Type.String({ description: 'Ids of the items and parts of the file.' })),
  },
  { $id: 'AccessLogEntry', ...closed },
);
export type AccessLogEntry = Static<typeof AccessLogEntrySchema>;

export const AccessLogPageSchema = Type.Object(
  {
    reference: CaseReferenceSchema,
    entries: Type.Array(Type.Ref('AccessLogEntry') as unknown as typeof AccessLogEntrySchema),
    total: Type.Integer(),
    page: Type.Integer(),
    pageSize: Type.Integer(),
  },
  { $id: 'AccessLogPage', ...closed },
);
export type AccessLogPage = Static<typeof AccessLogPageSchema>;

// --- yearly report (Wgpart art. 18) ---------------------------------------------------------------------------------

export const reportTables = [
  'screening-results',
  'information-answers',
  'interventions',
  'goals',
  'closure-reasons',
] as const;

/** A count; null where it is hidden because it is small, or because a small one could be worked out from it. */
const Count = Type.Union([Type.Integer(), Type.Null()]);

export const YearlyReportSchema = Type.Object(
  {
    year: Type.Integer(),
    asOf: InstantSchema,
    hiddenBelow: Type.Integer(),
    opened: Count,
    tables: Type.Array(
      Type.Object(
        {
          tableId: literals(reportTables),
          total: Count,
          rows: Type.Array(Type.Object({ rowId: Type.String(), count: Count }, closed)),
        },
        closed,
      ),
    ),
    durations: Type.Array(
      Type.Object(
        {
          durationId: literals(['opened-to-screened', 'opened-to-closed']),
          medianDays: Type.Union([Type.Integer(), Type.Null()], {
            description: 'null: too few cases to say.',
          }),
        },
        closed,
      ),
    ),
  },
  { $id: 'YearlyReport', ...closed },
);
export type YearlyReport = Static<typeof YearlyReportSchema>;
