import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { everyOperation, startApi, type RunningApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const people = {
  attendee: 'usr-demo-politie',
  chair: 'usr-demo-voorzitter',
  'lawfulness-reviewer': 'usr-demo-fg',
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
  informationId: 'information-1-1',
  processId: 'screening',
  version: '1',
  userId: 'usr-nobody',
  year: '2026',
  formId: 'rights-request',
  rightsRequestId: 'rights-AAAAAAAAAAAA',
  packageId: 'package-AAAAAAAAAAAA',
  questionId: 'question-1',
  meetingId: 'meeting-AAAAAAAAAAAA',
  recordId: 'record-AAAAAAAAAAAA',
  transferId: 'transfer-AAAAAAAAAAAA',
};
const requestId = 'request-0001';
const account = {
  name: 'Nina Nieuw',
  email: 'nina@politie.example',
  partnerId: 'politie-voorbeeldland',
  roles: ['attendee'],
  designations: [],
  trainingValidUntil: null,
  screeningValidUntil: null,
};
const bodies: Record<string, unknown> = {
  completeInboxItem: { data: {} },
  openCase: { requestId, data: {} },
  addSignal: { requestId, data: {} },
  correctInformation: { requestId, data: {} },
  handOverCase: { requestId, data: {} },
  proposeTransfer: { requestId, data: {} },
  withdrawTransfer: { reason: 'De verhuizing gaat niet door.' },
  requestReview: { reason: 'Er is iets veranderd.' },
  breakGlass: {
    requestId: 'request-0001',
    reference: 'C-2026-9999',
    reason: 'Er is nu gevaar en niemand is bereikbaar.',
  },
  reviewLawfulness: { reference: 'C-2026-9999', reason: 'Steekproef van dit kwartaal, nummer drie.' },
  recordRightsRequest: { requestId, data: {} },
  reportDataBreach: { requestId, data: {} },
  proposeProvision: {
    requestId,
    recipientId: 'usr-demo-woningcorporatie',
    itemIds: ['signal-1'],
    purpose: 'Een passende woning.',
    necessity: 'Zonder dit kan het niet.',
    questions: [],
    expiresOn: '2026-12-31',
  },
  answerProvidedQuestion: { text: 'Ja.' },
  planMeeting: {
    requestId: 'request-meeting-01',
    date: '2026-12-03',
    time: '11:00',
    municipalityIds: ['waterwoude'],
  },
  cancelMeeting: { reason: 'other-date' },
  addToAgenda: { caseId },
  moveOnAgenda: { beforeCaseId: null },
  requestAgenda: { requestId, reason: 'Er is iets veranderd.' },
  recordAttendance: { userId: 'usr-demo-politie', present: true },
  recordInterpretation: { requestId, data: {} },
  recordDecision: { requestId, data: {} },
  correctInterpretation: { requestId, revision: 0, data: {} },
  correctDecision: { requestId, revision: 0, data: {} },
  reportLapse: { reason: 'Het onderzoek is afgerond.' },
  deployProcess: { xml: '<broken', note: 'Een proef.' },
  acknowledgeSecrecy: { version: '1' },
  createAccount: { ...account, password: 'short', reason: 'Een proef.' },
  changeAccount: { ...account, version: 1, reason: 'Een proef.' },
  setTemporaryPassword: { password: 'a temporary passphrase', reason: 'Een proef.' },
  disableAccount: { reason: 'Een proef.' },
};

const queries: Record<string, string> = {
  listInboxItems: '?list=mine',
  explainCaseAccess: '?reference=C-2026-9999',
  readAccessLog: '?reference=C-2026-9999&purpose=lawfulness',
};

/** Fills in a path and a body that reach the policy. */
function requestFor({ operationId, path }: { operationId: string; path: string }) {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'formId' && operationId === 'readMeetingForm' ? 'meeting-decision' : (values[name] ?? ''),
  );
  return {
    path: `${filled}${queries[operationId] ?? ''}`,
    body: bodies[operationId],
  };
}

/** Per operation what each role gets, for ids of nobody's items and cases; `others`: every role that is not named. */
const expected: Record<string, Partial<Record<Role, number>> & { readonly others: number }> = {
  readMe: { others: 200 },
  listPartners: { others: 200 },
  listInboxItems: { others: 200 },
  readInboxItem: { others: 404 },
  claimInboxItem: { others: 404 },
  releaseInboxItem: { others: 404 },
  completeInboxItem: { others: 404 },
  readSignalForm: { attendee: 200, others: 403 },
  listCases: { others: 200 },
  openCase: { attendee: 400, others: 403 },
  readCase: { others: 404 },
  explainCaseAccess: { others: 200 },
  breakGlass: { others: 404 },
  addSignal: { others: 404 },
  requestReview: { others: 404 },
  readCaseDevelopment: { others: 404 },
  readHandoverForm: { others: 404 },
  handOverCase: { others: 404 },
  readTransfers: { others: 404 },
  readTransferForm: { others: 404 },
  proposeTransfer: { others: 404 },
  withdrawTransfer: { others: 404 },
  readCaseDiagram: { others: 404 },
  readInformation: { others: 404 },
  readCorrectionForm: { others: 404 },
  correctInformation: { others: 404 },
  readCasePerson: { others: 404 },
  reportLapse: { others: 404 },
  readPersonForm: { others: 404 },
  recordRightsRequest: { others: 404 },
  printAccess: { others: 404 },
  reportDataBreach: { others: 404 },
  readProvisions: { others: 404 },
  proposeProvision: { others: 404 },
  previewProvision: { others: 404 },
  listMeetings: { others: 200 },
  planMeeting: { chair: 201, others: 403 },
  readMeeting: { others: 404 },
  readMeetingMark: { others: 404 },
  listCandidates: { others: 404 },
  addToAgenda: { others: 404 },
  removeFromAgenda: { others: 404 },
  moveOnAgenda: { others: 404 },
  startMeeting: { others: 404 },
  closeMeeting: { others: 404 },
  cancelMeeting: { others: 404 },
  readMeetingNotices: { others: 200 },
  requestAgenda: { others: 404 },
  readMeetingItem: { others: 404 },
  readMeetingForm: { others: 404 },
  recordAttendance: { others: 404 },
  recordInterpretation: { others: 404 },
  correctInterpretation: { others: 404 },
  removeInterpretation: { others: 404 },
  recordDecision: { others: 404 },
  correctDecision: { others: 404 },
  withdrawDecision: { others: 404 },
  printMinutes: { others: 404 },
  listProcessDefinitions: { 'process-designer': 200, others: 403 },
  readProcessVersion: { 'process-designer': 404, others: 403 },
  deployProcess: { 'process-designer': 400, others: 403 },
  readDashboard: { manager: 200, others: 403 },
  readSecrecy: { others: 200 },
  acknowledgeSecrecy: { others: 200 },
  listAccounts: { administrator: 200, others: 403 },
  createAccount: { administrator: 400, others: 403 },
  readAccount: { administrator: 404, others: 403 },
  changeAccount: { administrator: 404, others: 403 },
  setTemporaryPassword: { administrator: 404, others: 403 },
  disableAccount: { administrator: 404, others: 403 },
  listConsultations: { administrator: 200, others: 403 },
  readYearlyReport: { manager: 200, 'lawfulness-reviewer': 200, others: 403 },
  readAccessLog: { 'lawfulness-reviewer': 404, others: 403 },
  reviewLawfulness: { 'lawfulness-reviewer': 404, others: 403 },
  readProcessingRegister: { 'lawfulness-reviewer': 200, others: 403 },
  listDestructionCertificates: { 'lawfulness-reviewer': 200, others: 403 },
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
    ).toEqual([
      'readProductInfo',
      'readApiDescription',
      'signIn',
      'refreshSession',
      'signOut',
      'choosePassword',
      'signInExternal',
      'signOutExternal',
    ]);
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
      const statuses = expected[operation.operationId];
      expect(status).toBe(statuses?.[role] ?? statuses?.others);
    });
  });
});

describe('a third party', () => {
  const external = everyOperation.filter(({ access }) => access === 'external');
  const signIn = async (email: string) =>
    api.call('POST', '/external/sessions', {
      body: { email, password: api.configuration.demo.password },
    });
  const tokenOfThird = async () =>
    ((await signIn('wendy@wonen.example')).body as { accessToken: string }).accessToken;

  test('has a surface of its own with these operations only', () => {
    expect(external.map(({ operationId }) => operationId)).toEqual([
      'listProvidedPackages',
      'answerProvidedQuestion',
    ]);
  });

  test('signs in there and nowhere else, and nobody else signs in there', async () => {
    expect((await signIn('wendy@wonen.example')).status).toBe(201);
    expect((await signIn('pia@politie.example')).status).toBe(401);
    const body = { email: 'wendy@wonen.example', password: api.configuration.demo.password };
    expect((await api.refused('POST', '/sessions', { body })).code).toBe('sign-in-failed');
  });

  test.each(signedInOperations)('gets 401 of $operationId', async (operation) => {
    const { path, body } = requestFor(operation);
    const token = await tokenOfThird();
    expect((await api.refused(operation.method, path, { token, body })).status).toBe(401);
  });

  test.each(external)('alone is answered by $operationId', async (operation) => {
    const { path, body } = requestFor(operation);
    for (const userId of Object.values(people)) {
      const token = await api.tokenOf(userId);
      expect((await api.refused(operation.method, path, { token, body })).status).toBe(401);
    }
    const { status } = await api.call(operation.method, path, { token: await tokenOfThird(), body });
    expect(status).toBe(operation.method === 'GET' ? 200 : 404);
  });

  test('is signed out for good', async () => {
    const token = await tokenOfThird();
    expect((await api.call('DELETE', '/external/sessions/current', { token })).status).toBe(204);
    expect((await api.refused('GET', '/external/packages', { token })).status).toBe(401);
  });
});
