import { DateTime, Duration } from 'luxon';
import type { AuditAnchors } from './audit-anchors.ts';
import type { AuditLog, Head } from './audit-log.ts';
import { beforeFirst, macOf } from './audit-record.ts';
import type { LogTraces } from './log-traces.ts';
import type { ProcessingLog } from './processing-log.ts';

/** The records at the beginning of the audit log do not fit together, so nothing may be removed: it would hide that. */
export class BrokenAuditLog extends Error {
  override readonly name = 'BrokenAuditLog';
}

export interface LogRemovalOptions {
  readonly auditLog: Pick<AuditLog, 'recordsAfter' | 'hasThrough' | 'removeThrough' | 'head'>;
  readonly anchors: AuditAnchors;
  readonly processingLog: Pick<ProcessingLog, 'hasBefore' | 'removeBefore'>;
  readonly traces: LogTraces;
  readonly key: Buffer;
  /** How long records are kept; ISO 8601 duration, such as `P5Y`. */
  readonly period: string;
}

/**
 * Removes the records whose term has ended, from the beginning of the log on. First an anchor with the hash of the last of
 * them is durable, then they are deleted; killed in between, the next time deletes what was left. The newest record always
 * stays, so that the log goes on from it. What was removed is then gone from the files of the store, too; killed before, the next
 * time does that.
 *
 * @returns how many records of the audit log were removed
 * @throws BrokenAuditLog when what would be removed was changed or is not whole
 */
export async function removeOldRecords(options: LogRemovalOptions, at: Date): Promise<number> {
  const { processingLog, traces, period } = options;
  const before = DateTime.fromJSDate(at, { zone: 'utc' }).minus(Duration.fromISO(period)).toJSDate();
  try {
    if (await processingLog.hasBefore(before)) {
      await traces.expect();
      await processingLog.removeBefore(before);
    }
    return await removeBeginning(options, before, at);
  } finally {
    await traces.erase();
  }
}

/** Removes the beginning of the audit log. Answers how many records. */
async function removeBeginning(options: LogRemovalOptions, before: Date, at: Date): Promise<number> {
  const { auditLog, anchors, traces, key, period } = options;

  const anchor = await anchors.last();
  const start: Head = { number: anchor?._id ?? 0, hash: anchor?.hash ?? beforeFirst };
  const newest = (await auditLog.head()).number;
  let last = start;
  let until = '';
  for await (const record of auditLog.recordsAfter(start.number)) {
    if (record._id >= newest || record.at >= before.toISOString()) break;
    const { hash, ...content } = record;
    if (record._id !== last.number + 1 || record.previous !== last.hash || macOf(content, key) !== hash)
      throw new BrokenAuditLog(`Record ${record._id} of the audit log does not fit.`);
    last = { number: record._id, hash };
    until = record.at;
  }
  if (last.number > start.number) {
    const isOurs = await anchors.add({
      _id: last.number,
      hash: last.hash,
      previous: start.number,
      until,
      removedAt: at.toISOString(),
      period,
    });
    // Another process removes them, or fails at it and finishes the next time.
    if (!isOurs) return 0;
  }
  if (await auditLog.hasThrough(last.number)) {
    await traces.expect();
    await auditLog.removeThrough(last.number);
  }
  return last.number - start.number;
}
