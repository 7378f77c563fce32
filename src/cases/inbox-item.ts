import { Schema, type Connection, type Model } from 'mongoose';
import { itemStates } from '../contract/http.ts';
import type { Refs, StepPlace } from './case-file.ts';

export type ItemState = (typeof itemStates)[number];

/** A human step waiting for, or done by, a person. Made from a user task's job, one per job key. No personal data. */
export interface InboxItem extends StepPlace {
  /** `itm-<jobKey>`. */
  readonly itemId: string;
  readonly caseId: string;
  readonly caseReference: string;
  /** Where the case belongs; people see only items of municipalities for which they are designated. */
  readonly municipalityId: string;
  /** The step's name in the process version at hand. */
  readonly stepName: string;
  readonly formId: string;
  /** Who has it: named by the process or claimed; null: nobody yet. */
  readonly assigneeId: string | null;
  /** People named by the process (assignee, candidate users, the case manager's deputy). */
  readonly candidateUserIds: readonly string[];
  /** Partners whose attendees may claim it. */
  readonly candidatePartnerIds: readonly string[];
  /** It goes along when the case is handed over; absent: from before steps said so. */
  readonly isCaseManagers?: boolean;
  /** For whoever chairs the consultation of its municipality at that moment; absent: for nobody as a chair. */
  readonly isChairs?: boolean;
  readonly refs: Refs;
  readonly reason: string;
  readonly legalBasis: string;
  /** Id in config/terms.json; null when the step has no term. */
  readonly termId: string | null;
  readonly createdAt: Date;
  readonly dueAt: Date | null;
  readonly reminders: readonly { readonly jobKey: string; readonly at: Date }[];
  readonly state: ItemState;
  /** When the engine last handed the job over; an open item that is not handed over again is gone. */
  readonly deliveredAt: Date;
  readonly withdrawnReason: string | null;
  readonly completedAt: Date | null;
  readonly completedBy: string | null;
}

const schema = new Schema<InboxItem>(
  {
    itemId: { type: String, required: true },
    jobKey: { type: String, required: true },
    caseId: { type: String, required: true },
    caseReference: { type: String, required: true },
    municipalityId: { type: String, required: true },
    processId: { type: String, required: true },
    processVersion: { type: Number, required: true },
    processDefinitionKey: { type: String, required: true },
    processInstanceKey: { type: String, required: true },
    elementId: { type: String, required: true },
    elementInstanceKey: { type: String, required: true },
    stepName: { type: String, required: true },
    formId: { type: String, required: true },
    assigneeId: { type: String, default: null },
    candidateUserIds: { type: [String], required: true },
    candidatePartnerIds: { type: [String], required: true },
    isCaseManagers: { type: Boolean },
    isChairs: { type: Boolean },
    refs: { type: Schema.Types.Mixed, required: true },
    reason: { type: String, required: true },
    legalBasis: { type: String, required: true },
    termId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    dueAt: { type: Date, default: null },
    reminders: { type: [Schema.Types.Mixed], required: true, default: undefined },
    state: { type: String, enum: [...itemStates], required: true },
    deliveredAt: { type: Date, required: true },
    withdrawnReason: { type: String, default: null },
    completedAt: { type: Date, default: null },
    completedBy: { type: String, default: null },
  },
  { collection: 'inboxItems', versionKey: false, minimize: false, strict: 'throw' },
);
schema.index({ jobKey: 1 }, { unique: true, name: 'item-by-job' });
schema.index({ itemId: 1 }, { unique: true, name: 'item-by-id' });
// With all that the policy's filters ask: a list looks at nothing that its reader may not know of, and a count at no item.
schema.index(
  { assigneeId: 1, municipalityId: 1, state: 1, isChairs: 1, dueAt: 1 },
  { name: 'items-of-assignee' },
);
schema.index(
  { candidateUserIds: 1, municipalityId: 1, state: 1, isChairs: 1, dueAt: 1 },
  { name: 'items-of-candidate-user' },
);
schema.index(
  { candidatePartnerIds: 1, municipalityId: 1, state: 1, assigneeId: 1, dueAt: 1 },
  { name: 'items-of-partner' },
);
schema.index({ isChairs: 1, municipalityId: 1, state: 1, dueAt: 1 }, { name: 'items-of-chairs' });
schema.index({ completedBy: 1, municipalityId: 1, completedAt: -1 }, { name: 'items-done-by' });
schema.index({ caseId: 1, state: 1 }, { name: 'items-of-case' });
schema.index({ municipalityId: 1, state: 1 }, { name: 'items-of-municipality' });
schema.index({ state: 1, dueAt: 1 }, { name: 'items-by-term' });
schema.index({ state: 1, deliveredAt: 1 }, { name: 'items-by-delivery' });

/** The collection `inboxItems` on this connection. */
export function inboxItemModel(connection: Connection): Model<InboxItem> {
  return (
    (connection.models['InboxItem'] as Model<InboxItem> | undefined) ??
    connection.model<InboxItem>('InboxItem', schema)
  );
}
