import type { Connection } from 'mongoose';
import { isDuplicateKey } from './case-repository.ts';
import { inboxItemModel, type InboxItem } from './inbox-item.ts';

type Filter = Readonly<Record<string, unknown>>;

/** What the user-task worker knows of a job; the rest of the item is the inbox's own. */
export type DeliveredItem = Omit<
  InboxItem,
  'state' | 'reminders' | 'createdAt' | 'withdrawnReason' | 'completedAt' | 'completedBy'
>;

/**
 * The stored inbox items. Each method is one atomic write that states what must be true before it, so that repeating it
 * or doing it after another changes nothing.
 */
export interface InboxStore {
  get(itemId: string): Promise<InboxItem | undefined>;
  list(
    filter: Filter,
    page: { readonly page: number; readonly pageSize: number; readonly newestFirst: boolean },
  ): Promise<readonly InboxItem[]>;
  count(filter: Filter): Promise<number>;
  ofCase(caseId: string): Promise<readonly InboxItem[]>;
  /** Open items of these cases, with only what a summary needs. */
  openOfCases(caseIds: readonly string[]): Promise<readonly Pick<InboxItem, 'caseId' | 'dueAt'>[]>;
  /** Cases of these municipalities with an open item whose term ends before this moment, by id. */
  casesDueBefore(municipalityIds: readonly string[], moment: Date): Promise<readonly string[]>;
  /**
   * The job was handed over (again): makes the item when it is new, else notes the hand-over; an item that had been
   * withdrawn because its job seemed gone is open again.
   */
  deliver(item: DeliveredItem): Promise<InboxItem>;
  /** Undefined: not open, or held by someone not in `from`. */
  assign(itemId: string, from: readonly (string | null)[], to: string | null): Promise<InboxItem | undefined>;
  /** open → submitted; also of an item withdrawn because its job seemed gone. */
  markSubmitted(itemId: string, by: { readonly userId: string; readonly at: Date }): Promise<void>;
  /** submitted → completed. */
  markCompleted(itemId: string): Promise<void>;
  /** open or submitted → withdrawn. */
  markWithdrawn(itemId: string, reason: string): Promise<void>;
  /** Adds a reminder once per job key to the open items of a step. Answers how many it reached. */
  remind(filter: Filter, reminder: { readonly jobKey: string; readonly at: Date }): Promise<number>;
  /** Withdraws open items that the engine has not handed over since this moment. Answers which. */
  withdrawNotDeliveredSince(moment: Date, reason: string): Promise<readonly InboxItem[]>;
  /** Gives the open items of the case manager to a new one and the deputy. */
  handOver(caseId: string, caseManagerId: string, deputyId: string | null): Promise<void>;
  /** Withdraws open items of a case that match. */
  withdrawOfCase(caseId: string, filter: Filter, reason: string): Promise<void>;
  /** Removes every item of a case. */
  deleteOfCase(caseId: string): Promise<void>;
  /** Builds the indexes. Call once at start, before anything is written. */
  ensureIndexes(): Promise<void>;
}

const withoutId = { _id: 0 } as const;

/** The store on the collection `inboxItems` of this connection. */
export function createInboxStore(connection: Connection): InboxStore {
  const items = inboxItemModel(connection);

  const deliver = async (item: DeliveredItem): Promise<InboxItem> => {
    const { deliveredAt, itemId, jobKey } = item;
    const noted = await items
      .findOneAndUpdate(
        { jobKey },
        { $set: { deliveredAt } },
        { returnDocument: 'after', projection: withoutId },
      )
      .lean<InboxItem>();
    if (noted === null) {
      const created: InboxItem = {
        ...item,
        createdAt: deliveredAt,
        state: 'open',
        reminders: [],
        withdrawnReason: null,
        completedAt: null,
        completedBy: null,
      };
      try {
        await items.create([created]);
        return created;
      } catch (error) {
        // Two deliveries of one job at the same moment: the other one made it.
        if (isDuplicateKey(error)) return deliver(item);
        throw error;
      }
    }
    if (noted.state !== 'withdrawn' || noted.completedBy !== null) return noted;
    const reopened = await items
      .findOneAndUpdate(
        { itemId, state: 'withdrawn' },
        { $set: { state: 'open', withdrawnReason: null } },
        { returnDocument: 'after', projection: withoutId },
      )
      .lean<InboxItem>();
    return reopened ?? noted;
  };

  return {
    deliver,

    async get(itemId) {
      return (await items.findOne({ itemId }, withoutId).lean<InboxItem>()) ?? undefined;
    },

    async list(filter, { page, pageSize, newestFirst }) {
      return items
        .find(filter, withoutId)
        .sort(newestFirst ? { completedAt: -1, itemId: 1 } : { dueAt: 1, createdAt: 1, itemId: 1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .lean<InboxItem[]>();
    },

    async count(filter) {
      return items.countDocuments(filter);
    },

    async ofCase(caseId) {
      return items.find({ caseId }, withoutId).sort({ createdAt: 1 }).lean<InboxItem[]>();
    },

    async openOfCases(caseIds) {
      return items
        .find({ caseId: { $in: [...caseIds] }, state: 'open' }, { _id: 0, caseId: 1, dueAt: 1 })
        .lean<Pick<InboxItem, 'caseId' | 'dueAt'>[]>();
    },

    async casesDueBefore(municipalityIds, moment) {
      return items.distinct('caseId', {
        municipalityId: { $in: [...municipalityIds] },
        state: 'open',
        dueAt: { $lt: moment },
      });
    },

    async assign(itemId, from, to) {
      const assigned = await items
        .findOneAndUpdate(
          { itemId, state: 'open', assigneeId: { $in: [...from] } },
          { $set: { assigneeId: to } },
          { returnDocument: 'after', projection: withoutId },
        )
        .lean<InboxItem>();
      return assigned ?? undefined;
    },

    async markSubmitted(itemId, { userId, at }) {
      await items.updateOne(
        { itemId, state: { $in: ['open', 'withdrawn'] }, completedBy: null },
        {
          $set: {
            state: 'submitted',
            completedBy: userId,
            completedAt: at,
            assigneeId: userId,
            withdrawnReason: null,
          },
        },
      );
    },

    async markCompleted(itemId) {
      await items.updateOne({ itemId, state: 'submitted' }, { $set: { state: 'completed' } });
    },

    async markWithdrawn(itemId, reason) {
      await items.updateOne(
        { itemId, state: { $in: ['open', 'submitted'] } },
        { $set: { state: 'withdrawn', withdrawnReason: reason } },
      );
    },

    async remind(filter, reminder) {
      const result = await items.updateMany(
        { ...filter, state: 'open', 'reminders.jobKey': { $ne: reminder.jobKey } },
        { $push: { reminders: reminder } },
      );
      return result.modifiedCount;
    },

    async withdrawNotDeliveredSince(moment, reason) {
      const gone = await items
        .find({ state: 'open', deliveredAt: { $lt: moment } }, withoutId)
        .lean<InboxItem[]>();
      for (const { itemId } of gone) {
        await items.updateOne(
          { itemId, state: 'open', deliveredAt: { $lt: moment } },
          { $set: { state: 'withdrawn', withdrawnReason: reason } },
        );
      }
      return gone;
    },

    async handOver(caseId, caseManagerId, deputyId) {
      await items.updateMany(
        { caseId, state: 'open', isCaseManagers: true },
        {
          $set: {
            assigneeId: caseManagerId,
            candidateUserIds: [caseManagerId, ...(deputyId === null ? [] : [deputyId])],
          },
        },
      );
    },

    async withdrawOfCase(caseId, filter, reason) {
      await items.updateMany(
        { ...filter, caseId, state: 'open' },
        { $set: { state: 'withdrawn', withdrawnReason: reason } },
      );
    },

    async deleteOfCase(caseId) {
      await items.deleteMany({ caseId });
    },

    async ensureIndexes() {
      await items.createIndexes();
    },
  };
}
