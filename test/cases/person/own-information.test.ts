import { describe, expect, test } from '@jest/globals';
import type { CaseFile, FormData } from '../../../src/cases/case-file.ts';
import { addItems } from '../../../src/cases/information/items.ts';
import { sendCorrection } from '../../../src/cases/information/corrections.ts';
import { withReceipts } from '../../../src/cases/information/receipts.ts';
import { applyExecution, ownInformation } from '../../../src/cases/person/own-information.ts';
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

/** A request was recorded and granted; the decision names these signals and items. */
const granted = (
  caseFile: CaseFile,
  kind: RightsRequest['kind'],
  informationIds: readonly string[],
): CaseFile =>
  decideOnRequest(recordRightsRequest(caseFile, aRightsRequest(kind)), rightsRequestId, {
    choice: 'grant',
    at: monday,
    userId: 'usr-town',
    submissionId: '8',
    withheldPartnerIds: [],
    withheldReason: null,
    informationIds,
    otherNames: [],
  });

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
  return granted(supplied, kind, ['information-7-1']);
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

describe('of a signal', () => {
  const facts = 'Riep op tot geweld';
  const opinion = 'Ik maak mij zorgen om dat geroep';
  const subject = { kind: 'person', name: 'Sam Voorbeld', birthDate: '2001-02-03' };
  const signal = (signalId: string, partnerId: string) => ({
    signalId,
    requestId: `request-${signalId}`,
    partnerId,
    userId: `usr-${partnerId}`,
    at: monday,
    data: { municipalityId: 'town', subject, facts, opinion, ground: 'wgpart' },
    assessedIn: null,
  });
  const named = (informationIds: readonly string[], changes: Partial<CaseFile> = {}): CaseFile => {
    const signals = [signal('signal-1', 'care'), signal('signal-2', 'police')];
    const caseFile = withReceipts(aCase({ composition: aComposition, signals, ...changes }), monday);
    return granted(caseFile, 'erasure', informationIds);
  };
  const care = { ...by, partnerId: 'care', userId: 'usr-care' };
  const execute = (caseFile: CaseFile, parts: Record<string, FormData>, who = care): CaseFile =>
    applyExecution(caseFile, rightsRequestId, parts, who);

  test('the opening one is corrected in what was wrong, and everyone who had it is told', () => {
    const caseFile = execute(named(['signal-1']), {
      'signal-1': { change: 'corrected', name: 'Sam Voorbeeld', facts: 'Riep niets', reason },
    });
    expect(caseFile.signals[0]?.data).toEqual({
      ...signal('signal-1', 'care').data,
      subject: { ...subject, name: 'Sam Voorbeeld' },
      facts: 'Riep niets',
    });
    expect(caseFile.signals[1]).toEqual(signal('signal-2', 'police'));
    expect(caseFile.corrections[0]?.recipientPartnerIds).toEqual(['town', 'police', 'prosecution']);
    expect(told(caseFile)).toHaveLength(1);
    const sent = sendCorrection(caseFile, caseFile.corrections[0]!.correctionId, monday).caseFile;
    expect(sent.receipts.filter(({ kind }) => kind === 'correction')).toMatchObject(
      ['town', 'police', 'prosecution'].map((partnerId) => ({ partnerId, ground: 'wgpart' })),
    );
  });

  test('withdrawn, what it said is gone, also from corrections and withheld passages; whom the case is about stays', () => {
    const before = named(['signal-1']);
    const [request] = personOf(before).rightsRequests;
    const withheldPassages = [{ passage: 'om dat geroep', ground: 'others' as const }];
    const withPassage: CaseFile = {
      ...before,
      signals: before.signals.slice(0, 1),
      person: {
        ...before.person,
        rightsRequests: [
          request!,
          { ...request!, rightsRequestId: 'rights-0', decision: { ...request!.decision!, withheldPassages } },
        ],
      },
    };
    const first = { 'signal-1': { change: 'corrected', facts: 'Riep op tot iets', reason } };
    const corrected = execute(withPassage, first);
    const recorded = {
      ...corrected,
      submissions: [
        aSubmission(
          '9',
          'rights-execution',
          attendee('care', 'care'),
          { signals: first },
          { refs: { rightsRequestId } },
        ),
      ],
    };
    const erased = execute(recorded, { 'signal-1': { change: 'withdrawn', reason } });
    expect(erased.signals[0]).toMatchObject({
      data: { municipalityId: 'town', subject },
      withdrawnAt: monday,
    });
    for (const gone of [facts, 'Riep op tot iets', 'om dat geroep'])
      expect(JSON.stringify(erased)).not.toContain(gone);
    // Nothing is left to do with it.
    expect(ownInformation(erased, { rightsRequestId }, 'care', 'UTC')['own-signals']).toEqual([]);
    expect(execute(erased, {})).toBe(erased);
  });

  test('an added one goes as a whole, and by its own supplier', () => {
    const parts = { 'signal-2': { change: 'withdrawn', reason } };
    const caseFile = named(['signal-2']);
    expect(execute(caseFile, parts)).toBe(caseFile);
    expect(execute(caseFile, parts, by).signals[1]?.data).toEqual({});
    expect(() => execute(caseFile, {}, by)).toThrow('Het besluit noemt');
  });

  test('a correction that changes nothing is refused at its field', () => {
    expect(() => execute(named([]), { 'signal-1': { change: 'corrected', reason } })).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/signals/signal-1/facts' })] }),
    );
  });

  test('that was linked from another case is for the contact point: its supplier does not know of this case', () => {
    const linked = {
      ...signal('signal-2', 'reporter'),
      linkedFrom: { caseId: 'case-fedcba9876543210', recordedAt: monday },
    };
    const caseFile = named(['signal-2'], { signals: [signal('signal-1', 'care'), linked] });
    expect(executingPartnerIds(caseFile, rightsRequestId)).not.toContain('reporter');
    const town = { ...by, partnerId: 'town', userId: 'usr-town' };
    expect(ownInformation(caseFile, { rightsRequestId }, 'town', 'UTC')['own-signals']).toHaveLength(1);
    const erased = execute(caseFile, { 'signal-2': { change: 'withdrawn', reason } }, town);
    expect(erased.signals[1]?.data).toEqual({});
    expect(erased.corrections[0]?.recipientPartnerIds).toEqual(['police', 'prosecution', 'care']);
  });
});

test('a request for access corrects nothing', () => {
  expect(() => decided('access')).toThrow('inzage');
});
