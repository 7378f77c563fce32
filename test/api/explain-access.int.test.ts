import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CaseAccessExplained } from '../../src/contract/access.ts';
import type { SignalRecorded } from '../../src/contract/http.ts';
import { exampleAnswers } from '../cases/forms/example-answers.ts';
import { startApi, type RunningApi } from './running-api.ts';

let api: RunningApi;
let reference: string;

beforeAll(async () => {
  api = await startApi();
  const token = await api.tokenOf('usr-demo-politie');
  const body = { requestId: 'request-0001', data: exampleAnswers['case-signal']?.[0] };
  ({ reference } = (await api.call('POST', '/cases', { token, body })).body as SignalRecorded);
});
afterAll(() => api.close());

const explain = async (name: string, of = reference): Promise<CaseAccessExplained> => {
  const token = await api.tokenOf(`usr-demo-${name}`);
  const { status, body } = await api.call('GET', `/access-explanations?reference=${of}`, { token });
  expect(status).toBe(200);
  return body as CaseAccessExplained;
};

test('says of each kind of data and each act which rule decides and what would be needed', async () => {
  const { isKnown, decisions } = await explain('politie');
  expect(isKnown).toBe(true);
  expect(decisions.find(({ kind }) => kind === 'see')).toMatchObject({ allowed: true, needed: null });
  expect(decisions.filter(({ kind }) => kind === 'field')).toHaveLength(6);
  expect(decisions.find(({ subject }) => subject === 'Een evaluatie vragen')).toMatchObject({
    allowed: false,
    why: expect.stringContaining('zolang het plan loopt'),
    needed: expect.stringMatching(/\.$/),
  });
});

test('tells a reviewer which groups of fields a review opens', async () => {
  const { isKnown, decisions } = await explain('fg');
  expect(isKnown).toBe(true);
  const ofReview = decisions.filter(({ kind }) => kind === 'review');
  expect(ofReview.filter(({ allowed }) => !allowed).map(({ subject }) => subject)).toEqual([
    'Wie het is, bij een toets',
  ]);
});

test.each(['raad', 'waterwoude', 'zorg', 'voorzitter', 'ontwerper', 'manager', 'beheerder'])(
  'tells %s, who may not know of the case, the same as of a case that does not exist',
  async (name) => {
    const answer = await explain(name);
    expect(answer).toEqual(await explain(name, 'C-2026-9999'));
    expect(answer).toMatchObject({ isKnown: false, decisions: [{ allowed: false }] });
  },
);
