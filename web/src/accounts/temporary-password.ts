/** Without letters and digits that look or sound alike: it is read aloud. */
const characters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A random password of four groups of four characters (79 bits). */
export function newTemporaryPassword(): string {
  const group = () => Array.from({ length: 4 }, () => characters[below(characters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/** A random whole number from 0; each equally likely. */
function below(limit: number): number {
  const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
  return byte < 256 - (256 % limit) ? byte % limit : below(limit);
}
