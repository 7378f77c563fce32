import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { hasRoom, RESERVED_MIB } from './disk-space.ts';

const another = 'or choose another folder with DATA_DIR.';

/**
 * Makes the folder for the data of an installation when it is missing, for its user alone.
 *
 * @throws Error that says what to do when nothing can be written there, or its disk is nearly full
 */
export async function prepareDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(
      `Nothing can be written to the data folder ${folder} (${code}). Make it writable, ${another}`,
      {
        cause,
      },
    );
  }
  if (!hasRoom(folder))
    throw new Error(
      `Less than ${RESERVED_MIB} MiB is free on the disk of the data folder ${folder}. Make room, ${another}`,
    );
}
