import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { notingRepository, onTrail, Trail } from '../../../src/cases/accountability/trail.ts';
import type { CaseFile } from '../../../src/cases/case-file.ts';
import type { User } from '../../../src/cases/people.ts';
import { createAccessPrinter } from '../../../src/cases/person/access-printer.ts';
import { personOf, type RightsRequest } from '../../../src/cases/person/person-record.ts';
import { shareLimitOf } from '../../../src/cases/provision/share-limits.ts';
import type { ReceivedCorrection } from '../../../src/cases/transfer/transfer-record.ts';
import { answerReceivedCorrection, receiveCorrection } from '../../../src/cases/transfer/receiving.ts';
import { shieldCase } from '../../../src/cases/closing.ts';
import { correctAsReceived, correctForPerson } from '../../../src/cases/information/corrections.ts';
import { aSubmission } from '../../support/case-file.ts';
import { admittedCase } from '../../support/admitted-case.ts';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';

/** What was written, to be found again or not. */
const marks = {
  facts: 'Merk: feit, gezien op het plein.',
  police: 'Merk: politie, een oude aangifte.',
  care: 'Merk: zorg, volgt een training.',
  careKept: 'Merk: geheim, dit blijft hier.',
  reason: 'Merk: reden, de betrokkene is verhuisd.',
  rationale: 'Merk: besluit, de betrokkene woont nu hier.',
};

let world: CaseWorld;
let chair: User;
let gerda: User;
let wim: User;
beforeAll(async () => {
  world = await openCaseWorld();
  chair = world.user('voorzitter');
  gerda = world.user('gemeente');
  wim = world.user('waterwoude');
});
afterAll(() => world.close());

let caseId: string;
let transferId: string;
let proposals = 0;
const propose = async (user = gerda, documents: readonly string[] = []): Promise<string> => {
  await world.transferDesk.propose(user, caseId, {
    requestId: `request-transfer-${(proposals += 1)}`,
    data: { toMunicipalityId: 'waterwoude', ground: 'residence', reason: marks.reason, documents },
  });
  return (await world.repository.get(caseId)).transfers.at(-1)!.transferId;
};

/** One partner answers the request for information with these items. */
async function supply(who: string, partnerId: string, items: readonly string[]): Promise<void> {
  const { requests } = await world.step(caseId, 'prepare-information-requests');
  const request = (requests as readonly { requestId: string; partnerId: string }[]).find(
    (candidate) => candidate.partnerId === partnerId,
  );
  const item = await world.userTask(caseId, {
    elementId: 'answer-information-request',
    formId: 'information-answer',
    partnerIds: [partnerId],
    variables: { request: request! },
  });
  await world.submit(world.user(who), item.itemId, {
    answer: 'supplied',
    items: items.map((information) => ({ information })),
  });
}

beforeEach(async () => {
  caseId = await admittedCase(world, { facts: marks.facts });
  await supply('politie', 'politie-voorbeeldland', [marks.police]);
  await supply('zorg', 'zorg-voorbeeldland', [marks.care, marks.careKept]);
});

const askConsents = () => world.step(caseId, 'prepare-transfer-consents', { variables: { transferId } });
const consentItem = (partnerId: string) =>
  world.userTask(caseId, {
    elementId: 'give-consent',
    formId: 'transfer-consent',
    processId: 'transfer',
    partnerIds: [partnerId],
    variables: { transferId, supplier: { partnerId } },
  });

/** Consents to what does not hold the mark. */
async function consent(who: string, partnerId: string, refusedMark?: string): Promise<void> {
  const item = await consentItem(partnerId);
  const detail = await world.inbox.read(world.user(who), item.itemId);
  const parts = detail.form.schema as {
    properties: { parts: { properties: Record<string, { title: string }> } };
  };
  const answers = Object.entries(parts.properties.parts.properties).map(([partId, { title }]) => {
    const shown = detail.context.find((section) => section.title === title);
    const refused = refusedMark !== undefined && JSON.stringify(shown).includes(refusedMark);
    return [
      partId,
      refused ? { consent: 'refused', reason: 'Dit brengt een ander in gevaar.' } : { consent: 'given' },
    ];
  });
  await world.inbox.submitItem({
    itemId: item.itemId,
    user: world.user(who),
    data: { parts: Object.fromEntries(answers) },
  });
}
const collect = () => world.step(caseId, 'collect-transfer-consents', { variables: { transferId } });
const offer = (receivingChairIds: readonly string[]) =>
  world.userTask(caseId, {
    elementId: 'accept-transfer',
    formId: 'transfer-acceptance',
    processId: 'transfer',
    owner: 'receiving-consultation',
    candidateUserIds: receivingChairIds,
    variables: { transferId },
  });
const accept = (itemId: string) =>
  world.submit(chair, itemId, {
    transferDecision: 'accept',
    ground: 'residence',
    rationale: marks.rationale,
  });

/** Up to the moment that the case could move. */
async function accepted(): Promise<void> {
  transferId = await propose();
  await askConsents();
  await consent('zorg', 'zorg-voorbeeldland', marks.careKept);
  await consent('politie', 'politie-voorbeeldland');
  const { receivingChairIds } = await collect();
  await accept((await offer(receivingChairIds as string[])).itemId);
}
const closeJob = () => world.job(caseId, 'close-transferred-case', { variables: { transferId } });
const openJob = () => world.job(caseId, 'open-transferred-case', { variables: { transferId } });
async function move(): Promise<CaseFile> {
  await accepted();
  await world.handle(closeJob());
  await world.handle(openJob());
  const { newCaseId } = (await world.repository.get(caseId)).transfers.at(-1)!;
  return world.repository.get(newCaseId);
}

describe('a transfer to another municipality', () => {
  test('moves what was consented to, and nothing else, to a case of that municipality', async () => {
    const arrived = await move();
    const text = JSON.stringify(arrived);
    for (const mark of [marks.facts, marks.police, marks.care, marks.rationale]) expect(text).toContain(mark);
    expect(text).not.toContain(marks.careKept);
    expect(text).not.toContain(marks.reason);
    const shown = JSON.stringify(await world.desk.read(wim, arrived.caseId));
    expect(shown).toContain(marks.police);
    expect(shown).toContain('Ontvangen uit een andere gemeente');
    const told = world.engine.messages.map(({ name, variables }) => [name, variables['caseId']]);
    expect(told).toContainEqual(['case-opened', arrived.caseId]);
    expect(told).toContainEqual(['case-shielded', caseId]);
    expect(JSON.stringify(world.engine.messages)).not.toContain('Merk:');
  });

  test('ends the access of the municipality that it leaves, and starts its retention', async () => {
    const arrived = await move();
    const left = await world.repository.get(caseId);
    expect([left.phase, left.shieldedAt !== null, left.destroyBefore !== null]).toEqual([
      'transferred',
      true,
      true,
    ]);
    for (const who of ['gemeente', 'politie', 'om', 'zorg'])
      expect(JSON.stringify(await world.desk.read(world.user(who), caseId))).not.toContain('Merk:');
    await expect(propose()).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(world.desk.read(gerda, arrived.caseId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(world.desk.read(wim, caseId)).rejects.toMatchObject({ code: 'not-found' });
    const page = { page: 1, pageSize: 100 };
    const listedFor = async (user: User) =>
      (await world.desk.list(user, page)).cases.map((summary) => summary.caseId);
    expect(await listedFor(gerda)).not.toContain(arrived.caseId);
    expect(await listedFor(wim)).not.toContain(caseId);
    expect(await listedFor(chair)).not.toContain(caseId);
  });

  test('makes nobody of the old case a participant: a supplier waits to be invited', async () => {
    const arrived = await move();
    // Care is designated for both; its signal came along, but it did not bring it in here.
    await expect(world.desk.read(world.user('zorg'), arrived.caseId)).rejects.toMatchObject({
      code: 'not-found',
    });
    const { cases } = await world.desk.list(world.user('zorg'), { page: 1, pageSize: 100 });
    expect(cases.map((summary) => summary.caseId)).not.toContain(arrived.caseId);
    expect(arrived.composition).toBeNull();
  });

  test('tells in the register who received what', async () => {
    await move();
    const { receipts, signals, informationItems } = await world.repository.get(caseId);
    const moved = informationItems.filter(({ content }) =>
      [marks.police, marks.care].includes(String(content?.['information'])),
    );
    expect(
      receipts.filter(({ partnerId }) => partnerId === 'gemeente-waterwoude').map(({ id }) => id),
    ).toEqual([signals[0]!.signalId, ...moved.map(({ informationId }) => informationId)]);
  });

  test('carried out again after a crash opens no second case', async () => {
    await accepted();
    await world.handle(closeJob());
    const job = openJob();
    const failing = world.restarted({
      repository: {
        ...world.repository,
        applyStep: () => Promise.reject(new Error('The store went away.')),
      },
    });
    expect((await failing.handle(job)).kind).toBe('fail');
    expect((await world.handle(job)).kind).toBe('complete');
    expect((await world.handle(job)).kind).toBe('complete');
    const { transfers } = await world.repository.get(caseId);
    const { newCaseId, newReference } = transfers.at(-1)!;
    expect((await world.repository.get(newCaseId)).reference).toBe(newReference);
    const { cases } = await world.desk.list(chair, { page: 1, pageSize: 100 });
    expect(cases.filter(({ reference }) => reference === newReference)).toHaveLength(1);
    expect(
      world.engine.messages.filter(
        ({ name, messageId }) => name === 'case-opened' && messageId === newCaseId,
      ),
    ).toHaveLength(1);
  });
});

test('the audit log has the step that opens the new case with both cases', async () => {
  await accepted();
  await world.handle(closeJob());
  const trail = new Trail();
  const noted = world.restarted({ repository: notingRepository(world.repository) });
  await onTrail(trail, () => noted.handle(openJob()));
  const { newCaseId } = (await world.repository.get(caseId)).transfers.at(-1)!;
  expect(trail.cases().map((touched) => touched.caseId)).toEqual([caseId, newCaseId]);
});

describe('until it is accepted', () => {
  test('the chair of the other consultation sees why and how much, and nothing of the content', async () => {
    transferId = await propose();
    await askConsents();
    await consent('zorg', 'zorg-voorbeeldland', marks.careKept);
    await consent('politie', 'politie-voorbeeldland');
    const { receivingChairIds } = await collect();
    expect(receivingChairIds).toEqual([chair.userId]);
    const { itemId } = await offer(receivingChairIds as string[]);
    const detail = JSON.stringify(await world.inbox.read(chair, itemId));
    expect(detail).toContain(marks.reason);
    for (const mark of [marks.facts, marks.police, marks.care, marks.careKept])
      expect(detail).not.toContain(mark);
    await expect(world.desk.read(chair, caseId)).rejects.toMatchObject({ code: 'not-found' });
    // Nobody of the municipality that it leaves sees the step of the other.
    for (const who of ['gemeente', 'voorzitter-2', 'zorg'])
      await expect(world.inbox.read(world.user(who), itemId)).rejects.toMatchObject({ code: 'not-found' });
    expect((await world.inbox.list(chair, { list: 'mine', page: 1, pageSize: 100 })).items).toContainEqual(
      expect.objectContaining({ itemId }),
    );
  });

  test('the step is of whoever chairs the other consultation at that moment', async () => {
    transferId = await propose();
    await askConsents();
    await consent('zorg', 'zorg-voorbeeldland');
    await consent('politie', 'politie-voorbeeldland');
    const { receivingChairIds } = await collect();
    const { itemId } = await offer(receivingChairIds as string[]);
    await world.inbox.claim(chair, itemId);
    const successor = { ...chair, userId: 'usr-demo-appointed-later' };
    const former = { ...chair, roles: ['attendee' as const], chairedMunicipalityIds: [] };
    const mine = async (user: User) =>
      (await world.inbox.list(user, { list: 'mine', page: 1, pageSize: 100 })).items.map(
        (item) => item.itemId,
      );
    expect(await mine(former)).not.toContain(itemId);
    await expect(world.inbox.read(former, itemId)).rejects.toMatchObject({ code: 'not-found' });
    expect(await mine(successor)).toContain(itemId);
    await world.submit(successor, itemId, { transferDecision: 'decline', rationale: marks.rationale });
    expect((await world.repository.get(caseId)).transfers.at(-1)?.state).toBe('declined');
  });

  test('a supplier sees what it is asked about, and not what others supplied', async () => {
    transferId = await propose();
    await askConsents();
    const { itemId } = await consentItem('zorg-voorbeeldland');
    const { context, form } = await world.inbox.read(world.user('zorg'), itemId);
    const asked = JSON.stringify(context.filter(({ title }) => title.startsWith('Onderdeel')));
    for (const mark of [marks.facts, marks.care, marks.careKept]) expect(asked).toContain(mark);
    expect(asked).not.toContain(marks.police);
    expect(JSON.stringify(form)).not.toContain('Merk:');
  });

  test('time that is over takes the question back, and what was not answered stays', async () => {
    transferId = await propose();
    await askConsents();
    await consent('zorg', 'zorg-voorbeeldland');
    const waiting = await consentItem('politie-voorbeeldland');
    expect((await collect())['transferConsent']).toBe('given');
    expect((await world.items.get(waiting.itemId))?.state).toBe('withdrawn');
    const { itemId } = await offer([chair.userId]);
    await world.step(caseId, 'expire-transfer', { variables: { transferId } });
    expect((await world.items.get(itemId))?.state).toBe('withdrawn');
    const caseFile = await world.repository.get(caseId);
    expect([caseFile.transfers.at(-1)?.state, caseFile.shieldedAt]).toEqual(['expired', null]);
    expect((await world.transferDesk.read(gerda, caseId)).canPropose).toBe(true);
  });

  test('is proposed and withdrawn by who leads the case or chairs, and a repeat changes nothing', async () => {
    for (const who of ['politie', 'om', 'zorg'])
      await expect(propose(world.user(who))).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(propose(wim)).rejects.toMatchObject({ code: 'not-found' });
    await expect(propose(chair)).rejects.toMatchObject({ code: 'not-found' });
    transferId = await propose(world.user('voorzitter-2'));
    await expect(propose()).rejects.toMatchObject({ code: 'rule-refused' });
    const before = await world.transferDesk.read(world.user('politie'), caseId);
    expect(before).toMatchObject({
      canPropose: false,
      transfers: [{ municipalityName: 'Waterwoude', state: 'consent', canWithdraw: false }],
    });
    const reason = 'De verhuizing gaat niet door.';
    await expect(
      world.transferDesk.withdraw(world.user('politie'), caseId, transferId, reason),
    ).rejects.toMatchObject({ code: 'not-permitted' });
    await askConsents();
    const { itemId } = await consentItem('zorg-voorbeeldland');
    await world.transferDesk.withdraw(gerda, caseId, transferId, reason);
    await world.transferDesk.withdraw(gerda, caseId, transferId, reason);
    expect((await world.items.get(itemId))?.state).toBe('withdrawn');
    await expect(
      world.transferDesk.withdraw(gerda, caseId, transferId, 'Een andere reden.'),
    ).rejects.toMatchObject({ code: 'rule-refused' });
    expect(world.engine.messages.filter(({ messageId }) => messageId.endsWith(transferId))).toEqual([
      expect.objectContaining({ name: 'transfer-proposed' }),
      expect.objectContaining({ name: 'transfer-ended' }),
    ]);
  });

  test('goes to another municipality only, on one of the grounds of the law', async () => {
    const { schema } = await world.transferDesk.form(gerda, caseId);
    const { properties } = schema as {
      properties: Record<'toMunicipalityId' | 'ground', { oneOf: { const: string }[] }>;
    };
    expect(properties.toMunicipalityId.oneOf.map((option) => option.const)).toEqual(['waterwoude']);
    expect(properties.ground.oneOf.map((option) => option.const)).toEqual([
      'residence',
      'effects',
      'relations',
    ]);
    await expect(
      world.transferDesk.propose(gerda, caseId, {
        requestId: 'request-own-municipality',
        data: { toMunicipalityId: 'voorbeeldstad', ground: 'residence', reason: marks.reason },
      }),
    ).rejects.toMatchObject({ code: 'invalid-form' });
  });
});

describe('a correction of what moved', () => {
  const wrong = marks.police;
  const right = 'Merk: verbeterd, een oude aangifte, die is ingetrokken.';
  const judge = (arrivedId: string, changes: Partial<Parameters<CaseWorld['userTask']>[1]> = {}) =>
    world.userTask(arrivedId, {
      elementId: 'judge-correction',
      formId: 'received-correction',
      processId: 'received-correction',
      owner: 'case-manager',
      partnerIds: ['gemeente-waterwoude'],
      termId: 'received-correction',
      ...changes,
    });
  const policeItem = async (id: string) =>
    (await world.repository.get(id)).informationItems.find(
      ({ partnerId }) => partnerId === 'politie-voorbeeldland',
    )!;
  /** The police correct what they gave, in the case that has gone to the other municipality. */
  const correct = async (
    data: Record<string, unknown>,
    requestId = `request-correction-${(proposals += 1)}`,
  ) => {
    const { informationId } = await policeItem(caseId);
    const { initialData } = await world.information.correctionForm(
      world.user('politie'),
      caseId,
      informationId,
    );
    await world.information.correct(world.user('politie'), caseId, informationId, {
      requestId,
      data: { ...initialData, reason: 'De aangifte is ingetrokken.', ...data },
    });
    return world.engine.messages.filter(({ name }) => name === 'correction-passed-on').at(-1)!.variables;
  };
  const receive = (arrivedId: string, variables: Record<string, unknown>) =>
    world.step(arrivedId, 'receive-correction', { variables: variables as Record<string, string> });
  const report = (arrivedId: string, variables: Record<string, unknown>) =>
    world.step(arrivedId, 'report-correction', { variables: variables as Record<string, string> });
  const passedOn = async () => (await world.repository.get(caseId)).transfers.at(-1)!.passedOn;

  test('reaches the other municipality, which takes it over; its supplier need not take part there', async () => {
    const arrived = await move();
    const variables = await correct({ correction: 'corrected', information: right });
    expect(variables['caseId']).toBe(arrived.caseId);
    expect(JSON.stringify(variables)).not.toContain('Merk:');
    expect(await receive(arrived.caseId, variables)).toEqual({
      hasCorrection: true,
      caseManagerId: null,
      municipalityPartnerId: 'gemeente-waterwoude',
    });
    const { itemId } = await judge(arrived.caseId, { variables: variables });
    const { context } = await world.inbox.read(wim, itemId);
    const section = (title: string) => JSON.stringify(context.find((each) => each.title === title));
    expect(section('Zo staat het nu in deze casus')).toContain(wrong);
    expect(section('Zo moet het luiden')).toContain(right);
    await world.submit(wim, itemId, { correctionJudgement: 'apply' });
    expect((await policeItem(arrived.caseId)).content?.['information']).toBe(right);
    // Whoever had it in the other case is told there.
    expect(world.engine.messages.at(-1)).toMatchObject({
      name: 'information-corrected',
      variables: { correctionId: variables['correctionId'] },
    });
    await report(arrived.caseId, variables);
    expect(await passedOn()).toMatchObject([{ answer: { outcome: 'applied', reason: null } }]);
    expect((await world.transferDesk.read(world.user('politie'), caseId)).transferred).toMatchObject({
      municipalityName: 'Waterwoude',
      own: [{ canCorrect: true }],
      corrections: [{ kind: 'corrected', outcome: 'applied', reason: null }],
      received: [{ kind: 'information' }, { kind: 'correction' }],
    });
    const { receipts } = await world.repository.get(caseId);
    expect(receipts).toContainEqual(
      expect.objectContaining({
        kind: 'correction',
        id: variables['correctionId'],
        partnerId: 'gemeente-waterwoude',
      }),
    );
  });

  test('is put to those who had it in the case that closed, and to nobody twice', async () => {
    await move();
    const { correctionId } = await correct({ correction: 'corrected', information: right });
    expect(world.engine.messages).toContainEqual(
      expect.objectContaining({ name: 'closed-case-corrected', variables: { caseId, correctionId } }),
    );
    const variables = { correctionId: correctionId as string };
    const { notices } = await world.step(caseId, 'prepare-correction-notices', { variables });
    const told = (notices as readonly { partnerId: string }[]).map(({ partnerId }) => partnerId);
    expect(told).toContain('zorg-voorbeeldland');
    expect(told).not.toContain('gemeente-waterwoude');
    expect(told).not.toContain('politie-voorbeeldland');
    const { itemId } = await world.userTask(caseId, {
      elementId: 'take-note-of-correction',
      formId: 'correction-notice',
      processId: 'closed-correction',
      partnerIds: ['gemeente-voorbeeldstad'],
      variables,
    });
    const detail = JSON.stringify(await world.inbox.read(gerda, itemId));
    expect(detail).toContain(right);
    for (const other of [marks.facts, marks.care]) expect(detail).not.toContain(other);
  });

  test('what others supplied is not told to who corrects, and nothing of it to who took no part', async () => {
    // Of criminal data who may not read it does not know either; the contact point may.
    await world.repository.change(caseId, (caseFile) => ({
      ...caseFile,
      informationItems: caseFile.informationItems.map((item) => ({ ...item, category: 'criminal' })),
    }));
    await move();
    const read = async (who: string) => (await world.transferDesk.read(world.user(who), caseId)).transferred;
    const ofPolice = JSON.stringify(await read('politie'));
    expect(ofPolice).toContain(marks.police);
    for (const other of [marks.facts, marks.care, 'Zorgorganisatie']) expect(ofPolice).not.toContain(other);
    // The contact point knows who supplied what, not what it says.
    const ofMunicipality = await read('gemeente');
    expect(ofMunicipality?.received).toHaveLength(3);
    expect(JSON.stringify(ofMunicipality)).not.toContain('Merk:');
    await expect(world.transferDesk.read(wim, caseId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(world.transferDesk.read(world.user('voorzitter-2'), caseId)).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });

  test('that is refused there changes nothing, and the reason comes back', async () => {
    const arrived = await move();
    const variables = await correct({ correction: 'corrected', information: right });
    await receive(arrived.caseId, variables);
    const { itemId } = await judge(arrived.caseId, { variables: variables });
    const reason = 'Wij hebben dit zelf nagegaan en het klopt.';
    await world.submit(wim, itemId, { correctionJudgement: 'refuse', reason });
    await report(arrived.caseId, variables);
    await report(arrived.caseId, variables);
    expect((await policeItem(arrived.caseId)).content?.['information']).toBe(wrong);
    expect(await passedOn()).toMatchObject([{ answer: { outcome: 'refused', reason } }]);
    // What was not taken over is not kept either.
    expect(JSON.stringify(await world.repository.get(arrived.caseId))).not.toContain(right);
  });

  test('also reaches a case that was closed there, where its municipality judges it', async () => {
    const arrived = await move();
    await world.repository.change(arrived.caseId, (caseFile) =>
      shieldCase(caseFile, world.clock.now(), world.clock.now()),
    );
    const variables = await correct({ correction: 'withdrawn' });
    await receive(arrived.caseId, variables);
    const item = await judge(arrived.caseId, { variables: variables });
    expect(item.assigneeId).toBeNull();
    await world.submit(wim, item.itemId, { correctionJudgement: 'apply' });
    expect((await policeItem(arrived.caseId)).content).toBeNull();
    expect(JSON.stringify(await world.repository.get(arrived.caseId))).not.toContain(wrong);
  });

  test('of what is no longer there asks nobody anything', async () => {
    const arrived = await move();
    const first = await correct({ correction: 'corrected', information: right });
    await receive(arrived.caseId, first);
    await receive(arrived.caseId, first);
    expect((await world.repository.get(arrived.caseId)).origin?.corrections).toHaveLength(1);
    await world.repository.change(arrived.caseId, (caseFile) => ({ ...caseFile, informationItems: [] }));
    const second = await correct({ correction: 'withdrawn' });
    expect(await receive(arrived.caseId, second)).toMatchObject({ hasCorrection: false });
    await report(arrived.caseId, second);
    expect((await passedOn())?.at(-1)).toMatchObject({ answer: { outcome: 'not-held' } });
  });

  test('is made once, by its supplier only, and not of what stayed', async () => {
    await move();
    const { informationId } = await policeItem(caseId);
    for (const who of ['gemeente', 'zorg'])
      await expect(
        world.information.correctionForm(world.user(who), caseId, informationId),
      ).rejects.toMatchObject({ code: 'not-found' });
    const kept = (await world.repository.get(caseId)).informationItems.find(
      ({ content }) => content?.['information'] === marks.careKept,
    )!;
    await expect(
      world.information.correctionForm(world.user('zorg'), caseId, kept.informationId),
    ).rejects.toMatchObject({ code: 'not-found' });
    await correct({ correction: 'corrected', information: right }, 'request-correction-once');
    await correct({ correction: 'corrected', information: right }, 'request-correction-once');
    expect(await passedOn()).toHaveLength(1);
  });

  test('made on a request of the person, it reaches the other municipality too', async () => {
    const arrived = await move();
    const { informationId } = await policeItem(caseId);
    const correction = {
      correctionId: 'correction-for-person-1',
      requestId: 'correction-for-person-1',
      informationId,
      partnerId: 'politie-voorbeeldland',
      userId: world.user('politie').userId,
      at: world.clock.now(),
      reason: 'Het besluit op het verzoek.',
      content: null,
    };
    const changed = await world.repository.change(caseId, (caseFile) =>
      correctForPerson(caseFile, correction),
    );
    expect(changed.outbox).toContainEqual(
      expect.objectContaining({
        name: 'correction-passed-on',
        variables: {
          caseId: arrived.caseId,
          fromCaseId: caseId,
          correctionId: correction.correctionId,
        },
      }),
    );
  });
});

describe('a correction of what moved on', () => {
  const correctionId = 'correction-that-goes-on';
  /** The case went on to a third municipality, with everything that had come to the second. */
  const goesOn = async (arrived: CaseFile): Promise<CaseFile> => {
    const [{ transfers }, second] = await Promise.all([
      world.repository.get(caseId),
      world.repository.get(arrived.caseId),
    ]);
    const moved = transfers.at(-1)!;
    const partIds = [
      ...second.signals.map(({ signalId }) => signalId),
      ...second.informationItems.map(({ informationId }) => informationId),
    ];
    const thirdId = `case-third-${(proposals += 1)}-0123456789`;
    const transferId2 = `transfer-on-${proposals}`;
    await world.repository.change(second.caseId, (caseFile) => ({
      ...caseFile,
      transfers: [
        {
          ...moved,
          transferId: transferId2,
          requestId: transferId2,
          newCaseId: thirdId,
          consents: [
            {
              partnerId: 'politie-voorbeeldland',
              partIds,
              answer: { ...moved.consents[0]!.answer!, consentedPartIds: partIds },
            },
          ],
          passedOn: [],
        },
      ],
    }));
    await world.repository.insert({
      ...second,
      caseId: thirdId,
      reference: `C-third-${proposals}`,
      signals: second.signals.map((signal, index) => ({ ...signal, requestId: `${thirdId}-${index}` })),
      origin: { ...second.origin!, caseId: second.caseId, transferId: transferId2 },
      outbox: [],
    });
    return world.repository.get(thirdId);
  };
  const passedOn = () => world.engine.messages.filter(({ name }) => name === 'correction-passed-on');

  test('reaches the third municipality at once, whatever the second decides, and once', async () => {
    const second = await move();
    const third = await goesOn(second);
    const { informationId } = second.informationItems.find(
      ({ partnerId }) => partnerId === 'politie-voorbeeldland',
    )!;
    await world.repository.change(caseId, (caseFile) =>
      correctForPerson(caseFile, {
        correctionId,
        requestId: correctionId,
        informationId,
        partnerId: 'politie-voorbeeldland',
        userId: world.user('politie').userId,
        at: world.clock.now(),
        reason: 'Dit ging over een ander.',
        content: null,
      }),
    );
    const toSecond = { fromCaseId: caseId, correctionId };
    await world.step(second.caseId, 'receive-correction', { variables: toSecond });
    const toThird = { caseId: third.caseId, fromCaseId: second.caseId, correctionId };
    expect(passedOn().at(-1)!.variables).toEqual(toThird);
    const judge = async (id: string, from: string, choice: string) => {
      const item = await world.userTask(id, {
        elementId: 'judge-correction',
        formId: 'received-correction',
        processId: 'received-correction',
        partnerIds: ['gemeente-waterwoude'],
        variables: { fromCaseId: from, correctionId },
      });
      await world.submit(wim, item.itemId, { correctionJudgement: choice });
    };
    // The second refuses before the third has even fetched it.
    await judge(second.caseId, caseId, 'refuse');
    expect(
      await world.step(third.caseId, 'receive-correction', {
        variables: { fromCaseId: second.caseId, correctionId },
      }),
    ).toMatchObject({ hasCorrection: true });
    await judge(third.caseId, second.caseId, 'apply');
    await world.step(third.caseId, 'report-correction', {
      variables: { fromCaseId: second.caseId, correctionId },
    });
    expect(JSON.stringify(await world.repository.get(third.caseId))).not.toContain(marks.police);
    expect(JSON.stringify(await world.repository.get(second.caseId))).toContain(marks.police);
    expect((await world.repository.get(second.caseId)).transfers[0]!.passedOn).toMatchObject([
      { correctionId, answer: { outcome: 'applied' } },
    ]);
  });

  test('taken over by the second, it is not passed on a second time', async () => {
    const second = await move();
    await goesOn(second);
    const { informationId } = second.informationItems[0]!;
    const correction = {
      correctionId: 'correction-once',
      requestId: 'correction-once',
      informationId,
      partnerId: second.informationItems[0]!.partnerId,
      userId: 'usr-demo-politie',
      at: world.clock.now(),
      reason: 'Dit ging over een ander.',
      content: null,
    };
    const received = receiveCorrection(
      await world.repository.get(second.caseId),
      { ...correction, recipientPartnerIds: [] },
      world.clock.now(),
    ).caseFile;
    const applied = answerReceivedCorrection(received, correction.correctionId, {
      choice: 'apply',
      reason: null,
      userId: wim.userId,
      at: world.clock.now(),
    });
    expect(
      applied.outbox.filter(
        (entry) => entry.kind === 'publish-message' && entry.name === 'correction-passed-on',
      ),
    ).toHaveLength(1);
  });
});

test('a signal that is erased where it came from on a request of the person is put before those who lead it here', async () => {
  const arrived = await move();
  const [{ signalId, partnerId } = { signalId: '', partnerId: '' }] = (await world.repository.get(caseId))
    .signals;
  const correctionId = 'correction-of-signal-1';
  await world.repository.change(caseId, (caseFile) =>
    correctForPerson(caseFile, {
      correctionId,
      requestId: correctionId,
      informationId: signalId,
      partnerId,
      userId: 'usr-demo-zorg',
      at: world.clock.now(),
      reason: 'Dit ging over een ander.',
      content: null,
    }),
  );
  const variables = { fromCaseId: caseId, correctionId };
  expect(await world.step(arrived.caseId, 'receive-correction', { variables })).toMatchObject({
    hasCorrection: true,
  });
  expect(JSON.stringify(await world.repository.get(arrived.caseId))).toContain(marks.facts);
  const item = await world.userTask(arrived.caseId, {
    elementId: 'judge-correction',
    formId: 'received-correction',
    processId: 'received-correction',
    partnerIds: ['gemeente-waterwoude'],
    variables,
  });
  await world.submit(wim, item.itemId, { correctionJudgement: 'apply' });
  expect(JSON.stringify(await world.repository.get(arrived.caseId))).not.toContain(marks.facts);
});

describe('the plan and the last taxation', () => {
  const analysis = 'Merk: analyse, de taxatie van allen.';
  const goal = 'Merk: doel, weer naar school.';
  const everyone = ['gemeente', 'politie', 'om', 'zorg'] as const;
  const partnerOf = (who: string) => world.user(who).partnerId;

  /** As if the partners had taxated and agreed on a plan; the signal and information came before. */
  beforeEach(async () => {
    const submission = (id: string, formId: string, who: string, data: Record<string, unknown>) => ({
      ...aSubmission(id, formId, world.user(who)),
      data,
    });
    const at = world.clock.now();
    await world.repository.change(caseId, (caseFile) => ({
      ...caseFile,
      submissions: [
        ...caseFile.submissions,
        submission('9001', 'risk-assessment', 'politie', { rationale: 'Merk: blind, van een beoordelaar.' }),
        submission('9002', 'risk-assessment', 'zorg', {}),
        submission('9003', 'risk-consensus', 'gemeente', { summary: analysis, retaxate: false }),
        submission('9004', 'plan', 'gemeente', {
          planDecision: 'propose',
          rationale: 'Nodig om samen te werken.',
          goals: [{ title: goal }],
        }),
      ],
      riskTaxations: [
        {
          taxation: 1,
          appointedAt: at,
          firstAssessorId: world.user('politie').userId,
          secondAssessorId: world.user('zorg').userId,
          assessments: [
            { assessor: 'first', userId: world.user('politie').userId, at, submissionId: '9001' },
            { assessor: 'second', userId: world.user('zorg').userId, at, submissionId: '9002' },
          ],
          comparedAt: at,
          differences: [],
          consensus: { at, userId: gerda.userId, submissionId: '9003' },
        },
      ],
      planVersions: [
        {
          planVersion: 1,
          draftedAt: at,
          draftedBy: gerda.userId,
          submissionId: '9004',
          goals: [],
          interventions: [],
          approverPartnerIds: everyone.map(partnerOf),
          approvals: [],
          status: 'adopted',
          decidedAt: at,
          dissent: [],
        },
      ],
    }));
  });

  /** Moves the case; who is named refuses what shows its mark. */
  async function moveWith(
    documents: readonly string[],
    asked: readonly string[],
    refusals: Readonly<Record<string, string>> = {},
  ): Promise<CaseFile> {
    transferId = await propose(gerda, documents);
    const { suppliers } = await askConsents();
    expect((suppliers as readonly { partnerId: string }[]).map(({ partnerId }) => partnerId).sort()).toEqual(
      asked.map(partnerOf).sort(),
    );
    for (const who of asked) await consent(who, partnerOf(who), refusals[who]);
    const { receivingChairIds } = await collect();
    await accept((await offer(receivingChairIds as string[])).itemId);
    await world.handle(closeJob());
    expect((await world.handle(openJob())).kind).toBe('complete');
    const { newCaseId } = (await world.repository.get(caseId)).transfers.at(-1)!;
    return world.repository.get(newCaseId);
  }
  const composed = (caseFile: CaseFile): CaseFile => ({
    ...caseFile,
    composition: {
      partners: [
        { partnerId: 'gemeente-waterwoude', reason: 'Regie.' },
        { partnerId: 'zorg-voorbeeldland', reason: 'Zorg.' },
      ],
      caseManagerId: wim.userId,
      deputyId: null,
      submissionId: '1',
      registeredAt: world.clock.now(),
    },
  });

  test('stay when nobody proposed them', async () => {
    const text = JSON.stringify(await moveWith([], ['politie', 'zorg']));
    expect(text).not.toContain(analysis);
    expect(text).not.toContain(goal);
  });

  test('go along to be read there when everyone who made them or supplied something consents', async () => {
    const arrived = await moveWith(['taxation', 'plan'], everyone);
    expect(arrived.origin?.documents?.map(({ kind }) => kind)).toEqual(['taxation', 'plan']);
    // What is read there is no taxation or plan of that case.
    expect([arrived.riskTaxations, arrived.planVersions, arrived.submissions]).toEqual([[], [], []]);
    expect(JSON.stringify(arrived)).not.toContain('Merk: blind');
    // Those who screen begin without it.
    expect(JSON.stringify(await world.desk.read(wim, arrived.caseId))).not.toContain(goal);
    await world.repository.change(arrived.caseId, composed);
    const { sections } = await world.desk.read(wim, arrived.caseId);
    const titles = sections.map(({ title }) => title);
    expect(titles).toContain('Plan van aanpak (ontvangen van Gemeente Voorbeeldstad)');
    expect(titles).toContain('Risicotaxatie (ontvangen van Gemeente Voorbeeldstad)');
    expect(JSON.stringify(sections)).toContain(goal);
    const received = (await world.repository.get(caseId)).receipts
      .filter(({ partnerId }) => partnerId === 'gemeente-waterwoude')
      .map(({ kind }) => kind);
    expect(received).toEqual(expect.arrayContaining(['taxation', 'plan']));
    const { transferred } = await world.transferDesk.read(gerda, caseId);
    expect(transferred?.received.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['taxation', 'plan']),
    );

    // They may quote what is corrected afterwards; who reads them is told, and what they say stays.
    const [item] = arrived.informationItems;
    await world.repository.change(arrived.caseId, (caseFile) =>
      correctAsReceived(caseFile, {
        correctionId: 'correction-after-document',
        requestId: 'correction-after-document',
        informationId: item!.informationId,
        partnerId: item!.partnerId,
        userId: wim.userId,
        at: world.clock.now(),
        reason: 'Dit ging over een ander.',
        content: null,
      }),
    );
    const since = (await world.desk.read(wim, arrived.caseId)).sections;
    const title = 'Plan van aanpak (ontvangen van Gemeente Voorbeeldstad); daarna is iets gecorrigeerd';
    const plan = since.find((section) => section.title === title);
    expect(plan?.lines.at(-1)).toMatchObject({
      label: 'Gecorrigeerd na dit document',
      value: expect.stringContaining('Hierna is informatie ingetrokken.'),
    });
    expect(JSON.stringify(plan)).toContain(goal);
  });

  test('each of its fields is only for who needs that kind of data', async () => {
    const arrived = await moveWith(['plan'], everyone);
    await world.repository.change(arrived.caseId, (caseFile) => {
      const [plan] = caseFile.origin!.documents!;
      const lines = [...plan!.lines, { label: 'Straf', value: 'Merkstraf', groups: ['criminal' as const] }];
      return composed({ ...caseFile, origin: { ...caseFile.origin!, documents: [{ ...plan!, lines }] } });
    });
    expect(JSON.stringify(await world.desk.read(wim, arrived.caseId))).toContain('Merkstraf');
    const ofCare = JSON.stringify(await world.desk.read(world.user('zorg'), arrived.caseId));
    expect(ofCare).toContain(goal);
    expect(ofCare).not.toContain('Merkstraf');
  });

  test.each(everyone)('stay when one of them refuses: %s', async (who) => {
    const arrived = await moveWith(['taxation', 'plan'], everyone, { [who]: goal });
    expect(arrived.origin?.documents?.map(({ kind }) => kind)).toEqual(['taxation']);
    expect(JSON.stringify(arrived)).not.toContain(goal);
  });

  test('are in what the person gets to read, and not in what a third party can be given', async () => {
    const arrived = await moveWith(['plan'], everyone);
    const received = await world.repository.change(arrived.caseId, (caseFile) => {
      const correction: ReceivedCorrection = {
        correctionId: 'correction-waiting',
        informationId: caseFile.informationItems[0]!.informationId,
        partnerId: 'zorg-voorbeeldland',
        at: world.clock.now(),
        receivedAt: world.clock.now(),
        reason: 'De naam klopte niet.',
        content: { information: 'Merk: wacht, nog te beoordelen.' },
        answer: null,
      };
      const request: RightsRequest = {
        requestId: 'request-access',
        rightsRequestId: 'rights-access',
        at: world.clock.now(),
        partnerId: 'gemeente-waterwoude',
        userId: wim.userId,
        data: { recipientName: 'De betrokkene' },
        kind: 'access',
        receivedOn: '2026-03-02',
        extendedAt: null,
        advices: [],
        decision: null,
        executions: [],
        answeredAt: null,
        exports: [],
      };
      return {
        ...composed(caseFile),
        person: { ...personOf(caseFile), rightsRequests: [request] },
        origin: { ...caseFile.origin!, corrections: [correction] },
      };
    });
    const printer = createAccessPrinter({ ...world.context, ...world.parts });
    const made = { exportId: 'export-1', at: world.clock.now(), userId: wim.userId };
    const { sections } = await printer.compose(received, 'rights-access', made);
    const text = JSON.stringify(sections);
    for (const mark of [goal, 'Merk: wacht', marks.police]) expect(text).toContain(mark);
    const document = { ...received.origin!.documents![0]! };
    expect(shareLimitOf({ kind: 'received-document', document }, wim.partnerId)).toBeDefined();
  });

  test('cannot be proposed when they are not there', async () => {
    await world.repository.change(caseId, (caseFile) => ({ ...caseFile, planVersions: [] }));
    await expect(propose(gerda, ['plan'])).rejects.toMatchObject({ code: 'rule-refused' });
  });
});
