import { describe, expect, test } from '@jest/globals';
import type { CaseFile } from '../../../src/cases/case-file.ts';
import {
  personOf,
  type RightsDecision,
  type RightsRequest,
} from '../../../src/cases/person/person-record.ts';
import {
  adviseOnRequest,
  decideOnRequest,
  executingPartnerIds,
  extendRequest,
  recordExport,
  recordRightsRequest,
} from '../../../src/cases/person/rights-request.ts';
import { aCase, aComposition, monday } from '../../support/case-file.ts';
import { aRightsRequest, rightsRequestId } from '../../support/rights-request.ts';

const recorded = (kind: RightsRequest['kind'] = 'access'): CaseFile =>
  recordRightsRequest(aCase({ composition: aComposition }), aRightsRequest(kind));
const decision = (choice: RightsDecision['choice']): RightsDecision => ({
  choice,
  at: monday,
  userId: 'usr-town',
  submissionId: '1',
  withheldPartnerIds: [],
  withheldReason: null,
  otherNames: [],
});
const objected = (caseFile: CaseFile): CaseFile =>
  adviseOnRequest(caseFile, rightsRequestId, {
    partnerId: 'police',
    choice: 'exception',
    submissionId: '2',
  });

describe('a request of the person', () => {
  test('starts a process of its own for each request', () => {
    expect(recorded().outbox).toMatchObject([
      { name: 'rights-request-recorded', correlationKey: rightsRequestId },
    ]);
  });

  test('is not granted in full when one participant says that an exception applies', () => {
    const caseFile = objected(recorded());
    expect(() => decideOnRequest(caseFile, rightsRequestId, decision('grant'))).toThrow('uitzondering');
    for (const choice of ['partly', 'refuse'] as const) {
      const decided = decideOnRequest(caseFile, rightsRequestId, {
        ...decision(choice),
        withheldPartnerIds: ['police'],
      });
      expect(personOf(decided).rightsRequests[0]?.decision?.choice).toBe(choice);
    }
  });

  test('is granted in part only when it says what is withheld: a partner, or passages', () => {
    const decide = (changes: Partial<RightsDecision>) =>
      decideOnRequest(recorded(), rightsRequestId, { ...decision('partly'), ...changes });
    expect(() => decide({})).toThrow('Kies wat u weglaat');
    expect(() => decide({ withheldPassages: [] })).toThrow('Kies wat u weglaat');
    decide({ withheldPartnerIds: ['police'] });
    decide({ withheldPassages: [{ passage: 'Zijn zus is ziek.', ground: 'others' }] });
  });

  test('is extended once and no more', () => {
    const extended = extendRequest(recorded(), rightsRequestId, monday);
    expect(() => extendRequest(extended, rightsRequestId, monday)).toThrow('al een keer verlengd');
  });

  test('a correction or erasure goes to every participant that received the data', () => {
    for (const kind of ['correction', 'erasure'] as const) {
      const granted = decideOnRequest(recorded(kind), rightsRequestId, decision('grant'));
      expect(executingPartnerIds(granted, rightsRequestId)).toEqual([
        'town',
        'police',
        'prosecution',
        'care',
      ]);
    }
    const refused = decideOnRequest(recorded('erasure'), rightsRequestId, decision('refuse'));
    expect(executingPartnerIds(refused, rightsRequestId)).toEqual([]);
  });

  test('no printout is made before access is granted', () => {
    const made = { exportId: 'export-1', at: monday, userId: 'usr-town' };
    expect(() => recordExport(recorded(), rightsRequestId, made)).toThrow('toegewezen');
    const granted = decideOnRequest(recorded(), rightsRequestId, decision('grant'));
    const [printed] = personOf(recordExport(granted, rightsRequestId, made)).rightsRequests;
    expect(printed?.exports).toEqual([made]);
  });
});
