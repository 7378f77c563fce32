import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Fewest characters of a configured secret: 32 bytes is the block that HS256 needs (RFC 7518 §3.2). */
export const minimumSecretLength = 32;

/**
 * A secret of the installation, such as the one that access tokens are signed with.
 *
 * @param options.what names it in errors
 * @param options.configured what the operator set; wins when given. Every instance of the application needs the same.
 * @param options.file where a generated secret is kept, so that it survives a restart; readable by its owner only
 * @throws Error when the configured secret or the file's content is too short to be safe
 */
export async function keptSecret(options: {
  readonly what: string;
  readonly configured?: string | undefined;
  readonly file: string;
}): Promise<string> {
  if (options.configured !== undefined && options.configured !== '')
    return checked(options.configured, `The configured ${options.what}`);
  const existing = await readExisting(options.file);
  if (existing !== undefined) {
    await chmod(options.file, 0o600);
    return checked(existing, `The ${options.what} in ${options.file}`);
  }
  await mkdir(dirname(options.file), { recursive: true });
  const generated = randomBytes(48).toString('base64url');
  try {
    const handle = await open(options.file, 'wx', 0o600);
    try {
      await handle.writeFile(`${generated}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return generated;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Another process was first; its secret is the one to use.
    return checked((await readExisting(options.file)) ?? '', `The ${options.what} in ${options.file}`);
  }
}

async function readExisting(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function checked(secret: string, what: string): string {
  if (secret.length >= minimumSecretLength) return secret;
  throw new Error(`${what} has ${secret.length} characters; at least ${minimumSecretLength} are needed.`);
}
