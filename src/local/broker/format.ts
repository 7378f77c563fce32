import type { RootDatabase } from 'lmdb';
import { ROWS, sealed } from './sealed-text.ts';

/** Raised with every change of what is written that an older release would misread; with an entry in `UPGRADES`. */
export const FORMAT_VERSION = 5;

/**
 * What brings a folder from the format at its place (the first: from 1 to 2) to the next, inside one transaction. Stays for
 * ever, together with a folder of that format in `test/fixtures/engine`.
 *
 * 1 to 2: nothing moves. The number keeps releases that know no decisions and forms away from a folder that may have them.
 * 2 to 3: every row gets a checksum, and the folder the number of its rows.
 * 3 to 4: nothing moves. The number keeps releases away that would leave what is ended or started in portions half-way.
 * 4 to 5: nothing moves. The number keeps releases away that would leave outputs of an ended multi-instance where they are,
 * and signals half-way.
 */
const UPGRADES: readonly ((db: RootDatabase<string, Buffer>) => void)[] = [
  () => undefined,
  (db) => {
    const rows = [...db.getRange(ROWS)];
    for (const { key, value } of rows) db.putSync(key, sealed(value));
    db.putSync(metaKey('rows'), sealed(String(rows.length)));
  },
  () => undefined,
  () => undefined,
];

/** The data folder was written by a release with another layout, or for another partition. */
export class IncompatibleData extends Error {
  override readonly name = 'IncompatibleData';
}

const META_PREFIX = 'm';

/** Where facts about the folder itself stand, apart from the rows. */
export const metaKey = (name: 'format' | 'partition' | 'lock' | 'rows' | 'history'): Buffer =>
  Buffer.from(`${META_PREFIX}${name}`);

/**
 * Marks a new folder; brings one of an older format up to date, after which releases that know only that one refuse it.
 *
 * @throws IncompatibleData for a format that this release does not know, and for another partition
 */
export const bringUpToDate = (
  db: RootDatabase<string, Buffer>,
  folder: string,
  partitionId: number,
): void => {
  const format = db.get(metaKey('format'));
  if (format === undefined) {
    db.transactionSync(() => {
      db.putSync(metaKey('format'), String(FORMAT_VERSION));
      db.putSync(metaKey('partition'), String(partitionId));
      db.putSync(metaKey('rows'), sealed('0'));
    });
    return;
  }
  const found = Number(format);
  if (!/^[1-9]\d*$/.test(format) || found > FORMAT_VERSION) {
    throw new IncompatibleData(
      `The data folder ${folder} was written by a newer release (format ${format}; this release reads formats 1 to ` +
        `${FORMAT_VERSION}). Start the release that wrote it, or choose an empty folder (--data).`,
    );
  }
  const partition = db.get(metaKey('partition'));
  if (partition !== String(partitionId)) {
    throw new IncompatibleData(
      `The data folder ${folder} belongs to partition ${partition ?? '?'}, not to ${partitionId}: its keys would no ` +
        'longer be unique. Start with the same partition, or choose an empty folder (--data).',
    );
  }
  if (found === FORMAT_VERSION) return;
  db.transactionSync(() => {
    for (const upgrade of UPGRADES.slice(found - 1)) upgrade(db);
    db.putSync(metaKey('format'), String(FORMAT_VERSION));
  });
};
