import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCK_FILE = 'store.lock';

/** Folders held by this process: the process number in a lock file cannot tell two holders in one process apart. */
const heldHere = new Set<string>();

/** A data folder is in use, or cannot be used. */
export class FolderLockedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FolderLockedError';
  }
}

interface Holder {
  readonly pid: number;
  /** Start of the process, so that a reused process number is not taken for the holder. */
  readonly started: string;
  readonly token: string;
}

/** A mark of when a process started; empty where the system does not tell (then the number alone decides). */
function startOf(pid: number | 'self'): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in brackets and may contain spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot}/${fields[19] ?? ''}`;
  } catch {
    return '';
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startOf(holder.pid);
  return holder.started === '' || now === '' || now === holder.started;
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    if (typeof holder.pid !== 'number') return undefined;
    return { pid: holder.pid, started: holder.started ?? '', token: holder.token ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * Takes the exclusive lock on a data folder, creating the folder if needed. A lock left by a process that no longer
 * lives is taken over.
 * @returns releases the lock
 * @throws FolderLockedError naming the process that holds the folder
 */
export function lockFolder(folder: string): () => void {
  // Case files are nobody else's to read.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const real = realpathSync(folder);
  if (heldHere.has(real))
    throw new FolderLockedError(`The data folder ${folder} is already open in this process.`);
  const path = join(real, LOCK_FILE);
  const mine: Holder = { pid: process.pid, started: startOf('self'), token: randomUUID() };
  const draft = join(real, `${LOCK_FILE}.${mine.token}`);
  writeFileSync(draft, JSON.stringify(mine));
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        // A link appears at once with its whole content, and only if nobody else's is there.
        linkSync(draft, path);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 5) throw error;
        removeStale(folder, path, mine);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  heldHere.add(real);
  return () => {
    if (!heldHere.delete(real)) return;
    if (readHolder(path)?.token === mine.token) rmSync(path, { force: true });
  };
}

function removeStale(folder: string, path: string, mine: Holder): void {
  const holder = readHolder(path);
  if (
    holder &&
    isAlive(holder) &&
    !(holder.pid === mine.pid && holder.started === mine.started && holder.started === '')
  ) {
    throw new FolderLockedError(
      `The data folder ${folder} is in use by process ${holder.pid}. Stop that process, or choose another folder.`,
    );
  }
  const aside = `${path}.stale.${mine.token}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved && moved.token !== holder?.token) {
    // Somebody else took over in between: give the lock back to them.
    renameSync(aside, path);
    throw new FolderLockedError(`The data folder ${folder} is in use by process ${moved.pid}.`);
  }
  rmSync(aside, { force: true });
}
