import type { Collection, Connection } from 'mongoose';
import { giveCasesTheirYears } from './active-years.ts';

/**
 * Brings every document of a collection from one version to the next. It may run again after a crash half-way, and in two
 * processes at once: a document that is done already must stay as it is.
 */
export type Migration = (collection: Collection) => Promise<void>;

/** Per collection its migrations, oldest first: the first brings version 1 to 2. Only ever add at the end. */
export type Migrations = Readonly<Record<string, readonly Migration[]>>;

/** Drops indexes whose keys have changed, so that they are made anew under their names. */
const withoutIndexes =
  (...names: readonly string[]): Migration =>
  async (collection) => {
    for (const { name } of await collection.listIndexes().toArray())
      if (names.includes(String(name))) await collection.dropIndex(String(name));
  };

/** The collections of the product and what happened to them since the first release. */
export const migrations: Migrations = {
  accounts: [],
  auditLog: [],
  auditLogAnchors: [],
  cases: [
    giveCasesTheirYears,
    withoutIndexes(
      'cases-of-participant',
      'cases-of-screening-partner',
      'cases-of-recording-partner',
      'cases-opened-in-emergency-by',
    ),
  ],
  counters: [],
  inboxItems: [
    withoutIndexes('items-of-assignee', 'items-of-candidate-user', 'items-of-partner', 'items-done-by'),
    withoutIndexes('items-of-assignee', 'items-of-candidate-user'),
  ],
  meetings: [],
  pendingErasures: [],
  processDefinitions: [],
  processingLog: [],
  sessions: [],
  signInAttempts: [],
};

/** Where the version of each collection is kept: `{ _id: <collection>, version }`. */
const VERSIONS = 'collectionVersions';

interface CollectionVersion {
  readonly _id: string;
  readonly version: number;
}

/**
 * Brings every collection to the version of this release. Call once at start, before anything reads or writes.
 *
 * @throws Error when a newer release wrote a collection: this one would misread it or lose what it does not know
 */
export async function migrate(connection: Connection, known: Migrations = migrations): Promise<void> {
  const versions = connection.collection<CollectionVersion>(VERSIONS);
  const found = new Map((await versions.find().toArray()).map(({ _id, version }) => [_id, version]));
  // All are looked at before any is changed: a refused start leaves everything as it is.
  for (const [name, steps] of Object.entries(known)) {
    const version = found.get(name);
    if (version !== undefined && version > steps.length + 1)
      throw new Error(
        `The collection ${name} has version ${version}, and this release knows up to ${steps.length + 1}. ` +
          'Start the newer release again, or restore a backup from before it.',
      );
  }
  for (const [name, steps] of Object.entries(known)) {
    const collection = connection.collection(name);
    let version = found.get(name);
    if (version === undefined) {
      // Data without a version is of the first release; without data there is nothing to migrate.
      version = (await collection.findOne({}, { projection: { _id: 1 } })) ? 1 : steps.length + 1;
      await versions.updateOne({ _id: name }, { $setOnInsert: { version } }, { upsert: true });
    }
    for (; version <= steps.length; version++) {
      await steps[version - 1]!(collection);
      await versions.updateOne({ _id: name, version }, { $set: { version: version + 1 } });
    }
  }
}
