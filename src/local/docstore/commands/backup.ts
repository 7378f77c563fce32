import { isAbsolute } from 'node:path';
import { StoreError } from '../errors.ts';
import { BackupError } from '../storage/backup.ts';
import { docOf } from './arguments.ts';
import type { Command } from './context.ts';

/**
 * `casusoverlegBackup: 1, path: <new folder>`: an online backup, on the machine of the store. No driver sends it by itself.
 */
export const backup: Command = async ({ store, db, args, connection }) => {
  args.allow('path');
  if (db !== 'admin')
    throw new StoreError('Unauthorized', 'casusoverlegBackup may only be run against the admin database.');
  if (!connection.isLocal)
    throw new StoreError('Unauthorized', 'casusoverlegBackup may only be run from the machine of the store.');
  const path = args.required('path', args.string('path'));
  if (!isAbsolute(path))
    throw new StoreError('BadValue', "casusoverlegBackup.path must be a new folder's absolute path.");
  try {
    await store.backup(path);
  } catch (error) {
    if (error instanceof BackupError) throw new StoreError('BadValue', error.message);
    throw error;
  }
  return docOf({ path });
};
