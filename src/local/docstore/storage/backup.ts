import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Environment } from './environment.ts';
import { CATALOG_RANGE, DOCUMENTS_RANGE, type Entry, INDEXES_RANGE, type KeyRange } from './layout.ts';
import { openEnvironment } from './open-environment.ts';

/** Folder of LMDB's files inside a data folder. */
export const DOCUMENTS_FOLDER = 'documents';

/** A backup could not be made; nothing of it is left behind. */
export class BackupError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BackupError';
  }
}

/**
 * Copies the environment, as it is at one moment, into a new data folder in a folder that exists.
 * @throws BackupError
 */
export function backupTo(environment: Environment, target: string): Promise<void> {
  return makeFolder(target, (documents) => environment.backup(documents));
}

/**
 * Copies everything into a new data folder in a folder that exists, encrypted with another key, or not encrypted.
 * @throws BackupError
 */
export function rekeyTo(source: Environment, target: string, key: Buffer | undefined): Promise<void> {
  return makeFolder(target, async (documents) => {
    const { environment } = await openEnvironment(documents, key);
    try {
      for (const range of [CATALOG_RANGE, DOCUMENTS_RANGE, INDEXES_RANGE]) copy(source, environment, range);
    } finally {
      await environment.close();
    }
  });
}

/** Entries copied in one transaction, so that memory stays small. */
const COPY_BATCH = 1_000;

function copy(source: Environment, target: Environment, range: KeyRange): void {
  let batch: Entry[] = [];
  const flush = (): void => {
    target.write(() => batch.forEach(({ key, value }) => target.put(key, value)));
    batch = [];
  };
  for (const entry of source.range(range, false)) {
    batch.push(entry);
    if (batch.length === COPY_BATCH) flush();
  }
  flush();
}

/** Makes a data folder under another name beside it first, so that a half one is never taken for a whole one. */
async function makeFolder(target: string, fill: (documents: string) => Promise<void>): Promise<void> {
  const folder = resolve(target);
  if (existsSync(folder))
    throw new BackupError(`The folder ${folder} exists already; a backup needs a new folder.`);
  const parent = dirname(folder);
  const draft = join(parent, `.${basename(folder)}.${randomUUID()}.partial`);
  const documents = join(draft, DOCUMENTS_FOLDER);
  try {
    // Not recursive: with that, Node never returns where the system says ENOENT for a parent that exists (/proc).
    for (const path of [draft, documents]) await mkdir(path, { mode: 0o700 });
    await fill(documents);
    for (const name of await readdir(documents)) await sync(join(documents, name));
    for (const path of [documents, draft]) await sync(path);
    await rename(draft, folder);
    await sync(parent);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new BackupError(
      `The backup into ${folder} failed: ${error instanceof Error ? error.message : String(error)}. Check space and permissions and try again.`,
    );
  }
}

/** Waits until a file or folder is on the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
