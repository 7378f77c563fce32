import type {
  AccessLogEntry,
  AccessLogPage,
  AccessLogPurpose,
  ProcessingRegister,
} from '../../contract/accountability.ts';
import { productError } from '../../lib/errors.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { Decision } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { People, User } from '../people.ts';
import type { AuditLog } from './audit-log.ts';
import type { AuditRecord } from './audit-record.ts';
import { statePurpose } from './trail.ts';

/**
 * "Who looked?" per case, for whoever checks lawfulness. By case and in order of time only: there is no search by person and
 * no count per person, because the log must not be used to judge staff (Wgpart art. 14, second paragraph).
 */
export interface AccessLogReader {
  /** @throws ProductError `not-found` */
  ofCase(
    user: User,
    query: {
      readonly reference: string;
      readonly purpose: AccessLogPurpose;
      readonly page: number;
      readonly pageSize: number;
    },
  ): Promise<AccessLogPage>;
}

export interface AccessLogOptions {
  /** Notes what is read on the trail: reading the log is recorded in the log. */
  readonly repository: Pick<CaseRepository, 'findByReference'>;
  readonly auditLog: Pick<AuditLog, 'ofCase'>;
  readonly people: Pick<People, 'byId'>;
  /** Whether this person may see who looked at this case. */
  readonly mayRead: (user: User, caseFile: CaseFile) => Decision;
  readonly register: ProcessingRegister;
  readonly partnerName: (partnerId: string) => string;
  /** What an operation is called. */
  readonly operationName: (operation: string) => string;
}

export function createAccessLogReader(options: AccessLogOptions): AccessLogReader {
  const { repository, auditLog, people, mayRead, register, partnerName, operationName } = options;

  const entryOf = async (record: AuditRecord, caseId: string): Promise<AccessLogEntry> => {
    const { at, actor, operation, access, outcome, why, statedPurpose, subjects } = record;
    const subject = subjects.find((candidate) => candidate.caseId === caseId);
    const reason = why.find(({ activityId }) => activityId === subject?.activityId);
    const isPerson = actor.kind === 'person';
    return {
      at,
      name: isPerson ? ((await people.byId(actor.userId))?.name ?? actor.userId) : null,
      partnerName: isPerson ? partnerName(actor.partnerId) : null,
      what: isPerson ? operationName(operation) : operation,
      access,
      outcome,
      activity:
        register.activities.find(({ activityId }) => activityId === subject?.activityId)?.name ??
        subject?.activityId ??
        '',
      purpose: reason?.purpose ?? '',
      ground: reason?.ground ?? '',
      statedPurpose,
      statedGround: subject?.statedGround ?? null,
      parts: [...(subject?.items ?? []), ...(subject?.parts ?? [])],
    };
  };

  return {
    async ofCase(user, { reference, purpose, page, pageSize }) {
      statePurpose(purpose);
      const caseFile = await repository.findByReference(reference);
      if (caseFile === undefined || !mayRead(user, caseFile).allowed)
        throw productError('not-found', { what: `Casus ${reference}` });
      const { records, total } = await auditLog.ofCase(caseFile.caseId, { page, pageSize });
      const entries = await Promise.all(records.map((record) => entryOf(record, caseFile.caseId)));
      return { reference, entries, total, page, pageSize };
    },
  };
}
