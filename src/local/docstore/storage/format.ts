import type { Environment } from './environment.ts';
import { checksum } from './checksum.ts';
import { CATALOG_RANGE, DOCUMENTS_RANGE, ENCRYPTION_KEY, FORMAT_KEY, FORMAT_VERSION } from './layout.ts';

/** The data folder was written by a release with another layout. */
export class FormatError extends Error {
  constructor(found: string) {
    super(
      `The data folder has format ${found}; this release reads formats 1 to ${FORMAT_VERSION}. Open it with the release that wrote it and move the data with mongodump and mongorestore.`,
    );
    this.name = 'FormatError';
  }
}

/**
 * What an older format needs to become the next one, inside a transaction; the first brings 1 to 2.
 *
 * 1 → 2: nothing moves. The number keeps releases that know no encryption away from an encrypted folder.
 * 2 → 3: what is not sealed gets a checksum.
 */
const UPGRADES: readonly ((disk: Environment) => void)[] = [() => undefined, addChecksums];

function addChecksums(disk: Environment): void {
  if (disk.get(ENCRYPTION_KEY)) return;
  for (const range of [CATALOG_RANGE, DOCUMENTS_RANGE]) {
    const keys: Buffer[] = [];
    for (const { key } of disk.range(range, false)) keys.push(key);
    for (const key of keys) disk.put(key, checksum.close(key, disk.get(key)!));
  }
}

/** The format of a folder; undefined for a new one. */
export function readFormat(disk: Environment): string | undefined {
  return disk.get(FORMAT_KEY)?.toString();
}

/**
 * Brings an older format up to date.
 * @throws FormatError for a format of another release
 */
export function upgradeFormat(disk: Environment, found: string): void {
  const version = Number(found);
  if (!/^\d+$/.test(found) || version < 1 || version > FORMAT_VERSION) throw new FormatError(found);
  if (version === FORMAT_VERSION) return;
  disk.write(() => {
    for (const upgrade of UPGRADES.slice(version - 1)) upgrade(disk);
    writeFormat(disk);
  });
}

/** Marks a folder as one of this release; only inside `write`. */
export function writeFormat(disk: Environment): void {
  disk.put(FORMAT_KEY, Buffer.from(String(FORMAT_VERSION)));
}
