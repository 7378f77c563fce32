import type { Form, RecordSignal } from '../../contract/http.ts';
import type { CaseTransfer, CaseTransfers } from '../../contract/transfer.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { CaseAccess, Decision } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { Configuration } from '../configuration.ts';
import { sentForm, type FormDesk } from '../form-desk.ts';
import { requireImpersonal } from '../impersonal/impersonal-text.ts';
import type { InboxStore } from '../inbox-store.ts';
import type { Outbox } from '../outbox.ts';
import type { User } from '../people.ts';
import { fieldsOf } from '../submissions/fields.ts';
import type { TransferAccess } from './access.ts';
import { runningTransfer } from './ending.ts';
import { proposeTransfer, withdrawTransfer } from './transfer.ts';
import { documentKinds, transferGrounds, type Transfer } from './transfer-record.ts';
import { transferredCase } from './transferred-case.ts';

/** The transfer of a case, in the municipality that it leaves. Every method asks the access policy first. */
export interface TransferDesk {
  /**
   * Of a case that has moved: what went with it and what was corrected since.
   *
   * @throws ProductError `not-found`, or `not-permitted` when the case is shielded otherwise
   */
  read(user: User, caseId: string): Promise<CaseTransfers>;
  /** The form with which a transfer is proposed. */
  form(user: User, caseId: string, language?: 'nl' | 'en'): Promise<Form>;
  /**
   * Asks the suppliers and then the other consultation; repeating the same request asks nothing twice.
   *
   * @throws ProductError `invalid-form`, `not-permitted`, `rule-refused`
   */
  propose(user: User, caseId: string, request: RecordSignal): Promise<void>;
  /** Repeating is fine. @throws ProductError `not-found`, `not-permitted`, `rule-refused` once it was accepted or ended */
  withdraw(user: User, caseId: string, transferId: string, reason: string): Promise<void>;
}

export interface TransferDeskOptions {
  readonly repository: CaseRepository;
  readonly items: InboxStore;
  readonly outbox: Outbox;
  readonly forms: FormDesk;
  readonly access: CaseAccess;
  readonly transferAccess: TransferAccess;
  readonly configuration: Pick<Configuration, 'municipalities' | 'fieldAccess'>;
  readonly clock: Clock;
  readonly partnerName: (partnerId: string) => string;
}

const TRANSFER_FORM = 'transfer';
const TRANSFER_PROCESS = 'transfer';
const withdrawn = 'De overdracht aan een andere gemeente is ingetrokken; deze stap is vervallen.';

export function createTransferDesk(options: TransferDeskOptions): TransferDesk {
  const { repository, items, outbox, forms, access, transferAccess, configuration, clock, partnerName } =
    options;

  const require = (decision: Decision): void => {
    if (!decision.allowed) throw productError('not-permitted', { why: decision.why });
  };

  const knownCase = async (user: User, caseId: string): Promise<CaseFile> => {
    const caseFile = await repository.find(caseId);
    if (caseFile === undefined || !access.readCase(user, caseFile).allowed) {
      throw productError('not-found', { what: `Casus ${caseId}` });
    }
    return caseFile;
  };

  const deliver = async (caseFile: CaseFile): Promise<void> => {
    for (const entry of caseFile.outbox) await outbox.deliver(caseFile, entry);
  };

  const view = (transfer: Transfer, mayTransfer: boolean): CaseTransfer => ({
    transferId: transfer.transferId,
    municipalityName:
      configuration.municipalities.find(({ municipalityId }) => municipalityId === transfer.toMunicipalityId)
        ?.name ?? 'Onbekend',
    proposedAt: transfer.at.toISOString(),
    proposedByName: partnerName(transfer.partnerId),
    reason: transfer.reason,
    state: transfer.state,
    consents: transfer.consents.map(({ partnerId, partIds, answer }) => ({
      partnerName: partnerName(partnerId),
      asked: partIds.length,
      consented: answer?.consentedPartIds.length ?? null,
    })),
    answer:
      transfer.withdrawal?.reason ??
      (transfer.decision?.choice === 'decline' ? transfer.decision.rationale : null),
    canWithdraw: mayTransfer && (transfer.state === 'consent' || transfer.state === 'offered'),
  });

  return {
    async read(user, caseId) {
      const caseFile = await knownCase(user, caseId);
      const { reference, phase } = caseFile;
      if (phase === 'transferred') {
        require(transferAccess.readTransferred(user, caseFile));
        const formOf = await forms.forShowing(caseFile);
        const transferred = transferredCase(caseFile, user, { formOf, access, configuration, partnerName });
        return { reference, transfers: [], canPropose: false, transferred };
      }
      require(access.readCourse(user, caseFile));
      const mayTransfer = transferAccess.transfer(user, caseFile).allowed;
      return {
        reference,
        transfers: caseFile.transfers.map((transfer) => view(transfer, mayTransfer)).reverse(),
        canPropose: mayTransfer && runningTransfer(caseFile) === undefined,
        transferred: null,
      };
    },

    async form(user, caseId, language = 'nl') {
      const caseFile = await knownCase(user, caseId);
      require(transferAccess.transfer(user, caseFile));
      return sentForm(await forms.ofCase(TRANSFER_FORM, caseFile, language));
    },

    async propose(user, caseId, { requestId, data: given }) {
      const before = await knownCase(user, caseId);
      require(transferAccess.transfer(user, before));
      const { data } = forms.check(await forms.ofCase(TRANSFER_FORM, before), given, before);
      const fields = fieldsOf(TRANSFER_FORM, data);
      const proposal = {
        transferId: newId('transfer'),
        requestId,
        at: clock.now(),
        partnerId: user.partnerId,
        userId: user.userId,
        toMunicipalityId: fields.text('toMunicipalityId'),
        ground: fields.choice('ground', transferGrounds),
        reason: fields.text('reason'),
        newCaseId: newId('case'),
        documents: documentKinds.filter((kind) => fields.texts('documents').includes(kind)),
      };
      const changed = await repository.change(caseId, (caseFile) => {
        if (caseFile.transfers.some((transfer) => transfer.requestId === requestId)) return caseFile;
        require(transferAccess.transfer(user, caseFile));
        return proposeTransfer(caseFile, proposal);
      });
      await deliver(changed);
    },

    async withdraw(user, caseId, transferId, reason) {
      const before = await knownCase(user, caseId);
      require(transferAccess.transfer(user, before));
      if (!before.transfers.some((transfer) => transfer.transferId === transferId)) {
        throw productError('not-found', { what: 'Deze overdracht' });
      }
      requireImpersonal(before, reason);
      const withdrawal = { at: clock.now(), userId: user.userId, reason };
      const changed = await repository.change(caseId, (caseFile) => {
        const earlier = caseFile.transfers.find((transfer) => transfer.transferId === transferId)?.withdrawal;
        if (earlier?.userId === user.userId && earlier.reason === reason) return caseFile;
        require(transferAccess.transfer(user, caseFile));
        return withdrawTransfer(caseFile, transferId, withdrawal);
      });
      // One transfer runs at a time: whatever is open is of this one.
      await items.withdrawOfCase(caseId, { processId: TRANSFER_PROCESS }, withdrawn);
      await deliver(changed);
    },
  };
}
