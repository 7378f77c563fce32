import { Schema, type Connection, type Model } from 'mongoose';

/** One version of a process as it was deployed: the text, who did it and why. */
export interface RecordedVersion {
  readonly processId: string;
  /** Issued by the engine, from 1 per process id. */
  readonly version: number;
  readonly processDefinitionKey: string;
  readonly name: string;
  readonly xml: string;
  /** SHA-256 of the XML. */
  readonly checksum: string;
  readonly note: string;
  /** User id; null: shipped with the product. */
  readonly deployedBy: string | null;
  readonly deployedAt: Date;
  readonly recordedAt: Date;
  /**
   * When an emptied engine began to count from 1 again, the versions of before were set aside; null: the engine knows
   * this version. What was set aside stays: it says how earlier cases were handled, and why.
   */
  readonly supersededAt: Date | null;
}

const schema = new Schema<RecordedVersion>(
  {
    processId: { type: String, required: true },
    version: { type: Number, required: true },
    processDefinitionKey: { type: String, required: true },
    name: { type: String, required: true },
    xml: { type: String, required: true },
    checksum: { type: String, required: true },
    note: { type: String, required: true },
    deployedBy: { type: String, default: null },
    deployedAt: { type: Date, required: true },
    recordedAt: { type: Date, required: true },
    supersededAt: { type: Date, default: null },
  },
  { collection: 'processDefinitions', versionKey: false, strict: 'throw' },
);
schema.index({ processId: 1, version: 1, supersededAt: 1 }, { unique: true, name: 'version-of-process' });
schema.index({ processDefinitionKey: 1 }, { name: 'version-by-key' });
schema.index({ processId: 1, checksum: 1 }, { name: 'version-by-checksum' });

/** The collection `processDefinitions` on this connection. */
export function recordedVersionModel(connection: Connection): Model<RecordedVersion> {
  return (
    (connection.models['ProcessDefinition'] as Model<RecordedVersion> | undefined) ??
    connection.model<RecordedVersion>('ProcessDefinition', schema)
  );
}
