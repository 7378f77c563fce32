import { describe, expect, test } from '@jest/globals';
import type { CaseFile } from '../../../src/cases/case-file.ts';
import { shieldCase } from '../../../src/cases/closing.ts';
import { addItems } from '../../../src/cases/information/items.ts';
import { destroyBeforeOf } from '../../../src/cases/retention/destruction.ts';
import { closeTransferredCase, receivedCase } from '../../../src/cases/transfer/moving.ts';
import {
  answerConsent,
  askConsents,
  concludeConsents,
  decideOnTransfer,
  expireTransfer,
  movingParts,
  proposeTransfer,
  transferOf,
  withdrawTransfer,
} from '../../../src/cases/transfer/transfer.ts';
import type { TransferableDocument } from '../../../src/cases/transfer/transferable-documents.ts';
import type { ReceivedDocument } from '../../../src/cases/transfer/transfer-record.ts';
import { aCase, aComposition, monday } from '../../support/case-file.ts';

const transferId = 'transfer-1';
const proposal = {
  transferId,
  requestId: 'request-of-client',
  at: monday,
  partnerId: 'town',
  userId: 'usr-town',
  toMunicipalityId: 'village',
  ground: 'residence' as const,
  reason: 'De betrokkene is verhuisd.',
  newCaseId: 'case-new',
};
const village = {
  municipalityId: 'village',
  name: 'Village',
  municipalityPartnerId: 'village-town',
  policePartnerId: 'police',
  prosecutionPartnerId: 'prosecution',
  consultation: { kind: 'local' as const, invited: [] },
};

/** A document as it arrives; how it reads is tested with the shipped forms. */
const asReceived = ({ documentId, kind, at }: TransferableDocument): ReceivedDocument => ({
  documentId,
  kind,
  madeAt: at,
  lines: [],
});

const content = {
  information: 'Heeft geen werk',
  category: 'ordinary',
  ground: 'wgpart',
  purpose: 'Samen taxeren',
  necessity: 'Het beeld is anders niet compleet',
};
/** The signal of care, one item of the police, one of care. */
const running = ['police', 'care'].reduce<CaseFile>(
  (caseFile, partnerId, index) =>
    addItems(caseFile, [content], {
      partnerId,
      userId: `usr-${partnerId}`,
      suppliedAt: monday,
      submissionId: String(index + 1),
      requestId: 'request-1',
    }),
  aCase({ phase: 'monitoring', composition: aComposition }),
);
const asked = askConsents(proposeTransfer(running, proposal), transferId);
const answer = (caseFile: CaseFile, partnerId: string, consentedPartIds: readonly string[]): CaseFile =>
  answerConsent(caseFile, transferId, partnerId, {
    at: monday,
    userId: `usr-${partnerId}`,
    submissionId: `answer-${partnerId}`,
    consentedPartIds,
  });
const decision = (choice: 'accept' | 'decline') => ({
  choice,
  at: monday,
  userId: 'usr-chair',
  submissionId: '9',
  ground: choice === 'accept' ? ('residence' as const) : null,
  rationale: 'Woont nu hier.',
});
/** Care lets its signal go and keeps its information; the police let theirs go. */
const consented = answer(answer(asked, 'care', ['signal-1']), 'police', ['information-1-1']);
const offered = concludeConsents(consented, transferId, monday).caseFile;
const accepted = decideOnTransfer(offered, transferId, decision('accept'));
const stateOf = (caseFile: CaseFile): string => transferOf(caseFile, transferId).state;

describe('a transfer', () => {
  test('is proposed for a running case only, once at a time, and to another municipality', () => {
    const another = { ...proposal, transferId: 'transfer-2', requestId: 'another-request' };
    expect(() => proposeTransfer(asked, another)).toThrow('al een overdracht');
    expect(() => proposeTransfer(accepted, another)).toThrow('al een overdracht');
    expect(() => proposeTransfer(aCase(), proposal)).toThrow('lopende casus');
    expect(() => proposeTransfer({ ...running, shieldedAt: monday }, proposal)).toThrow('lopende casus');
    expect(() => proposeTransfer(running, { ...proposal, toMunicipalityId: 'town' })).toThrow('andere');
    const withdrawn = withdrawTransfer(asked, transferId, { at: monday, userId: 'usr-town', reason: 'Nee' });
    expect(proposeTransfer(withdrawn, another).transfers).toHaveLength(2);
  });

  test('asks every supplier about what it supplied, and nobody else', () => {
    expect(
      transferOf(asked, transferId).consents.map(({ partnerId, partIds }) => [partnerId, partIds]),
    ).toEqual([
      ['care', ['signal-1', 'information-2-1']],
      ['police', ['information-1-1']],
    ]);
    expect(askConsents(asked, transferId)).toBe(asked);
    expect(() => answer(asked, 'prosecution', [])).toThrow('niets gegeven');
    expect(() => answer(consented, 'care', [])).toThrow('al beantwoord');
    expect(() => answer(offered, 'care', [])).toThrow('al beantwoord');
  });

  test('moves what was consented to: nobody consents for another, silence is no consent', () => {
    const moving = (caseFile: CaseFile) =>
      movingParts(caseFile, transferOf(caseFile, transferId)).map(({ partId }) => partId);
    expect(moving(consented)).toEqual(['signal-1', 'information-1-1']);
    expect(moving(answer(asked, 'care', ['signal-1', 'information-1-1']))).toEqual(['signal-1']);
    expect(moving(asked)).toEqual([]);
    const [ofPolice, ofCare] = consented.informationItems;
    const withdrawn = { ...consented, informationItems: [{ ...ofPolice!, content: null }, ofCare!] };
    expect(moving(withdrawn)).toEqual(['signal-1']);
    const added = addItems(consented, [content], {
      partnerId: 'police',
      userId: 'usr-police',
      suppliedAt: monday,
      submissionId: '3',
      requestId: 'request-2',
    });
    expect(moving(added)).toEqual(['signal-1', 'information-1-1']);
  });

  test('stops without the first signal, which says whom the case is about', () => {
    const refused = answer(answer(asked, 'care', ['information-2-1']), 'police', ['information-1-1']);
    const { caseFile, transferConsent } = concludeConsents(refused, transferId, monday);
    expect([transferConsent, stateOf(caseFile), caseFile.shieldedAt]).toEqual(['none', 'no-consent', null]);
    expect(stateOf(offered)).toBe('offered');
  });

  test('that is declined, expired or withdrawn leaves the case as it was', () => {
    const ends = {
      declined: decideOnTransfer(offered, transferId, decision('decline')),
      expired: expireTransfer(offered, transferId, monday),
      withdrawn: withdrawTransfer(offered, transferId, { at: monday, userId: 'usr-town', reason: 'Nee' }),
    };
    for (const [state, ended] of Object.entries(ends)) {
      expect([stateOf(ended), ended.phase, ended.shieldedAt, ended.receipts]).toEqual([
        state,
        'monitoring',
        null,
        running.receipts,
      ]);
      expect(() => closeTransferredCase(ended, transferId, 'village-town', monday, monday)).toThrow(
        'not accepted',
      );
      expect(() => decideOnTransfer(ended, transferId, decision('accept'))).toThrow('niet meer aangeboden');
    }
    expect(ends.withdrawn.outbox.at(-1)).toMatchObject({
      name: 'transfer-ended',
      correlationKey: transferId,
    });
    expect(stateOf(expireTransfer(accepted, transferId, monday))).toBe('expired');
  });

  test('cannot be taken back once it was accepted', () => {
    const withdrawal = { at: monday, userId: 'usr-town', reason: 'Toch niet' };
    expect(() => withdrawTransfer(accepted, transferId, withdrawal)).toThrow('al aangenomen');
  });

  test('ends with the case when that closes first, and its process too', () => {
    const closed = shieldCase(offered, monday, monday);
    expect(stateOf(closed)).toBe('withdrawn');
    expect(closed.outbox.map((entry) => (entry.kind === 'publish-message' ? entry.name : ''))).toContain(
      'transfer-ended',
    );
  });
});

describe('a case that moves', () => {
  const later = new Date('2031-03-02T10:00:00.000Z');
  const left = closeTransferredCase(accepted, transferId, 'village-town', monday, later);
  const arrived = receivedCase(
    left,
    transferId,
    { municipality: village, reference: 'C-2026-0002', asReceived },
    monday,
  );

  test('is shielded at once where it leaves, with who received what', () => {
    expect(left).toMatchObject({ phase: 'transferred', shieldedAt: monday, destroyBefore: later });
    expect(left.receipts.filter(({ partnerId }) => partnerId === 'village-town')).toEqual(
      ['signal-1', 'information-1-1'].map((id) =>
        expect.objectContaining({ id, ground: expect.any(String) }),
      ),
    );
    expect(left.outbox.at(-1)).toMatchObject({ name: 'case-transferred' });
    expect(() => closeTransferredCase(left, transferId, 'village-town', monday, later)).toThrow(
      'not accepted',
    );
  });

  test('holds what was consented to and nothing else, and begins with those that screen there', () => {
    expect(arrived).toMatchObject({
      caseId: 'case-new',
      municipalityId: 'village',
      phase: 'signal-intake',
      screeningPartnerIds: ['village-town', 'police', 'prosecution'],
      signalPartnerId: 'village-town',
      composition: null,
      invitations: [],
      submissions: [],
      steps: [],
      planVersions: [],
      riskTaxations: [],
      shieldedAt: null,
    });
    expect(arrived.signals.map(({ signalId, partnerId }) => [signalId, partnerId])).toEqual([
      ['signal-1', 'care'],
    ]);
    expect(arrived.informationItems.map(({ informationId }) => informationId)).toEqual(['information-1-1']);
    expect(arrived.receipts.map(({ id, partnerId }) => [id, partnerId])).toEqual([
      ['signal-1', 'village-town'],
      ['signal-1', 'police'],
      ['signal-1', 'prosecution'],
      ['information-1-1', 'village-town'],
      ['information-1-1', 'prosecution'],
    ]);
  });

  test('begins no new term where the first processing counts', () => {
    const rule = { countsFrom: 'first-processing' as const, period: 'P5Y', source: 'WGS' };
    const again = new Date('2027-03-02T10:00:00.000Z');
    const received = { ...arrived, openedAt: again };
    expect(destroyBeforeOf(received, rule, again, 'Europe/Amsterdam')).toEqual(later);
  });

  test('cannot be opened before it was closed where it leaves', () => {
    expect(() =>
      receivedCase(
        accepted,
        transferId,
        { municipality: village, reference: 'C-2026-0002', asReceived },
        monday,
      ),
    ).toThrow('not closed');
  });
});
