import { Schema, type Connection, type Model } from 'mongoose';
import { isDuplicateKey } from '../case-repository.ts';
import type { ProcessingRecord } from './processing-record.ts';

/** The product's own copy of the processing log: complete, whatever becomes of the collector that it is sent to. */
export interface ProcessingLog {
  /** Adds records, durably; a record that is there already is left as it is. */
  append(records: readonly ProcessingRecord[]): Promise<void>;
  /** Records that were not sent to the collector yet, oldest first. */
  unsent(limit: number): Promise<readonly ProcessingRecord[]>;
  /** Whether there is anything that was done before a moment. */
  hasBefore(moment: Date): Promise<boolean>;
  /** Removes what was done before a moment, sent or not. */
  removeBefore(moment: Date): Promise<void>;
  markSent(records: readonly ProcessingRecord[]): Promise<void>;
  /** Builds the indexes. Call once at start, before anything is written. */
  ensureIndexes(): Promise<void>;
}

type Stored = ProcessingRecord & { readonly unsent?: true };

const schema = new Schema<Stored>(
  { _id: { type: String, required: true } },
  { collection: 'processingLog', versionKey: false, strict: false },
);
schema.index({ trace_id: 1 }, { name: 'processing-of-trace' });
schema.index({ 'dpl.data_subject_id': 1, start_time: -1 }, { name: 'processing-of-subject' });
schema.index({ start_time: 1 }, { name: 'processing-by-time' });
schema.index({ unsent: 1, start_time: 1 }, { name: 'processing-unsent', sparse: true });

const processingModel = (connection: Connection): Model<Stored> =>
  (connection.models['ProcessingRecord'] as Model<Stored> | undefined) ??
  connection.model<Stored>('ProcessingRecord', schema);

/**
 * The log in the collection `processingLog` of this connection.
 *
 * @param options.isSent whether there is a collector, so that records wait for it
 */
export function createProcessingLog(options: {
  readonly connection: Connection;
  readonly isSent: boolean;
}): ProcessingLog {
  const model = processingModel(options.connection);
  const collection = options.connection.collection<Stored>('processingLog');
  return {
    async append(records) {
      if (records.length === 0) return;
      const stored = records.map((record): Stored => (options.isSent ? { ...record, unsent: true } : record));
      try {
        await collection.insertMany(stored, {
          ordered: false,
          writeConcern: { w: 'majority', journal: true },
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async unsent(limit) {
      return model.find({ unsent: true }).sort({ start_time: 1 }).limit(limit).lean<ProcessingRecord[]>();
    },

    async hasBefore(moment) {
      return (await model.exists({ start_time: { $lt: moment } })) !== null;
    },

    async removeBefore(moment) {
      await collection.deleteMany({ start_time: { $lt: moment } });
    },

    async markSent(records) {
      await collection.updateMany({ _id: { $in: records.map(({ _id }) => _id) } }, {
        $unset: { unsent: '' },
      } as never);
    },

    async ensureIndexes() {
      await model.createIndexes();
    },
  };
}
