import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  CaseDetail,
  CasePage,
  CompletedItem,
  Form,
  InboxItem,
  InboxItemDetail,
  InboxPage,
  SignalRecorded,
} from '../../src/contract/http.ts';
import { exampleAnswers } from '../cases/forms/example-answers.ts';
import { startApi, type RunningApi } from './running-api.ts';

const signal = exampleAnswers['case-signal']?.[0] ?? {};
const check = exampleAnswers['signal-quality-check']?.[0] ?? {};

let api: RunningApi;
let recorded: SignalRecorded;
let itemId: string;
let [pia, piet, gerda, zorg] = ['', '', '', ''];
let job = 4_000;

/** Makes the item that the user-task worker would make of the step "check-signal-quality". */
async function newItem(): Promise<string> {
  const jobKey = String((job += 1));
  const { caseId, reference } = recorded;
  await api.items.deliver({
    itemId: `itm-${jobKey}`,
    jobKey,
    caseId,
    caseReference: reference,
    municipalityId: 'voorbeeldstad',
    processId: 'signal-intake',
    processVersion: 1,
    processDefinitionKey: '2251799813685249',
    processInstanceKey: '100',
    elementId: 'check-signal-quality',
    elementInstanceKey: '101',
    stepName: 'Kwaliteit van de melding toetsen',
    formId: 'signal-quality-check',
    assigneeId: null,
    candidateUserIds: [],
    candidatePartnerIds: ['politie-voorbeeldland'],
    refs: {},
    reason: 'Uw organisatie deed de melding.',
    legalBasis: 'Lokaal beleid',
    termId: 'signal-quality-check',
    dueAt: new Date('2026-11-26T22:59:59Z'),
    deliveredAt: api.clock.now(),
  });
  return `itm-${jobKey}`;
}

beforeAll(async () => {
  api = await startApi();
  [pia, piet, gerda, zorg] = (await Promise.all(
    ['usr-demo-politie', 'usr-demo-politie-2', 'usr-demo-gemeente', 'usr-demo-zorg'].map((id) =>
      api.tokenOf(id),
    ),
  )) as [string, string, string, string];
  const body = { requestId: 'request-0001', data: signal };
  const answer = await api.call('POST', '/cases', { token: pia, body });
  expect(answer.status).toBe(201);
  recorded = answer.body as SignalRecorded;
  itemId = await newItem();
});
afterAll(() => api.close());

describe('a signal', () => {
  test('opens one case and tells the engine once, however often it is sent', async () => {
    const body = { requestId: 'request-0001', data: signal };
    const repeats = await Promise.all([1, 2, 3].map(() => api.call('POST', '/cases', { token: pia, body })));
    for (const repeat of repeats) expect(repeat).toMatchObject({ status: 201, body: recorded });
    const { body: page } = await api.call('GET', '/cases', { token: pia });
    expect((page as CasePage).total).toBe(1);
    expect(new Set(api.engine.published.map(({ correlationKey }) => correlationKey)).size).toBe(1);
  });

  test('has its form in two languages', async () => {
    const dutch = (await api.call('GET', '/forms/case-signal', { token: pia })).body as Form;
    const headers = { 'accept-language': 'en' };
    const english = (await api.call('GET', '/forms/case-signal', { token: pia, headers })).body as Form;
    expect(english.formId).toBe(dutch.formId);
    expect(english.title).not.toBe(dutch.title);
  });

  test('can be added to a running case by those who know of it', async () => {
    const path = `/cases/${recorded.caseId}/signals`;
    const body = { requestId: 'request-0009', data: signal };
    expect((await api.call('POST', path, { token: gerda, body })).status).toBe(201);
    expect((await api.refused('POST', path, { token: zorg, body })).status).toBe(404);
  });
});

describe('a case', () => {
  test('is seen by its partners and by nobody else', async () => {
    const detail = (await api.call('GET', `/cases/${recorded.caseId}`, { token: pia })).body as CaseDetail;
    expect(detail.case.reference).toBe(recorded.reference);
    expect((await api.call('GET', `/cases/${recorded.caseId}`, { token: gerda })).status).toBe(200);
    expect((await api.refused('GET', `/cases/${recorded.caseId}`, { token: zorg })).status).toBe(404);
    expect(((await api.call('GET', '/cases', { token: zorg })).body as CasePage).total).toBe(0);
  });
});

describe('an item', () => {
  test('is in the list of its organisation only', async () => {
    const list = async (token: string) =>
      ((await api.call('GET', '/inbox-items?list=unassigned', { token })).body as InboxPage).items.map(
        (item) => item.itemId,
      );
    expect(await list(pia)).toContain(itemId);
    expect(await list(piet)).toContain(itemId);
    expect(await list(gerda)).toEqual([]);
    expect((await api.refused('GET', `/inbox-items/${itemId}`, { token: gerda })).status).toBe(404);
  });

  test('is claimed by one: again by the same is fine, by a colleague is a conflict that says so', async () => {
    const claim = (token: string) => api.call('POST', `/inbox-items/${itemId}/claim`, { token });
    expect((await claim(pia)).body).toMatchObject({ assigneeId: 'usr-demo-politie' });
    expect((await claim(pia)).status).toBe(200);
    expect((await claim(piet)).body).toMatchObject({ status: 409, code: 'item-taken' });
    expect((await claim(gerda)).status).toBe(404);
  });

  test('claimed by two at once goes to exactly one', async () => {
    const contested = await newItem();
    const answers = await Promise.all(
      [pia, piet].map((token) => api.call('POST', `/inbox-items/${contested}/claim`, { token })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('given back can be taken by a colleague', async () => {
    const item = await newItem();
    await api.call('POST', `/inbox-items/${item}/claim`, { token: pia });
    const released = await api.call('POST', `/inbox-items/${item}/release`, { token: pia });
    expect(released.body).toMatchObject({ assigneeId: null });
    expect((await api.call('POST', `/inbox-items/${item}/claim`, { token: piet })).status).toBe(200);
  });

  test('comes with its form, and what is wrong in an answer points into that form', async () => {
    const detail = (await api.call('GET', `/inbox-items/${itemId}`, { token: pia })).body as InboxItemDetail;
    expect(detail).toMatchObject({ canComplete: true, form: { formId: 'signal-quality-check' } });
    const problem = await api.refused('POST', `/inbox-items/${itemId}/complete`, {
      token: pia,
      body: { data: { ...check, rationale: 'x' } },
    });
    expect(problem).toMatchObject({
      status: 400,
      code: 'invalid-form',
      errors: [{ pointer: '/data/rationale' }],
    });
    const { item } = (await api.call('GET', `/inbox-items/${itemId}`, { token: pia }))
      .body as InboxItemDetail;
    expect(item.state).toBe('open');
  });

  test('completed once tells the engine once; the same again gets the same answer, another is a conflict', async () => {
    const complete = (data: object) =>
      api.call('POST', `/inbox-items/${itemId}/complete`, { token: pia, body: { data } });
    const first = await complete(check);
    expect(first.status).toBe(200);
    expect((first.body as CompletedItem).item.state).toBe('completed');
    expect((await complete(check)).body).toEqual(first.body);
    expect((await complete({ ...check, intakeOutcome: 'stop' })).body).toMatchObject({
      status: 409,
      code: 'already-submitted',
    });
    expect(api.engine.completed.filter(({ jobKey }) => `itm-${jobKey}` === itemId)).toEqual([
      { jobKey: itemId.slice(4), variables: { intakeOutcome: 'forward' } },
    ]);
  });

  test('completed while the engine is away is kept', async () => {
    const item = await newItem();
    api.engine.failure = { code: 'unavailable', reason: 'away' };
    try {
      const answer = await api.call('POST', `/inbox-items/${item}/complete`, {
        token: piet,
        body: { data: check },
      });
      expect(answer.status).toBe(200);
      expect((answer.body as { item: InboxItem }).item.state).toBe('submitted');
    } finally {
      api.engine.failure = undefined;
    }
  });
});

describe('when the store is away', () => {
  test('the answer is 503 with a time to try again, and the log has no content', async () => {
    const lone = await startApi();
    const token = await lone.tokenOf('usr-demo-politie');
    await lone.store.connection.close();
    lone.logged.splice(0);
    const body = { requestId: 'request-0077', data: signal };
    const answer = await lone.call('POST', '/cases', { token, body });
    expect(answer).toMatchObject({ status: 503, body: { code: 'store-unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(lone.logged.join('')).not.toContain(String(signal['facts']));
    await lone.close();
  });
});
