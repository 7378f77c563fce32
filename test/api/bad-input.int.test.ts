import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SignalRecorded } from '../../src/contract/http.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { exampleAnswers } from '../cases/forms/example-answers.ts';
import { startApi, type Request, type RunningApi } from './running-api.ts';

const xml = readFileSync(join(projectRoot(import.meta.dirname), 'processes', 'screening.bpmn'), 'utf8');
const note = 'Andere volgorde van stappen.';
const signal = exampleAnswers['case-signal']?.[0] ?? {};
const missing = 'case-AAAAAAAAAAAAAAAAAAAAAA';

let api: RunningApi;
let caseId: string;
let before: string;
beforeAll(async () => {
  api = await startApi();
  const token = await api.tokenOf('usr-demo-politie');
  const opened = await api.call('POST', '/cases', {
    token,
    body: { requestId: 'request-0001', data: signal },
  });
  caseId = (opened.body as SignalRecorded).caseId;
  for (const userId of ['usr-demo-ontwerper', 'usr-demo-manager', 'usr-demo-zorg']) await api.tokenOf(userId);
});
afterAll(() => api.close());

/** Everything stored except what signing in itself writes, and the logs of who tried what. */
async function stored(): Promise<string> {
  const contents: Record<string, unknown> = {};
  for (const { name } of await api.store.connection.listCollections())
    if (!['sessions', 'signInAttempts', 'auditLog', 'processingLog'].includes(name))
      contents[name] = await api.store.connection.collection(name).find().sort({ _id: 1 }).toArray();
  return JSON.stringify(Object.entries(contents).sort(([a], [b]) => a.localeCompare(b)));
}

beforeEach(async () => {
  before = await stored();
});

interface BadRequest {
  readonly what: string;
  readonly who?: string;
  readonly method: string;
  readonly path: () => string;
  readonly request?: Request;
  readonly status: number;
  readonly code: string;
  /** Must occur among the pointers of the problem. */
  readonly pointer?: string;
}

const cases: readonly BadRequest[] = [
  // JSON
  {
    what: 'malformed JSON',
    method: 'POST',
    path: () => '/cases',
    request: { text: '{"requestId": ' },
    status: 400,
    code: 'malformed-json',
  },
  {
    what: 'JSON that is no object',
    method: 'POST',
    path: () => '/cases',
    request: { text: '"text"' },
    status: 400,
    code: 'malformed-json',
  },
  {
    what: 'a list where an object is asked',
    method: 'POST',
    path: () => '/cases',
    request: { body: [] },
    status: 400,
    code: 'invalid-request',
  },
  { what: 'no body', method: 'POST', path: () => '/cases', status: 400, code: 'invalid-request' },
  {
    what: 'a form post',
    method: 'POST',
    path: () => '/cases',
    request: { text: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    status: 415,
    code: 'unsupported-content',
  },
  {
    what: 'a compressed body',
    method: 'POST',
    path: () => '/cases',
    request: { text: 'x', headers: { 'content-encoding': 'gzip' } },
    status: 415,
    code: 'unsupported-content',
  },
  {
    what: 'an unknown character set',
    method: 'POST',
    path: () => '/cases',
    request: { text: '{}', headers: { 'content-type': 'application/json; charset=klingon' } },
    status: 415,
    code: 'unsupported-content',
  },
  // bodies
  {
    what: 'a missing property',
    method: 'POST',
    path: () => '/cases',
    request: { body: { data: signal } },
    status: 400,
    code: 'invalid-request',
    pointer: '/requestId',
  },
  {
    what: 'an unknown property',
    method: 'POST',
    path: () => '/cases',
    request: { body: { requestId: 'request-0002', data: signal, admin: true } },
    status: 400,
    code: 'invalid-request',
    pointer: '/admin',
  },
  {
    what: 'an attempt on the prototype',
    method: 'POST',
    path: () => '/cases',
    request: { text: '{"requestId":"request-0002","data":{},"__proto__":{"admin":true}}' },
    status: 400,
    code: 'invalid-request',
    pointer: '/__proto__',
  },
  {
    what: 'a query operator as value',
    method: 'POST',
    path: () => '/sessions',
    request: { body: { email: { $gt: '' }, password: 'x' } },
    status: 400,
    code: 'invalid-request',
    pointer: '/email',
  },
  {
    what: 'a request id with strange characters',
    method: 'POST',
    path: () => '/cases',
    request: { body: { requestId: 'a b c d e f g h', data: signal } },
    status: 400,
    code: 'invalid-request',
    pointer: '/requestId',
  },
  // forms
  {
    what: 'a form with missing fields',
    method: 'POST',
    path: () => '/cases',
    request: { body: { requestId: 'request-0002', data: { ...signal, facts: undefined } } },
    status: 400,
    code: 'invalid-form',
    pointer: '/data/facts',
  },
  {
    what: 'a form with a field that it does not have',
    method: 'POST',
    path: () => '/cases',
    request: { body: { requestId: 'request-0002', data: { ...signal, secret: 1 } } },
    status: 400,
    code: 'invalid-form',
    pointer: '/data/secret',
  },
  {
    what: 'a form with a choice that does not exist',
    method: 'POST',
    path: () => '/cases',
    request: { body: { requestId: 'request-0002', data: { ...signal, source: 'gossip' } } },
    status: 400,
    code: 'invalid-form',
    pointer: '/data/source',
  },
  {
    what: 'a request id of another signal',
    method: 'POST',
    path: () => '/cases',
    request: {
      body: { requestId: 'request-0001', data: { ...signal, facts: 'Heel andere feiten dan eerst.' } },
    },
    status: 409,
    code: 'request-id-reused',
  },
  {
    what: 'a review request without a real reason',
    method: 'POST',
    path: () => `/cases/${caseId}/review-requests`,
    request: { body: { reason: 'x' } },
    status: 400,
    code: 'invalid-request',
    pointer: '/reason',
  },
  {
    what: 'a review request before there is a plan',
    method: 'POST',
    path: () => `/cases/${caseId}/review-requests`,
    request: { body: { reason: 'Er is iets veranderd.' } },
    status: 403,
    code: 'not-permitted',
  },
  // ids
  { what: 'an unknown case', method: 'GET', path: () => `/cases/${missing}`, status: 404, code: 'not-found' },
  {
    what: 'a case id that cannot exist',
    method: 'GET',
    path: () => '/cases/1',
    status: 404,
    code: 'not-found',
  },
  {
    what: "another partner's case",
    who: 'usr-demo-zorg',
    method: 'GET',
    path: () => `/cases/${caseId}`,
    status: 404,
    code: 'not-found',
  },
  {
    what: "a signal on another partner's case",
    who: 'usr-demo-zorg',
    method: 'POST',
    path: () => `/cases/${caseId}/signals`,
    request: { body: { requestId: 'request-0003', data: signal } },
    status: 404,
    code: 'not-found',
  },
  {
    what: 'an unknown item',
    method: 'POST',
    path: () => '/inbox-items/itm-1/claim',
    status: 404,
    code: 'not-found',
  },
  {
    what: 'completing an unknown item',
    method: 'POST',
    path: () => '/inbox-items/itm-1/complete',
    request: { body: { data: {} } },
    status: 404,
    code: 'not-found',
  },
  {
    what: 'a diagram that is not of this case',
    method: 'GET',
    path: () => `/cases/${caseId}/processes/closure/versions/1`,
    status: 404,
    code: 'not-found',
  },
  {
    what: 'an unknown process',
    who: 'usr-demo-ontwerper',
    method: 'GET',
    path: () => '/process-definitions/nothing/versions/1',
    status: 404,
    code: 'not-found',
  },
  {
    what: 'a version that is no number',
    who: 'usr-demo-ontwerper',
    method: 'GET',
    path: () => '/process-definitions/screening/versions/one',
    status: 404,
    code: 'not-found',
  },
  // queries
  {
    what: 'an unknown list',
    method: 'GET',
    path: () => '/inbox-items?list=all',
    status: 400,
    code: 'invalid-request',
    pointer: '/list',
  },
  {
    what: 'no list',
    method: 'GET',
    path: () => '/inbox-items',
    status: 400,
    code: 'invalid-request',
    pointer: '/list',
  },
  {
    what: 'page zero',
    method: 'GET',
    path: () => '/cases?page=0',
    status: 400,
    code: 'invalid-request',
    pointer: '/page',
  },
  {
    what: 'a page of a million',
    method: 'GET',
    path: () => '/cases?pageSize=1000000',
    status: 400,
    code: 'invalid-request',
    pointer: '/pageSize',
  },
  {
    what: 'the same question twice',
    method: 'GET',
    path: () => '/cases?page=1&page=2',
    status: 400,
    code: 'invalid-request',
    pointer: '/page',
  },
  {
    what: 'an unknown question',
    method: 'GET',
    path: () => '/cases?subject=x',
    status: 400,
    code: 'invalid-request',
    pointer: '/subject',
  },
  {
    what: 'a question where none is known',
    method: 'GET',
    path: () => '/me?x=1',
    status: 400,
    code: 'invalid-request',
    pointer: '/x',
  },
  // processes
  {
    what: 'broken XML',
    who: 'usr-demo-ontwerper',
    method: 'POST',
    path: () => '/process-definitions',
    request: { body: { xml: '<bpmn:definitions', note } },
    status: 400,
    code: 'invalid-request',
    pointer: '/xml',
  },
  {
    what: 'XML with a document type',
    who: 'usr-demo-ontwerper',
    method: 'POST',
    path: () => '/process-definitions',
    request: { body: { xml: `<!DOCTYPE a [<!ENTITY b "c">]>${xml}`, note } },
    status: 400,
    code: 'invalid-request',
    pointer: '/xml',
  },
  {
    what: 'XML that is no BPMN',
    who: 'usr-demo-ontwerper',
    method: 'POST',
    path: () => '/process-definitions',
    request: { body: { xml: '<html/>', note } },
    status: 400,
    code: 'invalid-request',
    pointer: '/xml',
  },
  {
    what: 'a process without note',
    who: 'usr-demo-ontwerper',
    method: 'POST',
    path: () => '/process-definitions',
    request: { body: { xml } },
    status: 400,
    code: 'invalid-request',
    pointer: '/note',
  },
  {
    what: 'a process with an empty note',
    who: 'usr-demo-ontwerper',
    method: 'POST',
    path: () => '/process-definitions',
    request: { body: { xml, note: '' } },
    status: 400,
    code: 'invalid-request',
    pointer: '/note',
  },
];

describe('bad input gets a clear answer and changes nothing', () => {
  test.each(cases)('$what', async ({ who, method, path, request, status, code, pointer }) => {
    const token = await api.tokenOf(who ?? 'usr-demo-politie');
    const problem = await api.refused(method, path(), { token, ...request });
    expect(problem).toMatchObject({ status, code });
    expect(problem.detail.length).toBeGreaterThan(20);
    if (pointer !== undefined) expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
    expect(await stored()).toBe(before);
  });

  test('an unsupported BPMN element is refused with its id', async () => {
    api.engine.failure = {
      code: 'invalid-argument',
      reason:
        "Expected to deploy new resources, but encountered the following errors:\n'screening.bpmn': - Element: decide-together\n    - ERROR: Elements of type 'complexGateway' are not supported\n- Element: vote-police > extensionElements > taskDefinition\n    - ERROR: Attribute 'type' must be present and not empty\n",
    };
    try {
      const token = await api.tokenOf('usr-demo-ontwerper');
      const problem = await api.refused('POST', '/process-definitions', { token, body: { xml, note } });
      expect(problem).toMatchObject({
        status: 400,
        code: 'deployment-refused',
        errors: [
          { elementId: 'decide-together', message: "Elements of type 'complexGateway' are not supported" },
          { elementId: 'vote-police', message: "Attribute 'type' must be present and not empty" },
        ],
      });
    } finally {
      api.engine.failure = undefined;
    }
    expect(await stored()).toBe(before);
  });

  test.each([
    ['/cases', 'usr-demo-politie', 1_100_000],
    ['/process-definitions', 'usr-demo-ontwerper', 3_100_000],
    ['/cases', 'usr-demo-politie', 50_000_000],
    ['/process-definitions', 'usr-demo-ontwerper', 50_000_000],
    ['/sessions', 'usr-demo-politie', 50_000_000],
  ])('%s by %s: %i bytes are too many', async (path, who, bytes) => {
    const token = await api.tokenOf(who);
    const problem = await api.refused('POST', path, {
      token,
      text: JSON.stringify({ xml: 'x'.repeat(bytes) }),
    });
    expect(problem).toMatchObject({ status: 413, code: 'too-large' });
    expect(await stored()).toBe(before);
  });

  test('50 MB of somebody who is not signed in are not read', async () => {
    const problem = await api.refused('POST', '/cases', {
      text: JSON.stringify({ a: 'x'.repeat(50_000_000) }),
    });
    expect(problem.status).toBe(401);
  });

  test('the server goes on after all of this', async () => {
    const token = await api.tokenOf('usr-demo-politie');
    expect((await api.call('GET', `/cases/${caseId}`, { token })).status).toBe(200);
    expect(api.logged.filter((line) => line.includes('request failed'))).toEqual([]);
  });
});
