import { DateTime, Duration } from 'luxon';
import { isSealed, type AuditAnchor } from './audit-anchors.ts';
import { beforeFirst, macOf, type AuditRecord } from './audit-record.ts';
import type { Head } from './audit-log.ts';

/** What does not fit, and where. */
export interface AuditFinding {
  readonly number: number;
  readonly kind:
    | 'changed'
    | 'missing'
    | 'not-linked'
    | 'not-the-kept-head'
    | 'cut-off'
    | 'anchor-changed'
    | 'anchor-missing'
    | 'removed-too-soon';
  readonly text: string;
}

export interface AuditVerification {
  readonly count: number;
  /** The end of the chain; keep it elsewhere to notice later that something was cut off. */
  readonly head: Head;
  readonly findings: readonly AuditFinding[];
  /** Changes that were begun and of which no end was recorded: the product was killed in between. */
  readonly unfinished: readonly number[];
}

/**
 * Checks the chain from its first record, or from the anchor that stands for the records whose term has ended.
 *
 * @param records as stored, ordered by number
 * @param keptHeads ends of the chain that were kept outside the store
 * @param anchors as stored, ordered by number
 */
export async function verifyAuditLog(
  records: AsyncIterable<AuditRecord> | Iterable<AuditRecord>,
  key: Buffer,
  keptHeads: readonly Head[],
  anchors: readonly AuditAnchor[] = [],
): Promise<AuditVerification> {
  const findings: AuditFinding[] = [];
  const find = (number: number, kind: AuditFinding['kind'], text: string): void => {
    findings.push({ number, kind, text });
  };
  const kept = new Map<number, Set<string>>();
  for (const { number, hash } of keptHeads) kept.set(number, (kept.get(number) ?? new Set()).add(hash));
  const begun = new Map<string, number>();
  const isOther = (number: number, hash: string): boolean =>
    [...(kept.get(number) ?? [])].some((keptHash) => keptHash !== hash);

  let last: Head = { number: 0, hash: beforeFirst };
  for (const anchor of anchors) {
    const { _id: number, hash, previous, until, removedAt, period } = anchor;
    if (!isSealed(anchor, key)) {
      find(number, 'anchor-changed', `The anchor of records up to ${number} is not as it was written.`);
    }
    if (previous !== last.number) {
      find(number, 'anchor-missing', `An anchor before the one of records up to ${number} was removed.`);
    }
    if (isOther(number, hash)) {
      find(
        number,
        'not-the-kept-head',
        `The anchor at ${number} is another one than the head that was kept.`,
      );
    }
    if (endOf(until, period) > removedAt) {
      find(number, 'removed-too-soon', `Records up to ${number} were removed before their term ended.`);
    }
    last = { number, hash };
  }
  const anchored = last;
  let count = 0;

  for await (const record of records) {
    const { hash, ...content } = record;
    const number = record._id;
    if (number <= anchored.number) {
      // Removing them was interrupted; the next time deletes them.
      if (macOf(content, key) !== hash) find(number, 'changed', `Record ${number} is not as it was written.`);
      continue;
    }
    count += 1;
    if (number > last.number + 1) {
      find(
        last.number + 1,
        'missing',
        `Records ${last.number + 1} to ${number - 1} are missing: they were removed.`,
      );
    } else if (record.previous !== last.hash) {
      find(number, 'not-linked', `Record ${number} does not follow the record before it.`);
    }
    if (macOf(content, key) !== hash) {
      find(number, 'changed', `Record ${number} is not as it was written.`);
    }
    if (isOther(number, hash)) {
      find(number, 'not-the-kept-head', `Record ${number} is another one than the head that was kept.`);
    }
    if (record.outcome === 'begun') begun.set(record.spanId, number);
    else begun.delete(record.spanId);
    last = { number, hash };
  }

  const furthest = Math.max(0, ...kept.keys());
  if (furthest > last.number) {
    find(
      last.number + 1,
      'cut-off',
      `The log ends at record ${last.number}, but it once had ${furthest}: its end was cut off, or an older backup was put back.`,
    );
  }
  return { count, head: last, findings, unfinished: [...begun.values()] };
}

/** When the term of a record of this moment ends; ISO 8601, UTC, so that text compares as time does. */
function endOf(moment: string, period: string): string {
  return DateTime.fromISO(moment, { zone: 'utc' }).plus(Duration.fromISO(period)).toJSDate().toISOString();
}
