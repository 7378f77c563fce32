import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { ValueGuard } from './guarded-environment.ts';

/** The key of an encrypted store is missing, not usable or not the right one; the message says which and what to do. */
export class StoreKeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreKeyError';
  }
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const SALT_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What tells that a key is the right one. */
const PROOF = Buffer.from('casusoverleg document store');

/**
 * The operator's key from its text: 32 random bytes as 64 hexadecimal digits or 44 characters of base64.
 * @throws StoreKeyError for anything else: a password is not a key
 */
export function parseStoreKey(text: string): Buffer {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, 'hex')
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)
      ? Buffer.from(trimmed, 'base64')
      : undefined;
  if (key?.length !== KEY_BYTES)
    throw new StoreKeyError(
      'The key of the store must be 32 random bytes in base64 or hexadecimal. Make one with: openssl rand -base64 32',
    );
  return key;
}

/**
 * Seals values with AES-256-GCM for their place in the store: what was changed, or put in another place, does not open.
 *
 * A nonce is never used twice under one key: 8 bytes are drawn at random by every process that opens the store and 4 count.
 * A restored backup therefore cannot repeat what its original uses, as a counter on the disk would.
 */
export class Seal implements ValueGuard {
  /** What is kept in the folder in the clear: a salt, and a proof that tells the right key from a wrong one. */
  readonly header: Buffer;
  readonly #key: KeyObject;
  readonly #nonce = Buffer.alloc(NONCE_BYTES);
  #count = 0;

  private constructor(storeKey: Buffer, salt: Buffer, proof?: Buffer) {
    this.#key = createSecretKey(new Uint8Array(hkdfSync('sha256', storeKey, salt, 'documents', KEY_BYTES)));
    this.header = Buffer.concat([salt, proof ?? this.close(salt, PROOF)]);
  }

  /** The seal of a new folder, with a salt of its own: two folders under one key have nothing in common. */
  static create(storeKey: Buffer): Seal {
    return new Seal(storeKey, randomBytes(SALT_BYTES));
  }

  /**
   * The seal of an encrypted folder.
   * @throws StoreKeyError when the key is not the one that the folder was made with
   */
  static of(storeKey: Buffer, header: Buffer): Seal {
    const salt = header.subarray(0, SALT_BYTES);
    const proof = header.subarray(SALT_BYTES);
    const seal = new Seal(storeKey, salt, proof);
    try {
      seal.open(salt, proof);
    } catch (cause) {
      throw new StoreKeyError(
        'The key is not the one that this store was encrypted with. Give the right key; without it the data cannot be read.',
        { cause },
      );
    }
    return seal;
  }

  /** Encrypts a value for a place. */
  close(place: Buffer, value: Buffer): Buffer {
    const nonce = this.#nextNonce();
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce).setAAD(place);
    return Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  }

  /**
   * The value that was sealed for a place.
   * @throws Error when it was changed or moved
   */
  open(place: Buffer, sealed: Buffer): Buffer {
    const end = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(ALGORITHM, this.#key, sealed.subarray(0, NONCE_BYTES))
      .setAAD(place)
      .setAuthTag(sealed.subarray(end));
    const value = decipher.update(sealed.subarray(NONCE_BYTES, end));
    decipher.final();
    return value;
  }

  remains(): undefined {
    return undefined;
  }

  #nextNonce(): Buffer {
    if (this.#count === 0) randomBytes(8).copy(this.#nonce);
    this.#nonce.writeUInt32BE(this.#count, 8);
    this.#count = (this.#count + 1) % 2 ** 32;
    return Buffer.from(this.#nonce);
  }
}
