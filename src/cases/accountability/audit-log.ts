import { Schema, type Connection, type Model } from 'mongoose';
import { isDuplicateKey } from '../case-repository.ts';
import { beforeFirst, chained, type AuditEntry, type AuditRecord } from './audit-record.ts';

/** The end of the chain. */
export interface Head {
  readonly number: number;
  readonly hash: string;
}

/** The append-only record of every use of personal data (Wgpart art. 14). */
export interface AuditLog {
  /** Adds entries in this order; they are durable when the promise is fulfilled. */
  append(...entries: readonly AuditEntry[]): Promise<void>;
  /** Whether an event ended like this already: a job may be handed over again. */
  has(spanId: string, outcome: AuditEntry['outcome']): Promise<boolean>;
  /** What was done with the data of one case, newest first. */
  ofCase(
    caseId: string,
    page: { readonly page: number; readonly pageSize: number },
  ): Promise<{ readonly records: readonly AuditRecord[]; readonly total: number }>;
  /** The whole chain that is kept, in order. */
  records(): AsyncIterable<AuditRecord>;
  /** What follows a record, in order. */
  recordsAfter(number: number): AsyncIterable<AuditRecord>;
  /** Whether there is any record up to and including this number. */
  hasThrough(number: number): Promise<boolean>;
  /** Deletes the beginning of the chain, up to and including a record; see `log-removal.ts`. */
  removeThrough(number: number): Promise<void>;
  head(): Promise<Head>;
  /** Hash of one record; undefined when it is not there. */
  hashOf(number: number): Promise<string | undefined>;
  /** Builds the indexes. Call once at start, before anything is written. */
  ensureIndexes(): Promise<void>;
}

export interface AuditLogOptions {
  readonly connection: Connection;
  /** Key of the chain's hashes; every process on the same store needs the same. */
  readonly key: Buffer;
  /** Told of each new end of the chain, once it is durable. */
  readonly onHead?: (head: Head) => void;
}

const schema = new Schema<AuditRecord>(
  { _id: { type: Number, required: true } },
  { collection: 'auditLog', versionKey: false, strict: false },
);
schema.index({ 'subjects.caseId': 1, _id: -1 }, { name: 'audit-of-case' });
schema.index({ spanId: 1 }, { name: 'audit-of-event' });

const auditModel = (connection: Connection): Model<AuditRecord> =>
  (connection.models['AuditRecord'] as Model<AuditRecord> | undefined) ??
  connection.model<AuditRecord>('AuditRecord', schema);

/** Records of one insert at most: what waits while another insert is under way goes together. */
const BATCH_SIZE = 200;
/** Another process was first this many times in a row: a fault, not chance. */
const ATTEMPTS = 100;

interface Waiting {
  readonly entry: AuditEntry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The log in the collection `auditLog` of this connection. */
export function createAuditLog({ connection, key, onHead = () => undefined }: AuditLogOptions): AuditLog {
  const model = auditModel(connection);
  // The driver's own insert: it says how many of a batch were written before another process's record.
  const collection = connection.collection<AuditRecord>('auditLog');
  const waiting: Waiting[] = [];
  let known: Head | undefined;
  let writing = false;

  const readHead = async (): Promise<Head> => {
    const last = await model.findOne({}, { hash: 1 }).sort({ _id: -1 }).lean<AuditRecord>();
    return last === null ? { number: 0, hash: beforeFirst } : { number: last._id, hash: last.hash };
  };

  /** Inserts as many as fit before another process's record. Answers how many. */
  const insert = async (entries: readonly AuditEntry[], head: Head): Promise<number> => {
    const records: AuditRecord[] = [];
    let last = head;
    for (const entry of entries) {
      const record = chained(entry, last, key);
      records.push(record);
      last = { number: record._id, hash: record.hash };
    }
    try {
      await collection.insertMany(records, {
        ordered: true,
        writeConcern: { w: 'majority', journal: true },
      });
      known = last;
      onHead(last);
      return records.length;
    } catch (error) {
      known = undefined;
      if (!isDuplicateKey(error)) throw error;
      return (error as { insertedCount?: number }).insertedCount ?? 0;
    }
  };

  const write = async (): Promise<void> => {
    for (let attempt = 0; waiting.length > 0;) {
      const batch = waiting.slice(0, BATCH_SIZE);
      try {
        const written = await insert(
          batch.map(({ entry }) => entry),
          known ?? (await readHead()),
        );
        for (const { resolve } of waiting.splice(0, written)) resolve();
        attempt = written > 0 ? 0 : attempt + 1;
        if (attempt > ATTEMPTS) throw new Error('The audit log was written by others every time.');
        if (written === 0) await pause(Math.random() * Math.min(attempt * 2, 40));
      } catch (error) {
        known = undefined;
        for (const { reject } of waiting.splice(0, batch.length)) reject(error);
        attempt = 0;
      }
    }
    writing = false;
  };

  return {
    async append(...entries) {
      const written = entries.map(
        (entry) => new Promise<void>((resolve, reject) => waiting.push({ entry, resolve, reject })),
      );
      if (!writing) {
        writing = true;
        void write();
      }
      await Promise.all(written);
    },

    async has(spanId, outcome) {
      return (await model.exists({ spanId, outcome })) !== null;
    },

    async ofCase(caseId, { page, pageSize }) {
      const filter = { 'subjects.caseId': caseId };
      const [records, total] = await Promise.all([
        model
          .find(filter)
          .sort({ _id: -1 })
          .skip((page - 1) * pageSize)
          .limit(pageSize)
          .lean<AuditRecord[]>(),
        model.countDocuments(filter),
      ]);
      return { records, total };
    },

    recordsAfter: (number) =>
      model
        .find({ _id: { $gt: number } })
        .sort({ _id: 1 })
        .lean<AuditRecord>()
        .cursor() as AsyncIterable<AuditRecord>,

    async hasThrough(number) {
      return (await model.exists({ _id: { $lte: number } })) !== null;
    },

    async removeThrough(number) {
      await collection.deleteMany({ _id: { $lte: number } });
    },

    records: () => model.find({}).sort({ _id: 1 }).lean<AuditRecord>().cursor() as AsyncIterable<AuditRecord>,

    head: readHead,

    async hashOf(number) {
      return (await model.findById(number, { hash: 1 }).lean<AuditRecord>())?.hash;
    },

    async ensureIndexes() {
      await model.createIndexes();
    },
  };
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
