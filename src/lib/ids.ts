import { randomBytes } from 'node:crypto';

/**
 * An opaque id: prefix, hyphen, 128 random bits in URL-safe base64 (22 characters). It says nothing about a person,
 * an order or a moment and cannot be guessed.
 */
export function newId(prefix: string): string {
  return `${prefix}-${randomBytes(16).toString('base64url')}`;
}

/** The inbox item of a job: one job, one item, however often the job is delivered. */
export function itemIdOf(jobKey: string): string {
  return `itm-${jobKey}`;
}
