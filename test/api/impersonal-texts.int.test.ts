import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operations } from '../../src/api/operations/index.ts';
import { namedSchemas } from '../../src/api/validation.ts';
import type { AuditRecord } from '../../src/cases/accountability/audit-record.ts';
import type { Transfer } from '../../src/cases/transfer/transfer-record.ts';
import type { SignalRecorded } from '../../src/contract/http.ts';
import { exampleAnswers } from '../cases/forms/example-answers.ts';
import { startApi, type RunningApi } from './running-api.ts';

interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly 'x-impersonal'?: boolean;
  readonly properties?: Readonly<Record<string, Node>>;
}
const schemaOf = (node: Node): Node =>
  node.$ref === undefined ? node : (namedSchemas.get(node.$ref) as unknown as Node);

/** Whether somebody can write anything there, as opposed to choosing from a list. */
const isFreeText = ({ type, const: only, enum: choices, anyOf = [] }: Node): boolean =>
  (type === 'string' && only === undefined && choices === undefined) || anyOf.some(isFreeText);

/** Per operation the texts of its body that are marked, or that are called as if they should be. */
const texts = operations.flatMap(({ operationId, body }) =>
  Object.entries(body === undefined ? {} : (schemaOf(body as Node).properties ?? {}))
    .filter(
      ([name, node]) =>
        node['x-impersonal'] === true || (isFreeText(node) && /reason|note|remark|motivation/i.test(name)),
    )
    .map(([name, node]) => ({ operationId, name, isMarked: node['x-impersonal'] === true })),
);

const subject = { kind: 'person', name: 'Yusuf Voorbeeldpersoon', birthDate: '2001-02-03' };
const aReason = 'Er is nu iets veranderd dat niet kan wachten';

let api: RunningApi;
let reference: string;
let caseId: string;
const tokens = new Map<string, string>();

/** Who may do it, where, and with which body. */
const uses = (): Readonly<
  Record<string, { readonly who: string; readonly body: object; readonly path?: string }>
> => ({
  breakGlass: { who: 'raad', body: { requestId: 'request-break-1', reference } },
  reviewLawfulness: { who: 'fg', body: { reference } },
  requestReview: { who: 'politie', body: {} },
  requestAgenda: { who: 'politie', body: { requestId: 'request-agenda-1' } },
  reportLapse: { who: 'politie', body: {} },
  withdrawTransfer: { who: 'gemeente', body: {} },
  deployProcess: { who: 'ontwerper', body: { xml: '<broken' } },
  createAccount: { who: 'beheerder', body: { ...anAccount, password: 'long enough for an account' } },
  changeAccount: { who: 'beheerder', body: { ...anAccount, version: 1 } },
  setTemporaryPassword: { who: 'beheerder', body: { password: 'long enough for an account' } },
  disableAccount: { who: 'beheerder', body: {} },
});
const anAccount = {
  name: 'Nina Nieuw',
  email: 'nina@politie.example',
  partnerId: 'politie-voorbeeldland',
  roles: ['attendee'],
  designations: [],
  trainingValidUntil: null,
  screeningValidUntil: null,
};

beforeAll(async () => {
  api = await startApi();
  for (const name of ['raad', 'fg', 'politie', 'gemeente', 'ontwerper', 'beheerder'])
    tokens.set(name, await api.tokenOf(`usr-demo-${name}`));
  const data = { ...exampleAnswers['case-signal']?.[0], subject };
  const body = { requestId: 'request-0001', data };
  const recorded = (await api.call('POST', '/cases', { token: tokens.get('politie'), body }))
    .body as SignalRecorded;
  ({ reference, caseId } = recorded);
  await api.repository.change(caseId, (caseFile) => ({
    ...caseFile,
    phase: 'monitoring',
    transfers: [
      { transferId: 'transfer-AAAAAAAAAAAA', userId: 'usr-demo-gemeente', withdrawal: null } as Transfer,
    ],
    composition: {
      partners: ['gemeente-voorbeeldstad', 'politie-voorbeeldland'].map((partnerId) => ({
        partnerId,
        reason: 'Heeft een taak.',
      })),
      caseManagerId: 'usr-demo-gemeente',
      deputyId: null,
      submissionId: '1',
      registeredAt: api.clock.now(),
    },
  }));
});
afterAll(() => api.close());

function send(operationId: string, text: Readonly<Record<string, string>>) {
  const { path } = operations.find((operation) => operation.operationId === operationId)!;
  const { who, body } = uses()[operationId]!;
  const filled = path
    .replace('{caseId}', caseId)
    .replace('{userId}', 'usr-demo-zorg')
    .replace('{transferId}', 'transfer-AAAAAAAAAAAA');
  return api.call('POST', filled, { token: tokens.get(who), body: { ...body, ...text } });
}

test('every reason and note that the API takes is marked, and is sent below', () => {
  expect(texts.filter(({ isMarked }) => !isMarked)).toEqual([]);
  expect(texts.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(uses()).sort());
});

describe.each(texts)('$name of $operationId', ({ operationId, name }) => {
  test('is refused with a citizen service number, and says what to write instead', async () => {
    const { status, body } = await send(operationId, { [name]: `${aReason}: 111.222.333 meldt dit.` });
    expect([status, body]).toMatchObject([
      400,
      {
        code: 'invalid-request',
        errors: [
          {
            pointer: `/${name}`,
            message: expect.stringMatching(/burgerservicenummer.*Schrijf ‘de betrokkene’/),
          },
        ],
      },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/111.?222.?333/);
  });
});

describe.each([
  'breakGlass',
  'reviewLawfulness',
  'requestReview',
  'requestAgenda',
  'reportLapse',
  'withdrawTransfer',
])('%s, of a case that is known', (operationId) => {
  test.each([
    ['name', `${aReason}: Yusuf is weg.`],
    ['date of birth', `${aReason}: geboren 3 februari 2001.`],
  ])('is refused with the %s of its subject, and says so', async (_what, reason) => {
    expect(await send(operationId, { reason })).toMatchObject({
      status: 400,
      body: {
        code: 'invalid-request',
        errors: [{ pointer: '/reason', message: expect.stringContaining('om wie deze casus gaat') }],
      },
    });
    const caseFile = await api.repository.get(caseId);
    expect(JSON.stringify({ ...caseFile, signals: [] })).not.toMatch(/Yusuf|februari/);
  });
});

test('a refused reason leaves nothing of it in the audit log, also of who may not open the case', async () => {
  const reason = `${aReason}: Yusuf Voorbeeldpersoon is weg.`;
  await send('breakGlass', { reason });
  await send('reviewLawfulness', { reason });
  const body = { requestId: 'request-break-2', reference, reason };
  const token = await api.tokenOf('usr-demo-waterwoude');
  expect(await api.call('POST', '/break-glass', { token, body })).toMatchObject({ status: 404 });
  const records: AuditRecord[] = [];
  for await (const record of api.accountability.auditLog.records()) records.push(record);
  const grounds = records.flatMap(({ subjects }) =>
    subjects.flatMap(({ statedGround }) => statedGround ?? []),
  );
  expect(grounds.length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(records)).not.toMatch(/Yusuf|Voorbeeldpersoon/);
  expect(api.logged.join('')).not.toMatch(/Yusuf|Voorbeeldpersoon/);
});

test('the same reason without a name is taken', async () => {
  expect(await send('requestAgenda', { reason: `${aReason}: de betrokkene is weg.` })).toMatchObject({
    status: 202,
  });
});
