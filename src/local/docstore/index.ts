/** The bundled document store: what the rest of the product may use of it. */
export {
  backupLocalStore,
  rekeyLocalStore,
  restoreLocalStore,
  startLocalStore,
  verifyLocalStore,
  type LocalStore,
  type LocalStoreOptions,
} from './server.ts';
export { BackupError } from './storage/backup.ts';
export { FolderLockedError } from './storage/folder-lock.ts';
export { StoreKeyError } from './storage/seal.ts';
export type { Verification } from './storage/verify.ts';
