import { hash, verify } from '@node-rs/argon2';

/**
 * Password storage: argon2id with 19 MiB, two passes and one lane, the first recommendation of the OWASP Password
 * Storage Cheat Sheet. The parameters travel in the hash, so that raising them later leaves old hashes readable.
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Shortest password that a new account may have, in characters (NIST SP 800-63B asks for at least 8). */
export const minimumPasswordLength = 12;

/** How long a password that an administrator set can be replaced by an own one. */
export const temporaryPasswordDays = 7;

/** @returns the hash in PHC format, salt included */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/** @returns whether the password belongs to the hash */
export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password);
}

let decoy: Promise<string> | undefined;

/**
 * Takes as long as verifying a real password and always says no: signing in with an unknown address must not be
 * quicker than with a known one, or the difference tells who has an account.
 */
export async function verifyAgainstNothing(password: string): Promise<false> {
  decoy ??= hashPassword('no account has this password');
  await verifyPassword(await decoy, password);
  return false;
}

/** @returns in Dutch what is wrong with a new password, or null when it will do */
export function passwordObjection(password: string, person: { email: string; name: string }): string | null {
  if ([...password].length < minimumPasswordLength)
    return `Het wachtwoord moet minstens ${minimumPasswordLength} tekens hebben.`;
  if (password.length > 200) return 'Het wachtwoord mag hoogstens 200 tekens hebben.';
  const lower = password.toLowerCase();
  if (lower === person.email.toLowerCase() || lower === person.name.toLowerCase())
    return 'Het wachtwoord mag niet gelijk zijn aan de naam of het e-mailadres.';
  if (new Set(lower).size < 4) return 'Het wachtwoord heeft te weinig verschillende tekens.';
  return null;
}
