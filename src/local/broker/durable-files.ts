import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Forces a file or the entries of a folder to the disk. Windows cannot do that with folders, and has no need to. */
export const sync = async (path: string): Promise<void> => {
  if (process.platform === 'win32' && statSync(path).isDirectory()) return;
  const handle = await open(path, 'r+').catch(() => open(path, 'r'));
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
