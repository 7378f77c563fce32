import { describe, expect, test } from '@jest/globals';
import type { CaseFile, FormData } from '../../../src/cases/case-file.ts';
import { addItems } from '../../../src/cases/information/items.ts';
import { applyExecution } from '../../../src/cases/person/own-information.ts';
import { personOf, type RightsRequest } from '../../../src/cases/person/person-record.ts';
import {
  decideOnRequest,
  executingPartnerIds,
  recordRightsRequest,
} from '../../../src/cases/person/rights-request.ts';
import { aCase, aComposition, aSubmission, attendee, monday } from '../../support/case-file.ts';
import { aRightsRequest, rightsRequestId } from '../../support/rights-request.ts';

const wrong = 'Is twee keer aangehouden';
const content = (information: string): FormData => ({
  information,
  category: 'ordinary',
  ground: 'wgpart',
  purpose: 'Samen taxeren',
  necessity: 'Het beeld is anders niet compleet',
});
const items = [content(wrong), content('Heeft geen werk')];

/** The police supplied two items; the decision names the first. */
function decided(kind: RightsRequest['kind'], partnerId = 'police'): CaseFile {
  const supplied = addItems(
    aCase({
      composition: aComposition,
      submissions: [
        aSubmission('7', 'information-answer', attendee(partnerId, partnerId), { answer: 'supplied', items }),
      ],
    }),
    items,
    { partnerId, userId: `usr-${partnerId}`, suppliedAt: monday, submissionId: '7', requestId: 'request-1' },
  );
  return decideOnRequest(recordRightsRequest(supplied, aRightsRequest(kind)), rightsRequestId, {
    choice: 'grant',
    at: monday,
    userId: 'usr-town',
    submissionId: '8',
    withheldPartnerIds: [],
    withheldReason: null,
    informationIds: ['information-7-1'],
    otherNames: [],
  });
}
const by = { partnerId: 'police', userId: 'usr-police', at: monday, submissionId: '9' };
const untouched = { 'information-7-2': { change: 'unchanged' } };
const reason = 'Dit ging over een ander.';
const correct = { change: 'corrected', information: 'Is nooit aangehouden', reason };
const withdraw = { change: 'withdrawn', reason };
const carriedOut = (caseFile: CaseFile, part: FormData): CaseFile =>
  applyExecution(caseFile, rightsRequestId, { ...untouched, 'information-7-1': part }, by);
const told = ({ outbox }: CaseFile) =>
  outbox.filter((entry) => entry.kind === 'publish-message' && entry.name === 'information-corrected');

describe('a granted request for correction or erasure', () => {
  test('changes the file, and opens the flow that tells every recipient', () => {
    const corrected = carriedOut(decided('correction'), correct);
    expect(corrected.informationItems[0]?.content).toEqual({
      ...content(wrong),
      information: 'Is nooit aangehouden',
    });
    expect(corrected.corrections).toEqual([
      expect.objectContaining({
        informationId: 'information-7-1',
        recipientPartnerIds: ['town', 'prosecution', 'care'],
      }),
    ]);
    expect(told(corrected)).toHaveLength(1);
  });

  test('erases what is withdrawn, also from the answer that supplied it and from earlier corrections', () => {
    const erased = carriedOut(carriedOut(decided('erasure'), { ...correct, information: wrong }), withdraw);
    expect(erased.informationItems[0]?.content).toBeNull();
    expect(JSON.stringify(erased)).not.toContain(wrong);
    expect(JSON.stringify(erased)).toContain('Heeft geen werk');
  });

  test('erases passages of it, too, that an earlier decision on access withheld; passages of other texts stay', () => {
    const withheldPassages = [wrong, 'Heeft geen werk'].map((passage) => ({
      passage,
      ground: 'others' as const,
    }));
    const before = decided('erasure');
    const [request] = personOf(before).rightsRequests;
    const asked = {
      ...before,
      submissions: [
        ...before.submissions,
        aSubmission('6', 'rights-decision', attendee('town', 'town'), { withheldPassages }),
      ],
      person: {
        ...before.person,
        rightsRequests: [
          request!,
          { ...request!, rightsRequestId: 'rights-0', decision: { ...request!.decision!, withheldPassages } },
        ],
      },
    };
    const erased = carriedOut(asked, withdraw);
    expect(JSON.stringify(erased)).not.toContain(wrong);
    expect(personOf(erased).rightsRequests[1]?.decision?.withheldPassages).toEqual([
      { passage: '', ground: 'others' },
      { passage: 'Heeft geen werk', ground: 'others' },
    ]);
  });

  test('is not carried out as long as what the decision names stays as it was', () => {
    expect(() => carriedOut(decided('erasure'), { change: 'unchanged' })).toThrow('Het besluit noemt');
    expect(() => applyExecution(decided('erasure'), rightsRequestId, untouched, by)).toThrow(
      'Het besluit noemt',
    );
    // Another partner has nothing of it to change.
    const caseFile = decided('erasure');
    expect(applyExecution(caseFile, rightsRequestId, {}, { ...by, partnerId: 'care' })).toBe(caseFile);
  });

  test('changes only what the partner supplied itself', () => {
    const caseFile = decided('erasure', 'care');
    expect(
      applyExecution(caseFile, rightsRequestId, { 'information-7-1': withdraw }, by).informationItems,
    ).toBe(caseFile.informationItems);
  });

  test('counts when the case is closed too; then the request itself tells the partners', () => {
    const closed = carriedOut({ ...decided('erasure'), shieldedAt: monday }, withdraw);
    expect(closed.informationItems[0]?.content).toBeNull();
    expect(told(closed)).toEqual([]);
  });

  test('also goes to the supplier of what it names, when that takes no part any more', () => {
    const caseFile = decided('erasure', 'reporter');
    expect(executingPartnerIds(caseFile, rightsRequestId)).toContain('reporter');
  });
});

test('a request for access corrects nothing', () => {
  expect(() => decided('access')).toThrow('inzage');
});
