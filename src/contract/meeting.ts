import { Type, type Static } from '@sinclair/typebox';
import { casePhases } from './http.ts';
import { impersonalText } from './impersonal-text.ts';
import { literals } from './literals.ts';
import { CaseIdSchema, InstantSchema, UserIdSchema } from './roles.ts';

/** Bodies of the meetings of a consultation: `/v1/meetings…`. What a reader may not know is not in them, nor counted. */
const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const MeetingIdSchema = Type.String({ pattern: '^meeting-[A-Za-z0-9_-]{10,40}$' });
export const MeetingRecordIdSchema = Type.String({ pattern: '^record-[A-Za-z0-9_-]{10,40}$' });
const RequestIdSchema = Type.String({
  pattern: '^[A-Za-z0-9_-]{10,60}$',
  description: 'Chosen by the client; a repeat with the same id does nothing twice.',
});
const MunicipalitySchema = Type.Object({ municipalityId: Type.String(), name: Type.String() }, closed);

const MarkSchema = Type.String({
  pattern: '^[A-Za-z0-9_-]{43}$',
  description: 'Another one as soon as something changed in what this reader sees of it; tells nothing else.',
});

export const meetingStates = ['planned', 'running', 'closed', 'cancelled'] as const;

/** Why a meeting does not take place. Chosen, not written: everybody of the consultation reads it, so it says nothing of cases. */
export const cancelReasons = [
  'too-few-people',
  'chair-absent',
  'nothing-to-discuss',
  'other-date',
  'other',
] as const;

export const MeetingSchema = Type.Object(
  {
    meetingId: MeetingIdSchema,
    plannedAt: InstantSchema,
    municipalityNames: Type.Array(Type.String()),
    state: literals(meetingStates),
    cancelReason: nullable(literals(cancelReasons)),
  },
  { $id: 'Meeting', ...closed },
);
export type Meeting = Static<typeof MeetingSchema>;
const MeetingReference = Type.Ref('Meeting') as unknown as typeof MeetingSchema;

/** GET /v1/meetings: the last one first. */
export const MeetingPageSchema = Type.Object(
  {
    meetings: Type.Array(MeetingReference),
    total: Type.Integer(),
    page: Type.Integer(),
    pageSize: Type.Integer(),
    chairedMunicipalities: Type.Array(MunicipalitySchema, {
      description: 'Of whose consultation this person may plan a meeting.',
    }),
  },
  { $id: 'MeetingPage', ...closed },
);
export type MeetingPage = Static<typeof MeetingPageSchema>;

export const PlanMeetingSchema = Type.Object(
  {
    requestId: RequestIdSchema,
    date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Calendar date.' }),
    time: Type.String({
      pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
      description: 'Local time where the people work.',
    }),
    municipalityIds: Type.Array(Type.String({ maxLength: 60 }), {
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
    }),
  },
  { $id: 'PlanMeeting', ...closed },
);
export type PlanMeeting = Static<typeof PlanMeetingSchema>;

export const CancelMeetingSchema = Type.Object(
  { reason: literals(cancelReasons) },
  { $id: 'CancelMeeting', ...closed },
);
export type CancelMeeting = Static<typeof CancelMeetingSchema>;

/** GET /v1/meeting-notices: meetings from today on that do not take place, the first one first. */
export const MeetingNoticesSchema = Type.Object(
  { cancelled: Type.Array(MeetingReference) },
  { $id: 'MeetingNotices', ...closed },
);
export type MeetingNotices = Static<typeof MeetingNoticesSchema>;

export const MeetingPlannedSchema = Type.Object(
  { meetingId: MeetingIdSchema },
  { $id: 'MeetingPlanned', ...closed },
);
export type MeetingPlanned = Static<typeof MeetingPlannedSchema>;

/** A case with what makes it worth discussing. */
export const AgendaItemSchema = Type.Object(
  {
    caseId: CaseIdSchema,
    reference: Type.String(),
    phase: literals(casePhases),
    caseManagerName: nullable(Type.String()),
    overdueSteps: Type.Integer({ description: 'Open steps that are over their term now.' }),
    dueSteps: Type.Integer({
      description: 'Other open steps whose term ends on the day of the meeting or before.',
    }),
    reviewDue: Type.Boolean({ description: 'The next review is planned on that day or before.' }),
    requests: Type.Array(
      Type.Object({ partnerName: Type.String(), at: InstantSchema, reason: Type.String() }, closed),
      { description: 'Who asked to discuss it and why.' },
    ),
    discussed: Type.Boolean(),
  },
  { $id: 'AgendaItem', ...closed },
);
export type AgendaItem = Static<typeof AgendaItemSchema>;
const AgendaItemReference = Type.Ref('AgendaItem') as unknown as typeof AgendaItemSchema;

export const MeetingDetailSchema = Type.Object(
  {
    mark: MarkSchema,
    meeting: MeetingReference,
    canLead: Type.Boolean(),
    agenda: Type.Array(AgendaItemReference, {
      description: 'What of the agenda is for this reader, in order.',
    }),
  },
  { $id: 'MeetingDetail', ...closed },
);
export type MeetingDetail = Static<typeof MeetingDetailSchema>;

/** GET /v1/meetings/{meetingId}/mark: whether it is worth reading the meeting, or one item of it, again. */
export const MeetingMarkSchema = Type.Object({ mark: MarkSchema }, { $id: 'MeetingMark', ...closed });
export type MeetingMark = Static<typeof MeetingMarkSchema>;

/** Cases that are worth discussing and not on the agenda: GET /v1/meetings/{meetingId}/candidates. */
export const CandidateListSchema = Type.Object(
  { candidates: Type.Array(AgendaItemReference) },
  { $id: 'CandidateList', ...closed },
);
export type CandidateList = Static<typeof CandidateListSchema>;

export const AddToAgendaSchema = Type.Object({ caseId: CaseIdSchema }, { $id: 'AddToAgenda', ...closed });
export type AddToAgenda = Static<typeof AddToAgendaSchema>;

export const MoveOnAgendaSchema = Type.Object(
  { beforeCaseId: nullable(CaseIdSchema) },
  { $id: 'MoveOnAgenda', ...closed, description: 'null: to the end.' },
);
export type MoveOnAgenda = Static<typeof MoveOnAgendaSchema>;

/** Asks for a case to be discussed: POST /v1/cases/{caseId}/agenda-requests, answered with 202. */
export const RequestAgendaSchema = Type.Object(
  { requestId: RequestIdSchema, reason: impersonalText({ minLength: 5, maxLength: 1000 }) },
  { $id: 'RequestAgenda', ...closed },
);
export type RequestAgenda = Static<typeof RequestAgendaSchema>;

// --- one item during the meeting ----------------------------------------------------------------------------------

const LinesSchema = Type.Array(Type.Object({ label: Type.String(), value: Type.String() }, closed));

const writtenProperties = {
  recordId: MeetingRecordIdSchema,
  at: InstantSchema,
  lines: LinesSchema,
  correctable: nullable(
    Type.Object(
      {
        revision: Type.Integer({ description: 'Of this wording; goes along with a correction of it.' }),
        data: Type.Record(Type.String(), Type.Unknown()),
      },
      { ...closed, description: 'What it says, by field of its form, for who may correct it now.' },
    ),
  ),
  earlier: Type.Array(Type.Object({ at: InstantSchema, byName: Type.String(), lines: LinesSchema }, closed), {
    description: 'How it read before each correction, when that was and by which organisation; oldest first.',
  }),
};

export const MeetingInterpretationSchema = Type.Object(
  {
    ...writtenProperties,
    byName: Type.String({ description: 'Organisation.' }),
    canRemove: Type.Boolean(),
  },
  { $id: 'MeetingInterpretation', ...closed },
);
export type MeetingInterpretation = Static<typeof MeetingInterpretationSchema>;

export const MeetingDecisionSchema = Type.Object(
  {
    ...writtenProperties,
    ownerName: Type.String({ description: 'Organisation that carries it out.' }),
    state: literals(['open', 'done', 'not-done', 'withdrawn', 'ended']),
    canWithdraw: Type.Boolean(),
  },
  { $id: 'MeetingDecision', ...closed },
);
export type MeetingDecision = Static<typeof MeetingDecisionSchema>;

/** GET /v1/meetings/{meetingId}/agenda/{caseId}. */
export const MeetingItemSchema = Type.Object(
  {
    mark: MarkSchema,
    meeting: MeetingReference,
    item: AgendaItemReference,
    nextCaseId: nullable(CaseIdSchema),
    people: Type.Array(
      Type.Object(
        { userId: UserIdSchema, name: Type.String(), partnerName: Type.String(), present: Type.Boolean() },
        closed,
      ),
      { description: 'Who may be present at this item, and who was.' },
    ),
    interpretations: Type.Array(
      Type.Ref('MeetingInterpretation') as unknown as typeof MeetingInterpretationSchema,
    ),
    decisions: Type.Array(Type.Ref('MeetingDecision') as unknown as typeof MeetingDecisionSchema),
    canInterpret: Type.Boolean(),
    canRecord: Type.Boolean(),
    canPrint: Type.Boolean(),
  },
  { $id: 'MeetingItem', ...closed },
);
export type MeetingItem = Static<typeof MeetingItemSchema>;

export const meetingForms = ['meeting-interpretation', 'meeting-decision'] as const;

export const RecordAttendanceSchema = Type.Object(
  { userId: UserIdSchema, present: Type.Boolean() },
  { $id: 'RecordAttendance', ...closed },
);
export type RecordAttendance = Static<typeof RecordAttendanceSchema>;

/** An interpretation or a decision; `data` follows the form of that name. */
export const RecordInMeetingSchema = Type.Object(
  { requestId: RequestIdSchema, data: Type.Record(Type.String(), Type.Unknown()) },
  { $id: 'RecordInMeeting', ...closed },
);
export type RecordInMeeting = Static<typeof RecordInMeetingSchema>;

/** Another wording of something recorded; `data` follows the same form. */
export const CorrectInMeetingSchema = Type.Object(
  {
    requestId: RequestIdSchema,
    revision: Type.Integer({ minimum: 0, description: 'Of the wording that it replaces.' }),
    data: Type.Record(Type.String(), Type.Unknown()),
  },
  { $id: 'CorrectInMeeting', ...closed },
);
export type CorrectInMeeting = Static<typeof CorrectInMeetingSchema>;

export const RecordedInMeetingSchema = Type.Object(
  { recordId: MeetingRecordIdSchema },
  { $id: 'RecordedInMeeting', ...closed },
);
export type RecordedInMeeting = Static<typeof RecordedInMeetingSchema>;
