import { createHmac } from 'node:crypto';
import type { AccessLogPurpose } from '../../contract/accountability.ts';

/** Who did it: a person of a partner, or the product itself in an automatic step. */
export type Actor =
  | { readonly kind: 'person'; readonly userId: string; readonly partnerId: string }
  | {
      readonly kind: 'product';
      readonly jobType: string;
      readonly processId: string;
      readonly jobKey: string;
    };

/** `begun` is written before a change is tried; a `done`, `refused` or `failed` of the same event follows it. */
export type Outcome = 'begun' | 'done' | 'refused' | 'failed';

/** Why somebody looked who takes no part in the case, as they wrote it themselves. */
export interface StatedGround {
  readonly kind: 'break-glass' | 'lawfulness-review';
  readonly reason: string;
}

/** A person's case as far as it was touched: ids, and the reason that somebody gave. */
export interface AuditSubject {
  readonly caseId: string;
  /** The processing activity, in config/register.json, in whose course it was touched. */
  readonly activityId: string;
  readonly items: readonly string[];
  /** Parts of the content that were shown, such as `submission:2251799813685249`. */
  readonly parts: readonly string[];
  /** Absent when it was an ordinary part in the case, and in records from before it could be given. */
  readonly statedGround?: StatedGround;
}

/**
 * One use of personal data: who, what, why, of whom, when, how it ended. Never anything that a case says; a stated reason
 * is the one text in it, and whoever writes it is asked to leave people out.
 */
export interface AuditEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** W3C trace id: joins this record with the processing log, in which users do not occur. */
  readonly traceId: string;
  /** The event: one operation of a person or one job. */
  readonly spanId: string;
  readonly actor: Actor;
  /** Operation of the API, or job type. */
  readonly operation: string;
  readonly access: 'read' | 'write';
  /** Why: activity, purpose and legal ground, as the register said at that moment. */
  readonly why: readonly {
    readonly activityId: string;
    readonly purpose: string;
    readonly ground: string;
  }[];
  /** For what the log itself was read; null in all other records. */
  readonly statedPurpose: AccessLogPurpose | null;
  readonly outcome: Outcome;
  /** Code from the error catalogue; null unless refused. */
  readonly refusal: string | null;
  readonly subjects: readonly AuditSubject[];
}

/** An entry in its place in the chain. */
export interface AuditRecord extends AuditEntry {
  /** Counts from 1 without gaps; unique, so that several processes on one store cannot fork the chain. */
  readonly _id: number;
  /** Hash of the record before it. */
  readonly previous: string;
  readonly hash: string;
}

/** What comes before the first record. */
export const beforeFirst = '0'.repeat(64);

/** The entry as a record after another one. */
export function chained(
  entry: AuditEntry,
  previous: { readonly number: number; readonly hash: string },
  key: Buffer,
): AuditRecord {
  const record = { ...entry, _id: previous.number + 1, previous: previous.hash };
  return { ...record, hash: macOf(record, key) };
}

/**
 * HMAC-SHA-256 of a record without its hash. Keyed, so that whoever can write to the store but has no key cannot make a
 * chain that fits.
 */
export function macOf(record: object, key: Buffer): string {
  return createHmac('sha256', key).update(canonicalJson(record)).digest('hex');
}

/** JSON with sorted names and no spaces (RFC 8785 for values without fractions): equal values give equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
