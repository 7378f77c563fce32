import { createHash, randomBytes } from 'node:crypto';
import type { ProcessingRegister } from '../../contract/accountability.ts';
import type { Clock } from '../../lib/clock.ts';
import { ProductError } from '../../lib/errors.ts';
import type { User } from '../people.ts';
import type { AuditLog } from './audit-log.ts';
import type { Actor, AuditEntry, AuditSubject, Outcome } from './audit-record.ts';
import { activityById, activityOfPhase, casework } from './register.ts';
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
  readonly register: ProcessingRegister;
  readonly clock: Clock;
}

type Event = Pick<AuditEntry, 'traceId' | 'spanId' | 'actor' | 'operation' | 'access'> & {
  readonly activityId: string;
};

export function createRecorder({ auditLog, register, clock }: RecorderOptions): Recorder {
  const entry = (event: Event, trail: Trail, outcome: Outcome, refusal: string | null = null): AuditEntry => {
    const { activityId, ...rest } = event;
    const subjects = trail.cases().map(({ caseId, phase, items, parts }): AuditSubject => {
      const byPhase = activityId === casework && phase !== null;
      return {
        caseId,
        activityId: byPhase ? activityOfPhase(register, phase).activityId : activityId,
        items,
        parts,
      };
    });
    const activities = new Set([activityId, ...subjects.map((subject) => subject.activityId)]);
    return {
      at: clock.now().toISOString(),
      ...rest,
      why: [...activities].map((id) => {
        const { purpose, ground } = activityById(register, id);
        return { activityId: id, purpose, ground };
      }),
      outcome,
      refusal,
      subjects,
    };
  };

  const begin = ({ user, operationId, access, activityId }: PersonsOperation): Event => ({
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    actor: { kind: 'person', userId: user.userId, partnerId: user.partnerId },
    operation: operationId,
    access,
    activityId,
  });

  return {
    async operation(operation, work) {
      const event = begin(operation);
      const trail = new Trail();
      if (operation.access === 'write') await auditLog.append(entry(event, trail, 'begun'));
      let answer;
      try {
        answer = await onTrail(trail, work);
      } catch (error) {
        const refused = error instanceof ProductError;
        await auditLog.append(
          refused ? entry(event, trail, 'refused', error.code) : entry(event, trail, 'failed'),
        );
        throw error;
      }
      await auditLog.append(entry(event, trail, 'done'));
      return answer;
    },

    async refused(operation, refusal) {
      await auditLog.append(entry(begin(operation), new Trail(), 'refused', refusal));
    },

    async job({ jobType, processId, key }, work) {
      const actor: Actor = { kind: 'product', jobType, processId, jobKey: key };
      const event: Event = {
        ...idsOfJob(key),
        actor,
        operation: jobType,
        access: 'write',
        activityId: activityOfPhase(register, processId).activityId,
      };
      const trail = new Trail();
      const record = async (outcome: Outcome): Promise<void> => {
        if (await auditLog.has(event.spanId, outcome)) return;
        await auditLog.append(entry(event, trail, outcome));
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
function idsOfJob(key: string): Pick<Event, 'traceId' | 'spanId'> {
  const digest = createHash('sha256').update(`job ${key}`).digest('hex');
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) };
}
