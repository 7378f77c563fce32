import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { everyOperation, startApi, type RunningApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const people = {
  attendee: 'usr-demo-politie',
  'process-designer': 'usr-demo-ontwerper',
  manager: 'usr-demo-manager',
  administrator: 'usr-demo-beheerder',
} as const;
type Role = keyof typeof people;
const roles = Object.keys(people) as Role[];

const caseId = 'case-AAAAAAAAAAAAAAAAAAAAAA';
const values: Record<string, string> = {
  itemId: 'itm-42',
  caseId,
  processId: 'screening',
  version: '1',
};
const requestId = 'request-0001';
const bodies: Record<string, unknown> = {
  completeInboxItem: { data: {} },
  openCase: { requestId, data: {} },
  addSignal: { requestId, data: {} },
  requestReview: { reason: 'Er is iets veranderd.' },
  deployProcess: { xml: '<broken', note: 'Een proef.' },
};

/** Fills in a path and a body that reach the policy. */
function requestFor({ operationId, path }: { operationId: string; path: string }) {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  return {
    path: operationId === 'listInboxItems' ? `${filled}?list=mine` : filled,
    body: bodies[operationId],
  };
}

/** Per operation what each role gets: for ids of nobody's items and cases. */
const expected: Record<string, Record<Role, number>> = {
  readMe: { attendee: 200, 'process-designer': 200, manager: 200, administrator: 200 },
  listPartners: { attendee: 200, 'process-designer': 200, manager: 200, administrator: 200 },
  listInboxItems: { attendee: 200, 'process-designer': 200, manager: 200, administrator: 200 },
  readInboxItem: { attendee: 404, 'process-designer': 404, manager: 404, administrator: 404 },
  claimInboxItem: { attendee: 404, 'process-designer': 404, manager: 404, administrator: 404 },
  releaseInboxItem: { attendee: 404, 'process-designer': 404, manager: 404, administrator: 404 },
  completeInboxItem: { attendee: 404, 'process-designer': 404, manager: 404, administrator: 404 },
  readSignalForm: { attendee: 200, 'process-designer': 403, manager: 403, administrator: 403 },
  listCases: { attendee: 200, 'process-designer': 200, manager: 200, administrator: 200 },
  openCase: { attendee: 400, 'process-designer': 403, manager: 403, administrator: 403 },
  readCase: { attendee: 404, 'process-designer': 404, manager: 404, administrator: 404 },
  addSignal: { attendee: 404, 'process-designer': 404, manager: 404, administrator: 404 },
  requestReview: { attendee: 404, 'process-designer': 404, manager: 404, administrator: 404 },
  readCaseDiagram: { attendee: 404, 'process-designer': 404, manager: 404, administrator: 404 },
  listProcessDefinitions: { attendee: 403, 'process-designer': 200, manager: 403, administrator: 403 },
  readProcessVersion: { attendee: 403, 'process-designer': 404, manager: 403, administrator: 403 },
  deployProcess: { attendee: 403, 'process-designer': 400, manager: 403, administrator: 403 },
  readDashboard: { attendee: 403, 'process-designer': 403, manager: 200, administrator: 403 },
};

const signedInOperations = everyOperation.filter(({ access }) => access === 'signed-in');

describe('who may call what', () => {
  test('is laid down for every operation that asks for a sign-in', () => {
    expect(Object.keys(expected).sort()).toEqual(
      signedInOperations.map(({ operationId }) => operationId).sort(),
    );
  });

  test('only these are open to anyone', () => {
    expect(
      everyOperation.filter(({ access }) => access === 'public').map(({ operationId }) => operationId),
    ).toEqual(['readProductInfo', 'readApiDescription', 'signIn', 'refreshSession', 'signOut']);
  });

  test.each(signedInOperations)('$operationId without a token: 401', async (operation) => {
    const { path, body } = requestFor(operation);
    expect(await api.refused(operation.method, path, { body })).toMatchObject({
      status: 401,
      code: 'unauthenticated',
    });
  });

  test('signing out without token or cookie: 401', async () => {
    expect((await api.refused('DELETE', '/sessions/current')).status).toBe(401);
  });

  describe.each(signedInOperations)('$operationId', (operation) => {
    test.each(roles)('as %s', async (role) => {
      const { path, body } = requestFor(operation);
      const token = await api.tokenOf(people[role]);
      const { status } = await api.call(operation.method, path, { token, body });
      expect(status).toBe(expected[operation.operationId]?.[role]);
    });
  });
});
