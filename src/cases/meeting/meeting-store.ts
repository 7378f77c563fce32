import { Schema, type Connection, type Model } from 'mongoose';
import type { cancelReasons } from '../../contract/meeting.ts';
import { meetingStates } from '../../contract/meeting.ts';
import { productError } from '../../lib/errors.ts';
import { isDuplicateKey } from '../case-repository.ts';

/** A meeting of a consultation. It holds nothing about cases: what is on its agenda stands in the case files. */
export interface Meeting {
  readonly meetingId: string;
  /** Chosen by the client; a repeat plans no second meeting. */
  readonly requestId: string;
  readonly municipalityIds: readonly string[];
  readonly plannedAt: Date;
  /** The chair who planned it. */
  readonly plannedBy: string;
  readonly state: (typeof meetingStates)[number];
  readonly startedAt: Date | null;
  readonly closedAt: Date | null;
  /** Absent: it was not cancelled. */
  readonly cancellation?: {
    readonly at: Date;
    readonly userId: string;
    readonly reason: (typeof cancelReasons)[number];
  };
}

type Filter = Readonly<Record<string, unknown>>;

/** The stored meetings; each method is one atomic write. */
export interface MeetingStore {
  find(meetingId: string): Promise<Meeting | undefined>;
  /** One page of the meetings that a filter of the access policy allows, the last planned first. */
  list(
    filter: Filter,
    page: { readonly page: number; readonly pageSize: number },
  ): Promise<{ readonly meetings: readonly Meeting[]; readonly total: number }>;
  /** Adds a meeting, or answers the one that the same request added before. */
  insert(meeting: Meeting): Promise<Meeting>;
  /** Meetings that a filter of the access policy allows, planned from this moment on and cancelled, the first one first. */
  cancelledFrom(filter: Filter, moment: Date): Promise<readonly Meeting[]>;
  /** planned → running; repeating it is fine. @throws ProductError `rule-refused` when it is closed or cancelled */
  start(meetingId: string, at: Date): Promise<void>;
  /** planned or running → closed; repeating it is fine. @throws ProductError `rule-refused` when it is cancelled */
  close(meetingId: string, at: Date): Promise<void>;
  /** planned → cancelled; repeating it is fine. @throws ProductError `rule-refused` when it has started */
  cancel(meetingId: string, cancellation: NonNullable<Meeting['cancellation']>): Promise<void>;
  /** Builds the indexes. Call once at start, before anything is written. */
  ensureIndexes(): Promise<void>;
}

const schema = new Schema<Meeting>(
  {
    meetingId: { type: String, required: true },
    requestId: { type: String, required: true },
    municipalityIds: { type: [String], required: true },
    plannedAt: { type: Date, required: true },
    plannedBy: { type: String, required: true },
    state: { type: String, enum: [...meetingStates], required: true },
    startedAt: { type: Date, default: null },
    closedAt: { type: Date, default: null },
    cancellation: { type: Schema.Types.Mixed, default: undefined },
  },
  { collection: 'meetings', versionKey: false, minimize: false, strict: 'throw' },
);
schema.index({ meetingId: 1 }, { unique: true, name: 'meeting-by-id' });
schema.index({ requestId: 1 }, { unique: true, name: 'meeting-by-request' });
schema.index({ municipalityIds: 1, plannedAt: -1 }, { name: 'meetings-of-municipality' });

const meetingModel = (connection: Connection): Model<Meeting> =>
  (connection.models['Meeting'] as Model<Meeting> | undefined) ??
  connection.model<Meeting>('Meeting', schema);

/** More than anybody reads above a list. */
const MOST_NOTICES = 10;

const withoutId = { _id: 0 } as const;

/** The store on the collection `meetings` of this connection. */
export function createMeetingStore(connection: Connection): MeetingStore {
  const meetings = meetingModel(connection);
  const findOne = async (filter: Filter): Promise<Meeting | undefined> =>
    (await meetings.findOne(filter, withoutId).lean<Meeting>()) ?? undefined;

  const refuseIn = async (
    meetingId: string,
    reasons: Partial<Record<Meeting['state'], string>>,
  ): Promise<void> => {
    const found = await findOne({ meetingId });
    const reason = found && reasons[found.state];
    if (reason !== undefined) throw productError('rule-refused', { reason });
  };

  return {
    find: (meetingId) => findOne({ meetingId }),

    async list(filter, { page, pageSize }) {
      const [found, total] = await Promise.all([
        meetings
          .find(filter, withoutId)
          .sort({ plannedAt: -1, meetingId: 1 })
          .skip((page - 1) * pageSize)
          .limit(pageSize)
          .lean<Meeting[]>(),
        meetings.countDocuments(filter),
      ]);
      return { meetings: found, total };
    },

    async insert(meeting) {
      try {
        await meetings.create([meeting]);
        return meeting;
      } catch (error) {
        const earlier = isDuplicateKey(error) ? await findOne({ requestId: meeting.requestId }) : undefined;
        if (earlier === undefined) throw error;
        return earlier;
      }
    },

    async start(meetingId, at) {
      await meetings.updateOne(
        { meetingId, state: 'planned' },
        { $set: { state: 'running', startedAt: at } },
      );
      await refuseIn(meetingId, {
        closed: 'Dit overleg is al afgesloten.',
        cancelled: 'Dit overleg is afgezegd.',
      });
    },

    async close(meetingId, at) {
      await meetings.updateOne(
        { meetingId, state: { $in: ['planned', 'running'] } },
        { $set: { state: 'closed', closedAt: at } },
      );
      await refuseIn(meetingId, { cancelled: 'Dit overleg is afgezegd.' });
    },

    async cancel(meetingId, cancellation) {
      await meetings.updateOne(
        { meetingId, state: 'planned' },
        { $set: { state: 'cancelled', cancellation } },
      );
      const reason =
        'Dit overleg is al begonnen. Sluit het af; wat niet is besproken, kan op een andere agenda.';
      await refuseIn(meetingId, { running: reason, closed: 'Dit overleg is al afgesloten.' });
    },

    async cancelledFrom(filter, moment) {
      return meetings
        .find({ $and: [filter, { plannedAt: { $gte: moment }, state: 'cancelled' }] }, withoutId)
        .sort({ plannedAt: 1 })
        .limit(MOST_NOTICES)
        .lean<Meeting[]>();
    },

    async ensureIndexes() {
      await meetings.createIndexes();
    },
  };
}
