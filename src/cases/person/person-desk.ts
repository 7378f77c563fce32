import type { CasePerson, PersonNotice } from '../../contract/person.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { Decision } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { Outbox } from '../outbox.ts';
import type { User } from '../people.ts';
import type { PersonAccess } from './access.ts';
import { reportLapse } from './notice.ts';
import { personOf } from './person-record.ts';

/** What people do for the rights of the person that a case is about. Every method asks the access policy first. */
export interface PersonDesk {
  read(user: User, caseId: string): Promise<CasePerson>;
  /**
   * A partner reports that its reason not to inform the person lapsed; the contact point gets the question again.
   *
   * @throws ProductError `rule-refused` when no exception holds
   */
  reportLapse(user: User, caseId: string, report: { readonly reason: string }): Promise<void>;
}

export interface PersonDeskOptions {
  readonly repository: CaseRepository;
  readonly outbox: Outbox;
  readonly access: PersonAccess;
  readonly clock: Clock;
  readonly partnerName: (partnerId: string) => string;
}

export function createPersonDesk(options: PersonDeskOptions): PersonDesk {
  const { repository, outbox, access, clock, partnerName } = options;

  const require = (decision: Decision): void => {
    if (!decision.allowed) throw productError('not-permitted', { why: decision.why });
  };

  const knownCase = async (user: User, caseId: string): Promise<CaseFile> => {
    const caseFile = await repository.find(caseId);
    if (caseFile === undefined || !access.readPerson(user, caseFile).allowed) {
      throw productError('not-found', { what: `Casus ${caseId}` });
    }
    return caseFile;
  };

  const deliver = async (caseFile: CaseFile): Promise<void> => {
    for (const entry of caseFile.outbox) await outbox.deliver(caseFile, entry);
  };

  const noticeView = (user: User, caseFile: CaseFile): PersonNotice => {
    const { notices, lapseReports } = personOf(caseFile);
    const last = notices.at(-1);
    return {
      state: last?.outcome ?? 'not-asked',
      decidedAt: last?.at.toISOString() ?? null,
      recheckAt: last?.recheckAt?.toISOString() ?? null,
      lapseReports: lapseReports.map(({ at, partnerId, reason }) => ({
        at: at.toISOString(),
        partnerName: partnerName(partnerId),
        reason,
      })),
      canReportLapse: last?.outcome === 'exception' && access.reportLapse(user, caseFile).allowed,
    };
  };

  return {
    async read(user, caseId) {
      const caseFile = await knownCase(user, caseId);
      return { reference: caseFile.reference, notice: noticeView(user, caseFile) };
    },

    async reportLapse(user, caseId, { reason }) {
      require(access.reportLapse(user, await knownCase(user, caseId)));
      const report = {
        reportId: newId('lapse'),
        at: clock.now(),
        partnerId: user.partnerId,
        userId: user.userId,
        reason,
      };
      await deliver(await repository.change(caseId, (caseFile) => reportLapse(caseFile, report)));
    },
  };
}
