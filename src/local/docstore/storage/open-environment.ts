import { markUsed, prepareDataFile } from '../../../lib/data-file.ts';
import { DiskEnvironment, type Environment } from './environment.ts';
import { readFormat, upgradeFormat, writeFormat } from './format.ts';
import { ENCRYPTION_KEY } from './layout.ts';
import { Seal, StoreKeyError } from './seal.ts';
import { checksum } from './checksum.ts';
import { GuardedEnvironment, type OnDamaged } from './guarded-environment.ts';
import { SealedEnvironment } from './sealed-environment.ts';

/** An open folder. */
export interface OpenedEnvironment {
  readonly environment: Environment;
  /** Its index entries are in memory only, and must be made again from the documents. */
  readonly volatileIndexes: boolean;
}

/**
 * Opens the files of a data folder; a new folder is encrypted when a key is given, an older format is brought up to date.
 * @param path folder of the data files; must exist
 * @param onDamaged as in `GuardedEnvironment`; only to find out what is damaged
 * @throws FormatError, StoreKeyError when the folder needs a key, another key, or none
 * @throws DataFileLost, DamagedData
 */
export async function openEnvironment(
  path: string,
  key: Buffer | undefined,
  onDamaged?: OnDamaged,
): Promise<OpenedEnvironment> {
  prepareDataFile(path);
  const disk = new DiskEnvironment(path);
  try {
    const seal = openDisk(disk, key);
    markUsed(path);
    return seal
      ? { environment: new SealedEnvironment(disk, seal, onDamaged), volatileIndexes: true }
      : { environment: new GuardedEnvironment(disk, checksum, onDamaged), volatileIndexes: false };
  } catch (error) {
    await disk.close();
    throw error;
  }
}

function openDisk(disk: Environment, key: Buffer | undefined): Seal | undefined {
  const format = readFormat(disk);
  if (format === undefined) {
    const seal = key && Seal.create(key);
    disk.write(() => {
      writeFormat(disk);
      if (seal) disk.put(ENCRYPTION_KEY, seal.header);
    });
    return seal;
  }
  upgradeFormat(disk, format);
  const header = disk.get(ENCRYPTION_KEY);
  if (header && !key)
    throw new StoreKeyError(
      'The data folder is encrypted and needs its key: set STORE_KEY or STORE_KEY_FILE.',
    );
  if (!header && key)
    throw new StoreKeyError(
      'A key was given, but the data folder is not encrypted. Encrypt it into a new folder with: npm run store -- --data OLD --rekey NEW --new-key-file FILE; or leave the key out.',
    );
  return header && key ? Seal.of(key, header) : undefined;
}
