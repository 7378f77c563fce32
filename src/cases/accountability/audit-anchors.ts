import { Schema, type Connection, type Model } from 'mongoose';
import { isDuplicateKey } from '../case-repository.ts';
import { macOf } from './audit-record.ts';

/** What stands for the removed beginning of the audit log: the chain goes on from its hash. */
export interface AuditAnchor {
  /** Number of the last record that was removed. */
  readonly _id: number;
  /** Hash of that record. */
  readonly hash: string;
  /** Number of the anchor before this one; 0: none. */
  readonly previous: number;
  /** Moment of the last record that was removed; ISO 8601, UTC. */
  readonly until: string;
  readonly removedAt: string;
  /** How long records were kept then; ISO 8601 duration. */
  readonly period: string;
  /** Keyed, as the hashes of the log: who has no key cannot make one. */
  readonly mac: string;
}

/** The anchors of the audit log; all are kept, as an account of what was removed when. */
export interface AuditAnchors {
  /** In order. */
  list(): Promise<readonly AuditAnchor[]>;
  last(): Promise<AuditAnchor | undefined>;
  /** Adds one durably; false when another process was first. */
  add(anchor: Omit<AuditAnchor, 'mac'>): Promise<boolean>;
}

const schema = new Schema<AuditAnchor>(
  { _id: { type: Number, required: true } },
  { collection: 'auditLogAnchors', versionKey: false, strict: false },
);

const anchorModel = (connection: Connection): Model<AuditAnchor> =>
  (connection.models['AuditAnchor'] as Model<AuditAnchor> | undefined) ??
  connection.model<AuditAnchor>('AuditAnchor', schema);

export const isSealed = ({ mac, ...anchor }: AuditAnchor, key: Buffer): boolean => macOf(anchor, key) === mac;

/** The anchors in the collection `auditLogAnchors` of this connection. */
export function createAuditAnchors({
  connection,
  key,
}: {
  readonly connection: Connection;
  readonly key: Buffer;
}): AuditAnchors {
  const model = anchorModel(connection);
  return {
    list: async () => model.find({}).sort({ _id: 1 }).lean<AuditAnchor[]>(),
    last: async () => (await model.findOne({}).sort({ _id: -1 }).lean<AuditAnchor>()) ?? undefined,
    async add(anchor) {
      try {
        await connection
          .collection<AuditAnchor>('auditLogAnchors')
          .insertOne(
            { ...anchor, mac: macOf(anchor, key) },
            { writeConcern: { w: 'majority', journal: true } },
          );
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
