import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { StoreError } from '../errors.ts';

/** The one user of a store with a password. */
export const USER = 'casusoverleg';
/** The one mechanism (RFC 5802, RFC 7677). */
export const MECHANISM = 'SCRAM-SHA-256';
/** Rounds of PBKDF2 that a client needs for each guess; MongoDB's default for this mechanism. */
const ITERATIONS = 15_000;
const SALT_BYTES = 28;
/** Shortest password that is taken (characters). */
const MIN_PASSWORD = 16;
/** Longest message of a client (bytes); real ones have some two hundred. */
const MAX_MESSAGE = 1_024;

/** What the store keeps of a password: enough to check a client, not to be one. */
export interface Credentials {
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/**
 * Derives the credentials of a password, with a new salt.
 * @throws Error for a password shorter than 16 characters, or with others than printable ASCII: clients prepare those in
 * different ways
 */
export function credentialsOf(password: string): Credentials {
  if (!/^[\x20-\x7e]*$/.test(password))
    throw new Error('The password of the store may have printable ASCII characters only; choose another.');
  if (password.length < MIN_PASSWORD)
    throw new Error(`The password of the store needs at least ${MIN_PASSWORD} characters; choose another.`);
  const salt = randomBytes(SALT_BYTES);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  return { salt, storedKey: sha256(hmac(salted, 'Client Key')), serverKey: hmac(salted, 'Server Key') };
}

/** The same answer whatever was wrong, so that nobody learns which part. */
function refused(): StoreError {
  return new StoreError('AuthenticationFailed', 'Authentication failed.');
}

/** One client proving that it knows the password: first message, then the proof. */
export class ScramConversation {
  readonly #credentials: Credentials;
  readonly #knownUser: boolean;
  readonly #header: string;
  readonly #nonce: string;
  readonly #start: string;
  /** What the client is told first: nonce, salt and iterations. */
  readonly challenge: string;

  /** @throws StoreError AuthenticationFailed for a malformed first message */
  constructor(credentials: Credentials, message: string) {
    const match = /^([ny],(?:a=[^,]*)?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+))$/.exec(message);
    if (!match || message.length > MAX_MESSAGE) throw refused();
    this.#credentials = credentials;
    this.#header = match[1]!;
    this.#knownUser = match[3]!.replaceAll('=2C', ',').replaceAll('=3D', '=') === USER;
    this.#nonce = match[4]! + randomBytes(24).toString('base64');
    this.challenge = `r=${this.#nonce},s=${credentials.salt.toString('base64')},i=${ITERATIONS}`;
    this.#start = `${match[2]!},${this.challenge}`;
  }

  /**
   * Checks the proof.
   * @returns what proves to the client that the store knows the password too
   * @throws StoreError AuthenticationFailed for an unknown user, a wrong password or a malformed message
   */
  finish(message: string): string {
    const match = /^(c=([^,]+),r=([^,]+)),p=([A-Za-z0-9+/=]+)$/.exec(message);
    if (!match || message.length > MAX_MESSAGE) throw refused();
    const { storedKey, serverKey } = this.#credentials;
    const proof = Buffer.from(match[4]!, 'base64');
    if (proof.length !== storedKey.length) throw refused();
    const whole = `${this.#start},${match[1]!}`;
    const signature = hmac(storedKey, whole);
    const clientKey = Buffer.from(proof.map((byte, i) => byte ^ signature[i]!));
    const knowsPassword = timingSafeEqual(sha256(clientKey), storedKey);
    const sameChannel = Buffer.from(match[2]!, 'base64').toString('utf8') === this.#header;
    if (!knowsPassword || !this.#knownUser || !sameChannel || match[3] !== this.#nonce) throw refused();
    return `v=${hmac(serverKey, whole).toString('base64')}`;
  }
}

/** Where one connection stands. */
export class ConnectionAuthentication {
  /** The client has proved that it knows the password. */
  done = false;
  /** Between the first message and the last. */
  conversation: ScramConversation | undefined;
  /** The proof was right, but the client wants one more, empty exchange. */
  awaitsEmptyExchange = false;
  skipsEmptyExchange = false;
}
