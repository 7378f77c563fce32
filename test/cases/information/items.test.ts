import { describe, expect, test } from '@jest/globals';
import { can } from '../../../src/access/policy.ts';
import type { CaseFile, FormData } from '../../../src/cases/case-file.ts';
import { registerComposition } from '../../../src/cases/composition.ts';
import { correctItem, sendCorrection } from '../../../src/cases/information/corrections.ts';
import { addItems } from '../../../src/cases/information/items.ts';
import { recipientsOf } from '../../../src/cases/information/receipts.ts';
import { aCase, aComposition, attendee, monday } from '../../support/case-file.ts';

const composed = aCase({ composition: aComposition });
const content: FormData = {
  information: 'Heeft geen werk',
  category: 'ordinary',
  ground: 'wgpart',
  purpose: 'Samen taxeren',
  necessity: 'Het beeld is anders niet compleet',
};
const supply = {
  partnerId: 'police',
  userId: 'usr-police',
  suppliedAt: monday,
  submissionId: '7',
  requestId: 'request-1',
};
const supplied = (changes: FormData = {}): CaseFile =>
  addItems(composed, [{ ...content, ...changes }], supply);
const correction = {
  correctionId: 'correction-1',
  requestId: 'request-of-client',
  informationId: 'information-7-1',
  partnerId: 'police',
  userId: 'usr-police',
  at: monday,
  reason: 'Het was een ander',
};
const reads = (caseFile: CaseFile, partnerId: string): boolean =>
  can(attendee(partnerId, partnerId), 'case.read-part', {
    caseFile,
    part: { kind: 'information', item: caseFile.informationItems[0]! },
  }).allowed;

describe('information', () => {
  test.each(['ground', 'purpose', 'necessity'])('without %s is not stored', (name) => {
    expect(() => supplied({ [name]: ' ' })).toThrow(
      expect.objectContaining({
        code: 'invalid-form',
        errors: [expect.objectContaining({ pointer: `/items/0/${name}` })],
      }),
    );
  });

  test('is received by every partner that takes part but its supplier', () => {
    expect(recipientsOf(supplied(), 'information', 'information-7-1')).toEqual([
      'town',
      'prosecution',
      'care',
    ]);
    expect(supplied().receipts.at(-1)).toEqual({
      kind: 'information',
      id: 'information-7-1',
      partnerId: 'care',
      at: monday,
      ground: 'wgpart',
    });
  });

  test('is neither shown to nor received by a partner that its supplier excluded', () => {
    const limited = supplied({ hiddenFrom: ['care'] });
    expect(recipientsOf(limited, 'information', 'information-7-1')).toEqual(['town', 'prosecution']);
    expect(reads(limited, 'care')).toBe(false);
    expect(reads(limited, 'town')).toBe(true);
    expect(reads(limited, 'elsewhere')).toBe(false);
  });

  test('cannot be kept from its own supplier', () => {
    expect(reads(supplied({ hiddenFrom: ['police'] }), 'police')).toBe(true);
  });
});

describe('the recipients register', () => {
  test('holds the signal for the three that screen, and later for whoever takes part', () => {
    const opened = aCase();
    expect(recipientsOf(opened, 'signal', 'signal-1')).toEqual(['town', 'police', 'prosecution']);
    const { registeredAt: _at, ...proposal } = {
      ...aComposition,
      partners: [...aComposition.partners, { partnerId: 'probation', reason: 'Nodig' }],
    };
    expect(recipientsOf(registerComposition(opened, proposal, monday), 'signal', 'signal-1')).toEqual([
      'town',
      'police',
      'prosecution',
      'probation',
    ]);
  });
});

describe('a correction', () => {
  const corrected = (to: FormData | null, of = supplied()): CaseFile =>
    correctItem(of, { ...correction, content: to });

  test('replaces what the item says and is sent to everyone who received it', () => {
    const caseFile = corrected({ ...content, information: 'Heeft werk' });
    expect(JSON.stringify(caseFile.informationItems)).toContain('Heeft werk');
    expect(JSON.stringify(caseFile.informationItems)).not.toContain('Heeft geen werk');
    expect(caseFile.outbox).toEqual([
      expect.objectContaining({
        name: 'information-corrected',
        entryId: 'correction-1',
        variables: { correctionId: 'correction-1' },
      }),
    ]);
    const sent = sendCorrection(caseFile, 'correction-1', monday);
    expect(sent.recipientPartnerIds).toEqual(['town', 'prosecution', 'care']);
    expect(recipientsOf(sent.caseFile, 'correction', 'correction-1')).toEqual([
      'town',
      'prosecution',
      'care',
    ]);
  });

  test('also reaches a partner that had the item and may no longer see it', () => {
    const caseFile = corrected({ ...content, hiddenFrom: ['care'] });
    expect(sendCorrection(caseFile, 'correction-1', monday).recipientPartnerIds).toContain('care');
    expect(reads(caseFile, 'care')).toBe(false);
  });

  test('can withdraw the item, once', () => {
    const withdrawn = corrected(null);
    expect(withdrawn.informationItems[0]?.content).toBeNull();
    expect(() => corrected(content, withdrawn)).toThrow('al ingetrokken');
  });

  test('is for its supplier, while the case is open', () => {
    expect(() => correctItem(supplied(), { ...correction, partnerId: 'town', content: null })).toThrow(
      'niet van uw organisatie',
    );
    expect(() => corrected(null, { ...supplied(), shieldedAt: monday })).toThrow('is afgesloten');
    const item = supplied().informationItems[0]!;
    const may = (partnerId: string, caseFile: CaseFile): boolean =>
      can(attendee(partnerId, partnerId), 'information.correct', { caseFile, item }).allowed;
    expect([may('police', supplied()), may('town', supplied())]).toEqual([true, false]);
    expect(may('police', { ...supplied(), shieldedAt: monday })).toBe(false);
  });

  test('still needs a ground', () => {
    expect(() => corrected({ ...content, ground: '' })).toThrow(
      expect.objectContaining({ code: 'invalid-form' }),
    );
  });
});
