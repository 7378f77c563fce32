import { createHash } from 'node:crypto';
import type { ProcessingRegister } from '../../contract/accountability.ts';
import type { Clock } from '../../lib/clock.ts';
import { ProductError } from '../../lib/errors.ts';
import type { User } from '../people.ts';
import type { AuditLog } from './audit-log.ts';
import type { Actor, AuditEntry, AuditSubject, Outcome } from './audit-record.ts';
import type { ProcessingLog } from './processing-log.ts';
import { processingRecords } from './processing-record.ts';
import { activityById, activityOfPhase, casework } from './register.ts';
import type { SubjectIds } from './subject-id.ts';
import { newTracePlace, type TracePlace } from './trace-context.ts';
import { onTrail, Trail } from './trail.ts';

/** What an operation says of its use of the data of people that cases are about. */
export interface PersonalDataUse {
  readonly access: 'read' | 'write';
  /** In config/register.json; `casework`: the phase of each case decides. */
  readonly activityId: string;
}

/** One operation of a person. */
export interface PersonsOperation extends PersonalDataUse {
  readonly user: User;
  readonly operationId: string;
  /** As sent by the system that called (W3C Trace Context). */
  readonly traceparent?: string | undefined;
}

/** One job of the process engine. */
export interface ProductsJob {
  readonly jobType: string;
  readonly processId: string;
  readonly key: string;
}

/** The one way in which personal data is used: what is done through it is recorded before it is answered. */
export interface Recorder {
  /**
   * Does a person's operation. A change is announced in the log before it is tried, so that it is known even when the
   * product is killed halfway; whatever was read is in the log before the promise is fulfilled. When the log cannot be
   * written, nothing is answered.
   */
  operation<T>(operation: PersonsOperation, work: () => Promise<T>): Promise<T>;
  /** A person was refused before anything was read. */
  refused(operation: PersonsOperation, refusal: string): Promise<void>;
  /**
   * Does an automatic step; its record is durable before the engine is told that it is done. A job that is handed over
   * again is recorded once.
   */
  job<T extends { readonly kind: string }>(job: ProductsJob, work: () => Promise<T>): Promise<T>;
}

export interface RecorderOptions {
  readonly auditLog: AuditLog;
  readonly processingLog: Pick<ProcessingLog, 'append'>;
  readonly subjectIds: SubjectIds;
  readonly register: ProcessingRegister;
  readonly clock: Clock;
}

interface Event {
  readonly place: TracePlace;
  readonly actor: Actor;
  readonly operation: string;
  readonly access: AuditEntry['access'];
  readonly activityId: string;
  readonly startedAt: Date;
}

export function createRecorder(options: RecorderOptions): Recorder {
  const { auditLog, processingLog, subjectIds, register, clock } = options;

  const entry = (event: Event, trail: Trail, outcome: Outcome, refusal: string | null = null): AuditEntry => {
    const { place, actor, operation, access, activityId } = event;
    const subjects = trail.cases().map(({ caseId, phase, items, parts, statedGround }): AuditSubject => {
      const byPhase = activityId === casework && phase !== null;
      return {
        caseId,
        activityId: byPhase ? activityOfPhase(register, phase).activityId : activityId,
        items,
        parts,
        ...(statedGround === undefined ? {} : { statedGround }),
      };
    });
    const activities = new Set([activityId, ...subjects.map((subject) => subject.activityId)]);
    return {
      at: clock.now().toISOString(),
      traceId: place.traceId,
      spanId: place.spanId,
      actor,
      operation,
      access,
      why: [...activities].map((id) => {
        const { purpose, ground } = activityById(register, id);
        return { activityId: id, purpose, ground };
      }),
      statedPurpose: trail.statedPurpose,
      outcome,
      refusal,
      subjects,
    };
  };

  /** The processing log has no users, and no refusals: nothing was done with the data then. */
  const logProcessing = (event: Event, { subjects, outcome }: AuditEntry): Promise<void> =>
    processingLog.append(
      processingRecords(
        {
          place: event.place,
          name: event.operation,
          activityId: event.activityId,
          failed: outcome === 'failed',
          startedAt: event.startedAt,
          endedAt: clock.now(),
          subjects,
        },
        register,
        subjectIds,
      ),
    );

  const begin = ({ user, operationId, access, activityId, traceparent }: PersonsOperation): Event => ({
    place: newTracePlace(traceparent),
    startedAt: clock.now(),
    actor: { kind: 'person', userId: user.userId, partnerId: user.partnerId },
    operation: operationId,
    access,
    activityId,
  });

  const both = async (event: Event, ended: AuditEntry): Promise<void> => {
    await Promise.all([logProcessing(event, ended), auditLog.append(ended)]);
  };

  return {
    async operation(operation, work) {
      const event = begin(operation);
      const trail = new Trail();
      if (operation.access === 'write') await auditLog.append(entry(event, trail, 'begun'));
      let answer;
      try {
        answer = await onTrail(trail, work);
      } catch (error) {
        if (error instanceof ProductError) {
          await auditLog.append(entry(event, trail, 'refused', error.code));
        } else {
          await both(event, entry(event, trail, 'failed'));
        }
        throw error;
      }
      await both(event, entry(event, trail, 'done'));
      return answer;
    },

    async refused(operation, refusal) {
      await auditLog.append(entry(begin(operation), new Trail(), 'refused', refusal));
    },

    async job({ jobType, processId, key }, work) {
      const actor: Actor = { kind: 'product', jobType, processId, jobKey: key };
      const event: Event = {
        place: placeOfJob(key),
        startedAt: clock.now(),
        actor,
        operation: jobType,
        access: 'write',
        activityId: activityOfPhase(register, processId).activityId,
      };
      const trail = new Trail();
      const record = async (outcome: Outcome): Promise<void> => {
        const ended = entry(event, trail, outcome);
        // First the record that is single by its id, so that the other says that both are there.
        await logProcessing(event, ended);
        if (!(await auditLog.has(event.place.spanId, outcome))) await auditLog.append(ended);
      };
      let outcome;
      try {
        outcome = await onTrail(trail, work);
      } catch (error) {
        await record('failed');
        throw error;
      }
      await record(outcome.kind === 'fail' ? 'failed' : 'done');
      return outcome;
    },
  };
}

/** The same for every delivery of a job. */
function placeOfJob(key: string): TracePlace {
  const digest = createHash('sha256').update(`job ${key}`).digest('hex');
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48), parentSpanId: null };
}
