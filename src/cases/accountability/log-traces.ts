import { Schema, type Connection, type Model } from 'mongoose';
import { newId } from '../../lib/ids.ts';
import { eraseDeletedOf } from '../erase-deleted.ts';

/** What the store may still have in its files of log records that were removed. */
export interface LogTraces {
  /** Notes, durably, that records are about to be removed. */
  expect(): Promise<void>;
  /** When that was noted: makes the store give up what was removed, and forgets the note. Killed before, it is done the next time. */
  erase(): Promise<void>;
}

/** The note; its token is another one for everybody who removes, so that nobody forgets a note of somebody else. */
interface Noted {
  readonly _id: 'logs';
  readonly token: string;
}

const schema = new Schema<Noted>(
  { _id: { type: String, required: true }, token: { type: String, required: true } },
  { collection: 'pendingErasures', versionKey: false, strict: 'throw' },
);

const notedModel = (connection: Connection): Model<Noted> =>
  (connection.models['PendingErasure'] as Model<Noted> | undefined) ??
  connection.model<Noted>('PendingErasure', schema);

/** On the collections of both logs of this connection. */
export function createLogTraces(connection: Connection): LogTraces {
  const notes = notedModel(connection);
  return {
    async expect() {
      await notes.updateOne(
        { _id: 'logs' },
        { $set: { token: newId('erasure') } },
        { upsert: true, writeConcern: { w: 'majority', journal: true } },
      );
    },

    async erase() {
      const noted = await notes.findById('logs').lean<Noted>();
      if (noted === null) return;
      await eraseDeletedOf(connection, [{ name: 'auditLog' }, { name: 'processingLog' }]);
      await notes.deleteOne({ _id: 'logs', token: noted.token });
    },
  };
}
