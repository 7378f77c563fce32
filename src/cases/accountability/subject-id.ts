import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

/** Ids of the people that cases are about, as the processing log may hold them. */
export interface SubjectIds {
  encrypt(caseId: string): string;
  /** @throws Error when the text was not made with this key */
  decrypt(encrypted: string): string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a nonce that is made from the id itself: the same id always gives the same text, so that all records of
 * one person can be found by who has the key, and by nobody else. Nothing but equality shows.
 */
export function subjectIds(key: Buffer): SubjectIds {
  const part = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', use, 32));
  const [cipherKey, nonceKey] = [part('cipher'), part('nonce')];
  return {
    encrypt(caseId) {
      const nonce = createHmac('sha256', nonceKey).update(caseId).digest().subarray(0, NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', cipherKey, nonce);
      const text = Buffer.concat([cipher.update(caseId, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url');
    },
    decrypt(encrypted) {
      const bytes = Buffer.from(encrypted, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', cipherKey, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    },
  };
}
