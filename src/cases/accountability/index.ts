import { hkdfSync } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { ProcessingRegister } from '../../contract/accountability.ts';
import type { Clock } from '../../lib/clock.ts';
import type { DomainLog } from '../outbox.ts';
import { createAuditAnchors } from './audit-anchors.ts';
import { createAuditLog, type AuditLog } from './audit-log.ts';
import { keepHeads, readKeptHeads } from './kept-heads.ts';
import { startRounds } from '../../lib/rounds.ts';
import { removeOldRecords } from './log-removal.ts';
import { sendProcessingLog } from './otlp-sender.ts';
import { createLogTraces } from './log-traces.ts';
import { createProcessingLog } from './processing-log.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { subjectIds, type SubjectIds } from './subject-id.ts';

export type { PersonalDataUse, Recorder } from './recorder.ts';
export { notingAccess, notingItems, notingRepository } from './trail.ts';

/** What a running product accounts with. */
export interface Accountability {
  readonly auditLog: AuditLog;
  readonly recorder: Recorder;
  /** Keeps the last end of the audit log, and ends sending. */
  close(): Promise<void>;
}

export interface AccountabilityOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly register: ProcessingRegister;
  /** From which the keys are derived; every process on the same store needs the same. */
  readonly secret: string;
  /** Where ends of the audit log are kept, outside the store. */
  readonly headsFile: string;
  /** Where the processing log is sent as well, with OTLP; undefined: nowhere. */
  readonly otlpEndpoint?: string | undefined;
  readonly productVersion: string;
  /** How long records of both logs are kept; ISO 8601 duration, such as `P5Y`. */
  readonly keepFor: string;
  readonly log: DomainLog;
}

/** How often is looked for records whose term has ended, in milliseconds. */
const REMOVAL_INTERVAL_MS = 24 * 3_600_000;

/** The key of the audit log's hashes. */
export const auditKey = (secret: string): Buffer => derivedKey(secret, 'audit-log');

/** Ids in the processing log. */
export const subjectIdsOf = (secret: string): SubjectIds => subjectIds(derivedKey(secret, 'data-subject-id'));

/** Opens the logs and looks whether the audit log still has the end that was kept last. */
export async function openAccountability(options: AccountabilityOptions): Promise<Accountability> {
  const { connection, clock, register, secret, headsFile, otlpEndpoint, productVersion, keepFor, log } =
    options;
  const key = auditKey(secret);
  const reasonOf = (error: unknown) => ({ reason: error instanceof Error ? error.name : 'unknown' });

  const kept = (await readKeptHeads(headsFile, key)).at(-1);
  const heads = keepHeads({
    file: headsFile,
    key,
    onError: (error) => log(reasonOf(error), 'The end of the audit log could not be kept in DATA_DIR'),
  });
  const auditLog = createAuditLog({ connection, key, onHead: (head) => heads.keep(head) });
  const anchors = createAuditAnchors({ connection, key });
  const processingLog = createProcessingLog({ connection, isSent: otlpEndpoint !== undefined });
  await Promise.all([auditLog.ensureIndexes(), processingLog.ensureIndexes()]);
  const isRemoved = kept !== undefined && kept.number <= ((await anchors.last())?._id ?? 0);
  if (kept !== undefined && !isRemoved && (await auditLog.hashOf(kept.number)) !== kept.hash) {
    log(
      { number: kept.number },
      'The audit log does not have the end that was kept: it was cut off, or an older backup was put back. Run npm run verify-audit-log',
    );
  }
  const sender =
    otlpEndpoint === undefined
      ? undefined
      : sendProcessingLog({ processingLog, endpoint: otlpEndpoint, productVersion, log });
  const traces = createLogTraces(connection);
  const removal = startRounds(async () => {
    try {
      await removeOldRecords({ auditLog, anchors, processingLog, traces, key, period: keepFor }, clock.now());
    } catch (error) {
      log(
        reasonOf(error),
        'Old log records could not be removed, or not from the files of the store; trying again tomorrow. When the reason is BrokenAuditLog, run npm run verify-audit-log',
      );
    }
  }, REMOVAL_INTERVAL_MS);
  return {
    auditLog,
    recorder: createRecorder({
      auditLog,
      processingLog,
      subjectIds: subjectIdsOf(secret),
      register,
      clock,
    }),
    async close() {
      await Promise.all([removal.close(), heads.close(), sender?.close()]);
    },
  };
}

function derivedKey(secret: string, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `casusoverleg ${use}`, 32));
}
