import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { startLocalStore } from '../../src/local/docstore/index.ts';

/** A store for one test file, with a database of its own. */
export interface TestStore {
  readonly uri: string;
  readonly connection: Connection;
  /** Whether the bundled store's files hold a text anywhere; always false for a MongoDB, whose files a test cannot see. */
  filesHold(text: string): boolean;
  close(): Promise<void>;
}

/** Connects to the bundled store in a folder of its own, or to the MongoDB at `MONGODB_URI` when that is set. */
export async function openTestStore(): Promise<TestStore> {
  const database = `test-${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2, 8)}`;
  const given = process.env['MONGODB_URI'];
  if (given !== undefined && given !== '') {
    const connection = await mongoose.createConnection(given, { dbName: database }).asPromise();
    return {
      uri: given,
      connection,
      filesHold: () => false,
      async close() {
        await connection.dropDatabase();
        await connection.close();
      },
    };
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'casusoverleg-store-'));
  const store = await startLocalStore({ port: 0, dataDir });
  const connection = await mongoose.createConnection(store.uri, { dbName: database }).asPromise();
  return {
    uri: store.uri,
    connection,
    filesHold: (text) =>
      readdirSync(dataDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(text)),
    async close() {
      await connection.close();
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
