import { Type, type Static } from '@sinclair/typebox';
import { ReadinessGapSchema } from './access.ts';
import { impersonalText } from './impersonal-text.ts';
import { literals } from './literals.ts';
import {
  CaseIdSchema,
  InstantSchema,
  ItemIdSchema,
  KeySchema,
  PartnerIdSchema,
  PartnerKindSchema,
  ProcessIdSchema,
  RoleSchema,
  UserIdSchema,
} from './roles.ts';

/**
 * Bodies of the HTTP API, `/v1/…`. One schema is at once the TypeScript type, the validator (ajv) and the OpenAPI text.
 * Bodies refuse unknown properties.
 */
const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

// --- errors -------------------------------------------------------------------------------------------------------

/** RFC 9457 problem; `errors` points at fields (JSON pointer) or BPMN elements. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'Stable code from the error catalogue.' }),
    instance: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            pointer: Type.Optional(Type.String({ description: 'JSON pointer into the body.' })),
            elementId: Type.Optional(Type.String({ description: 'BPMN element.' })),
            message: Type.String(),
          },
          closed,
        ),
      ),
    ),
  },
  { $id: 'Problem', ...closed },
);
export type Problem = Static<typeof ProblemSchema>;

// --- sign-in ------------------------------------------------------------------------------------------------------

export const SignInSchema = Type.Object(
  {
    email: Type.String({ minLength: 3, maxLength: 200 }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { $id: 'SignIn', ...closed },
);
export type SignIn = Static<typeof SignInSchema>;

export const ChoosePasswordSchema = Type.Object(
  { ...SignInSchema.properties, newPassword: Type.String({ minLength: 1, maxLength: 200 }) },
  { $id: 'ChoosePassword', ...closed },
);
export type ChoosePassword = Static<typeof ChoosePasswordSchema>;

export const PersonSchema = Type.Object(
  {
    userId: UserIdSchema,
    name: Type.String(),
    partnerId: PartnerIdSchema,
    partnerName: Type.String(),
    roles: Type.Array(RoleSchema),
    missing: Type.Array(ReadinessGapSchema, {
      description: 'What must be put right before this person may work on cases; empty: nothing.',
    }),
  },
  { $id: 'Person', ...closed },
);
export type Person = Static<typeof PersonSchema>;

export const SessionSchema = Type.Object(
  {
    accessToken: Type.String(),
    expiresInSeconds: Type.Integer(),
    user: Type.Ref('Person') as unknown as typeof PersonSchema,
  },
  { $id: 'Session', ...closed },
);
export type Session = Static<typeof SessionSchema>;

// --- reference data -----------------------------------------------------------------------------------------------

export const PartnerSchema = Type.Object(
  { partnerId: PartnerIdSchema, name: Type.String(), kind: PartnerKindSchema },
  { $id: 'Partner', ...closed },
);
export type Partner = Static<typeof PartnerSchema>;

export const PartnerListSchema = Type.Object(
  { partners: Type.Array(Type.Ref('Partner') as unknown as typeof PartnerSchema) },
  { $id: 'PartnerList', ...closed },
);
export type PartnerList = Static<typeof PartnerListSchema>;

/** A form as the browser gets it: dynamic parts are already filled in; the API validates with this same schema. */
export const FormSchema = Type.Object(
  {
    formId: Type.String(),
    title: Type.String(),
    description: Type.String(),
    schema: Type.Record(Type.String(), Type.Unknown(), {
      description: 'JSON Schema (draft-07) of the data.',
    }),
    uiSchema: Type.Record(Type.String(), Type.Unknown()),
    initialData: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'Form', ...closed },
);
export type Form = Static<typeof FormSchema>;

// --- inbox --------------------------------------------------------------------------------------------------------

export const inboxLists = ['mine', 'unassigned', 'done'] as const;
export const itemStates = ['open', 'submitted', 'completed', 'withdrawn'] as const;

export const InboxItemSchema = Type.Object(
  {
    itemId: ItemIdSchema,
    caseId: CaseIdSchema,
    caseReference: Type.String({ examples: ['C-2026-0012'] }),
    processId: ProcessIdSchema,
    elementId: Type.String(),
    stepName: Type.String(),
    formId: Type.String(),
    state: literals(itemStates),
    reason: Type.String({ description: 'Why this comes to you.' }),
    legalBasis: Type.String(),
    candidatePartnerIds: Type.Array(PartnerIdSchema),
    assigneeId: nullable(UserIdSchema),
    assigneeName: nullable(Type.String()),
    createdAt: InstantSchema,
    dueAt: nullable(InstantSchema),
    overdue: Type.Boolean(),
    workingDaysLeft: nullable(
      Type.Integer({ description: 'Whole working days until dueAt; negative when overdue; 0 = today.' }),
    ),
    reminders: Type.Integer(),
    completedAt: nullable(InstantSchema),
    withdrawnReason: nullable(Type.String()),
  },
  { $id: 'InboxItem', ...closed },
);
export type InboxItem = Static<typeof InboxItemSchema>;

export const InboxPageSchema = Type.Object(
  {
    items: Type.Array(Type.Ref('InboxItem') as unknown as typeof InboxItemSchema),
    total: Type.Integer(),
    page: Type.Integer(),
    pageSize: Type.Integer(),
    counts: Type.Object(
      { mine: Type.Integer(), unassigned: Type.Integer(), overdue: Type.Integer() },
      closed,
    ),
  },
  { $id: 'InboxPage', ...closed },
);
export type InboxPage = Static<typeof InboxPageSchema>;

/** A part of the case file that this user may see, ready to be shown: a heading and labelled lines. */
export const ContextSectionSchema = Type.Object(
  {
    title: Type.String(),
    lines: Type.Array(Type.Object({ label: Type.String(), value: Type.String() }, closed)),
  },
  { $id: 'ContextSection', ...closed },
);
export type ContextSection = Static<typeof ContextSectionSchema>;

export const InboxItemDetailSchema = Type.Object(
  {
    item: Type.Ref('InboxItem') as unknown as typeof InboxItemSchema,
    form: Type.Ref('Form') as unknown as typeof FormSchema,
    context: Type.Array(Type.Ref('ContextSection') as unknown as typeof ContextSectionSchema),
    canClaim: Type.Boolean(),
    canRelease: Type.Boolean(),
    canComplete: Type.Boolean(),
    mayOpenCase: Type.Boolean(),
  },
  { $id: 'InboxItemDetail', ...closed },
);
export type InboxItemDetail = Static<typeof InboxItemDetailSchema>;

export const CompleteItemSchema = Type.Object(
  { data: Type.Record(Type.String(), Type.Unknown()) },
  { $id: 'CompleteItem', ...closed },
);
export type CompleteItem = Static<typeof CompleteItemSchema>;

export const CompletedItemSchema = Type.Object(
  {
    item: Type.Ref('InboxItem') as unknown as typeof InboxItemSchema,
    next: Type.Array(
      Type.Object({ stepName: Type.String(), partnerNames: Type.Array(Type.String()) }, closed),
      {
        description:
          'Open steps of this case after this one, as far as this user may know them; may be empty.',
      },
    ),
  },
  { $id: 'CompletedItem', ...closed },
);
export type CompletedItem = Static<typeof CompletedItemSchema>;

// --- cases --------------------------------------------------------------------------------------------------------

export const casePhases = [
  'signal-intake',
  'screening',
  'information-exchange',
  'risk-taxation',
  'integrated-plan',
  'monitoring',
  'closure',
  'closed',
  'transferred',
  'not-admitted',
  'destroyed',
] as const;
export type CasePhase = (typeof casePhases)[number];

export const CaseSummarySchema = Type.Object(
  {
    caseId: CaseIdSchema,
    reference: Type.String(),
    phase: literals(casePhases),
    openedAt: InstantSchema,
    municipalityPartnerId: PartnerIdSchema,
    caseManagerName: nullable(Type.String()),
    openSteps: Type.Integer(),
    overdueSteps: Type.Integer(),
  },
  { $id: 'CaseSummary', ...closed },
);
export type CaseSummary = Static<typeof CaseSummarySchema>;

export const CasePageSchema = Type.Object(
  {
    cases: Type.Array(Type.Ref('CaseSummary') as unknown as typeof CaseSummarySchema),
    total: Type.Integer(),
    page: Type.Integer(),
    pageSize: Type.Integer(),
  },
  { $id: 'CasePage', ...closed },
);
export type CasePage = Static<typeof CasePageSchema>;

export const TimelineEntrySchema = Type.Object(
  {
    at: InstantSchema,
    text: Type.String({ description: 'What happened, in Dutch, without the content of the case file.' }),
    stepName: nullable(Type.String()),
    partnerName: nullable(Type.String()),
  },
  { $id: 'TimelineEntry', ...closed },
);
export type TimelineEntry = Static<typeof TimelineEntrySchema>;

export const ProcessProgressSchema = Type.Object(
  {
    processId: ProcessIdSchema,
    version: Type.Integer(),
    name: Type.String(),
    depth: nullable(
      Type.Integer({
        minimum: 0,
        description: 'How many calls below the life of the case; null: it runs beside it.',
      }),
    ),
    activeElementIds: Type.Array(Type.String()),
    completedElementIds: Type.Array(Type.String()),
    steps: Type.Array(
      Type.Object(
        {
          elementId: Type.String(),
          name: Type.String(),
          state: literals(['done', 'active', 'ahead']),
          detail: nullable(Type.String({ description: 'Who is at turn and until when, in words.' })),
        },
        closed,
      ),
    ),
  },
  { $id: 'ProcessProgress', ...closed },
);
export type ProcessProgress = Static<typeof ProcessProgressSchema>;

export const CaseDetailSchema = Type.Object(
  {
    case: Type.Ref('CaseSummary') as unknown as typeof CaseSummarySchema,
    sections: Type.Array(Type.Ref('ContextSection') as unknown as typeof ContextSectionSchema),
    ownItems: Type.Array(Type.Ref('InboxItem') as unknown as typeof InboxItemSchema, {
      description: 'Open items of this case that the reader can do: their own, and those that nobody took.',
    }),
    timeline: Type.Array(Type.Ref('TimelineEntry') as unknown as typeof TimelineEntrySchema),
    progress: Type.Array(Type.Ref('ProcessProgress') as unknown as typeof ProcessProgressSchema),
    emergencyUntil: Type.Union([InstantSchema, Type.Null()], {
      description: 'Until when the case is open in an emergency; null: not under that ground.',
    }),
    canAddSignal: Type.Boolean(),
    canRequestReview: Type.Boolean(),
    canHandOver: Type.Boolean(),
    canRequestAgenda: Type.Boolean(),
  },
  { $id: 'CaseDetail', ...closed },
);
export type CaseDetail = Static<typeof CaseDetailSchema>;

/** A new signal; `data` follows the form `case-signal` (GET /v1/forms/case-signal). */
export const RecordSignalSchema = Type.Object(
  {
    requestId: Type.String({
      pattern: '^[A-Za-z0-9_-]{10,60}$',
      description: 'Chosen by the client; a repeat with the same id makes no second case.',
    }),
    data: Type.Record(Type.String(), Type.Unknown()),
  },
  { $id: 'RecordSignal', ...closed },
);
export type RecordSignal = Static<typeof RecordSignalSchema>;

export const SignalRecordedSchema = Type.Object(
  { caseId: CaseIdSchema, reference: Type.String() },
  { $id: 'SignalRecorded', ...closed },
);
export type SignalRecorded = Static<typeof SignalRecordedSchema>;

/** A further signal on a running case: answered to POST /v1/cases/{caseId}/signals. */
export const SignalAddedSchema = Type.Object(
  { signalId: Type.String({ pattern: '^[a-z]+-[A-Za-z0-9_-]{1,60}$' }) },
  { $id: 'SignalAdded', ...closed },
);
export type SignalAdded = Static<typeof SignalAddedSchema>;

/** Asks for a review before its planned date: POST /v1/cases/{caseId}/review-requests, answered with 202. */
export const RequestReviewSchema = Type.Object(
  {
    reason: impersonalText({
      minLength: 5,
      maxLength: 1000,
      description: 'Why the review cannot wait; kept in the case file.',
    }),
  },
  { $id: 'RequestReview', ...closed },
);
export type RequestReview = Static<typeof RequestReviewSchema>;

// --- modeller -----------------------------------------------------------------------------------------------------

export const ProcessVersionSchema = Type.Object(
  {
    version: Type.Integer(),
    processDefinitionKey: KeySchema,
    deployedAt: InstantSchema,
    deployedByName: nullable(Type.String({ description: 'null: shipped with the product.' })),
    note: Type.String(),
  },
  { $id: 'ProcessVersion', ...closed },
);
export type ProcessVersion = Static<typeof ProcessVersionSchema>;

/** null: hidden, because it is small or because a small one could be worked out from it. */
export const CasesOfProcessSchema = Type.Object(
  {
    running: nullable(Type.Integer({ description: 'Cases that are in this process.' })),
    onEarlierVersions: nullable(
      Type.Integer({ description: 'Those of them that began it with an earlier version, which they keep.' }),
    ),
  },
  { $id: 'CasesOfProcess', ...closed },
);
export type CasesOfProcess = Static<typeof CasesOfProcessSchema>;

export const ProcessDefinitionSchema = Type.Object(
  {
    processId: ProcessIdSchema,
    name: Type.String(),
    latestVersion: Type.Integer(),
    versions: Type.Array(Type.Ref('ProcessVersion') as unknown as typeof ProcessVersionSchema),
    cases: Type.Ref('CasesOfProcess') as unknown as typeof CasesOfProcessSchema,
  },
  { $id: 'ProcessDefinition', ...closed },
);
export type ProcessDefinition = Static<typeof ProcessDefinitionSchema>;

export const ProcessDefinitionListSchema = Type.Object(
  {
    processDefinitions: Type.Array(
      Type.Ref('ProcessDefinition') as unknown as typeof ProcessDefinitionSchema,
    ),
    hiddenBelow: Type.Integer({ description: 'Counts of cases from 1 up to this number are hidden.' }),
  },
  { $id: 'ProcessDefinitionList', ...closed },
);
export type ProcessDefinitionList = Static<typeof ProcessDefinitionListSchema>;

export const ProcessXmlSchema = Type.Object(
  { processId: ProcessIdSchema, version: Type.Integer(), xml: Type.String() },
  { $id: 'ProcessXml', ...closed },
);
export type ProcessXml = Static<typeof ProcessXmlSchema>;

export const DeployProcessSchema = Type.Object(
  {
    xml: Type.String({ minLength: 1, maxLength: 2_000_000 }),
    note: impersonalText({
      minLength: 5,
      maxLength: 500,
      description: 'Why the process changes; kept with the version.',
    }),
    basedOnVersion: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'The version that was opened; refused with 409 when a newer one exists meanwhile.',
      }),
    ),
  },
  { $id: 'DeployProcess', ...closed },
);
export type DeployProcess = Static<typeof DeployProcessSchema>;

// --- dashboard ----------------------------------------------------------------------------------------------------

/** Working days over term: 0–2, 3–5, 6–10, more than 10. */
export const ageingBuckets = ['0-2', '3-5', '6-10', '>10'] as const;

/** A count; null where it is hidden: because it is small, or because a small one could be worked out from it. */
const CountSchema = nullable(Type.Integer());

export const DashboardRowSchema = Type.Object(
  {
    id: Type.String({
      description: 'Process id and element id, such as `screening/vote-police`, or partner id.',
    }),
    name: Type.String(),
    open: CountSchema,
    dueSoon: CountSchema,
    overdue: CountSchema,
    ageing: Type.Object(
      { '0-2': CountSchema, '3-5': CountSchema, '6-10': CountSchema, '>10': CountSchema },
      closed,
    ),
  },
  { $id: 'DashboardRow', ...closed },
);
export type DashboardRow = Static<typeof DashboardRowSchema>;

export const DashboardSchema = Type.Object(
  {
    asOf: InstantSchema,
    hiddenBelow: Type.Integer(),
    dueSoonWorkingDays: Type.Integer(),
    totals: Type.Object({ open: CountSchema, dueSoon: CountSchema, overdue: CountSchema }, closed),
    perStep: Type.Array(Type.Ref('DashboardRow') as unknown as typeof DashboardRowSchema),
    perPartner: Type.Array(Type.Ref('DashboardRow') as unknown as typeof DashboardRowSchema),
  },
  { $id: 'Dashboard', ...closed },
);
export type Dashboard = Static<typeof DashboardSchema>;

/** What anyone may know before signing in. */
export const ProductInfoSchema = Type.Object(
  {
    version: Type.String(),
    demo: Type.Boolean(),
    demoSignIns: Type.Array(
      Type.Object(
        {
          email: Type.String(),
          name: Type.String(),
          partnerName: Type.String(),
          roles: Type.Array(RoleSchema),
        },
        closed,
      ),
      { description: 'Only in demo mode; empty otherwise.' },
    ),
    demoPassword: nullable(Type.String()),
  },
  { $id: 'ProductInfo', ...closed },
);
export type ProductInfo = Static<typeof ProductInfoSchema>;

// --- operation ----------------------------------------------------------------------------------------------------

/** Whether the server can do its work: GET /health/live and GET /health/ready. */
export const HealthSchema = Type.Object(
  {
    status: literals(['ok', 'unavailable']),
    checks: Type.Array(
      Type.Object({ name: literals(['engine', 'store']), status: literals(['ok', 'unavailable']) }, closed),
    ),
  },
  { $id: 'Health', ...closed },
);
export type Health = Static<typeof HealthSchema>;
