/** What every RPC answers to a request that it cannot carry out: the code, and the text that clients look into. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { type LocalEngine, startLocalEngine } from '../../../src/local/gateway/server.ts';
import { PARTITION } from '../../support/engine/partition.ts';
import { processFixture } from '../../support/fixtures.ts';
import { type GatewayClient, openGatewayClient, type RawJob } from '../../support/gateway-client.ts';

const PROTO = join(projectRoot(import.meta.dirname), 'src', 'local', 'gateway', 'gateway.proto');
/** Fits in a key and was never issued. */
const UNKNOWN = '2251799813685248999';

let dataDir: string;
let engine: LocalEngine;
let client: GatewayClient;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
  engine = await startLocalEngine({ host: '127.0.0.1', port: 0, dataDir, partitionId: PARTITION });
  client = openGatewayClient(engine.address, PROTO);
  await client.call('DeployResource', {
    resources: ['one-service-task', 'message-start', 'service-task-after-service-task', 'called-child'].map(
      (name) => ({ name: `${name}.bpmn`, content: Buffer.from(processFixture(name)) }),
    ),
  });
});

afterAll(async () => {
  client.close();
  await engine.close();
  rmSync(dataDir, { recursive: true });
});

const refusal = async (rpc: string, request: object): Promise<{ code: number; details: string }> => {
  const call = ['ActivateJobs', 'StreamActivatedJobs'].includes(rpc)
    ? client[rpc === 'ActivateJobs' ? 'activate' : 'stream'](request as Record<string, unknown>).ended
    : client.call(rpc, request);
  const outcome: unknown = await call.then(
    () => 'OK',
    (error: unknown) => error,
  );
  expect(outcome).toMatchObject({ code: expect.any(Number) as unknown });
  return outcome as { code: number; details: string };
};

const rejected = (intent: string, type: string, reason: string): string =>
  `Command '${intent}' rejected with code '${type}': ${reason}`;

const { INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION } = status;

test.each<[string, object, status, string]>([
  ['DeployResource', {}, INVALID_ARGUMENT, rejected('CREATE', 'INVALID_ARGUMENT', 'Expected to deploy')],
  ['DeployProcess', {}, INVALID_ARGUMENT, rejected('CREATE', 'INVALID_ARGUMENT', 'Expected to deploy')],
  [
    'DeleteResource',
    { resourceKey: UNKNOWN },
    NOT_FOUND,
    rejected(
      'DELETE',
      'NOT_FOUND',
      `Expected to delete resource but no resource found with key \`${UNKNOWN}\``,
    ),
  ],
  [
    'CreateProcessInstance',
    {},
    INVALID_ARGUMENT,
    rejected('CREATE', 'INVALID_ARGUMENT', 'Expected at least a bpmnProcessId or a key greater than -1'),
  ],
  [
    'CreateProcessInstance',
    { bpmnProcessId: 'nowhere', version: -1 },
    NOT_FOUND,
    rejected(
      'CREATE',
      'NOT_FOUND',
      "Expected to find process definition with process ID 'nowhere', but none",
    ),
  ],
  [
    'CreateProcessInstance',
    { bpmnProcessId: 'one-service-task', version: 9 },
    NOT_FOUND,
    rejected(
      'CREATE',
      'NOT_FOUND',
      "Expected to find process definition with process ID 'one-service-task' and version '9', but none found",
    ),
  ],
  [
    'CreateProcessInstance',
    { processDefinitionKey: UNKNOWN },
    NOT_FOUND,
    rejected(
      'CREATE',
      'NOT_FOUND',
      `Expected to find process definition with key '${UNKNOWN}', but none found`,
    ),
  ],
  [
    'CreateProcessInstance',
    { bpmnProcessId: 'message-start', version: -1 },
    FAILED_PRECONDITION,
    rejected('CREATE', 'INVALID_STATE', 'Expected to create instance of process with none start event'),
  ],
  [
    'CreateProcessInstance',
    { bpmnProcessId: 'one-service-task', version: -1, startInstructions: [{ elementId: 'nothing' }] },
    INVALID_ARGUMENT,
    rejected('CREATE', 'INVALID_ARGUMENT', 'Expected to create instance of process with start instructions'),
  ],
  [
    'CreateProcessInstance',
    { bpmnProcessId: 'one-service-task', version: -1, variables: '[]' },
    INVALID_ARGUMENT,
    'Expected to handle gRPC request CreateProcessInstance with variables as a JSON object',
  ],
  [
    'CreateProcessInstanceWithResult',
    {},
    INVALID_ARGUMENT,
    'Expected a create request in CreateProcessInstanceWithResult',
  ],
  [
    'CreateProcessInstanceWithResult',
    { request: { bpmnProcessId: 'nowhere', version: -1 } },
    NOT_FOUND,
    rejected('CREATE', 'NOT_FOUND', 'Expected to find process definition'),
  ],
  [
    'CancelProcessInstance',
    { processInstanceKey: UNKNOWN, operationReference: 3 },
    NOT_FOUND,
    rejected('CANCEL', 'NOT_FOUND', `Expected to cancel a process instance with key '${UNKNOWN}'`),
  ],
  [
    'ModifyProcessInstance',
    { processInstanceKey: UNKNOWN, operationReference: 3 },
    NOT_FOUND,
    rejected('MODIFY', 'NOT_FOUND', 'Expected to modify process instance but no process instance found'),
  ],
  [
    'MigrateProcessInstance',
    { processInstanceKey: UNKNOWN },
    INVALID_ARGUMENT,
    'Expected a migration plan in MigrateProcessInstance',
  ],
  [
    'MigrateProcessInstance',
    { processInstanceKey: UNKNOWN, migrationPlan: { targetProcessDefinitionKey: 1 } },
    NOT_FOUND,
    rejected('MIGRATE', 'NOT_FOUND', 'Expected to migrate process instance but no process instance found'),
  ],
  [
    'SetVariables',
    { elementInstanceKey: UNKNOWN, variables: '{"a":1}', operationReference: 3 },
    NOT_FOUND,
    rejected('UPDATE', 'NOT_FOUND', `Expected to update variables for element with key '${UNKNOWN}'`),
  ],
  [
    'SetVariables',
    { elementInstanceKey: UNKNOWN, variables: '"text"' },
    INVALID_ARGUMENT,
    'Expected to handle gRPC request SetVariables with variables as a JSON object',
  ],
  [
    'ActivateJobs',
    { type: ' ' },
    INVALID_ARGUMENT,
    rejected('ACTIVATE', 'INVALID_ARGUMENT', 'Expected to activate job batch with type to be present'),
  ],
  [
    'ActivateJobs',
    { type: 'x', worker: '' },
    INVALID_ARGUMENT,
    rejected('ACTIVATE', 'INVALID_ARGUMENT', 'Expected to activate job batch with worker to be present'),
  ],
  [
    'ActivateJobs',
    { type: 'x', worker: 'w'.repeat(1_001) },
    INVALID_ARGUMENT,
    rejected(
      'ACTIVATE',
      'INVALID_ARGUMENT',
      'Expected to activate job batch with worker to have at most 1000',
    ),
  ],
  [
    'ActivateJobs',
    { type: 'x', timeout: 0 },
    INVALID_ARGUMENT,
    rejected(
      'ACTIVATE',
      'INVALID_ARGUMENT',
      "Expected to activate job batch with timeout to be greater than zero, but it was '0'",
    ),
  ],
  [
    'ActivateJobs',
    { type: 'x', maxJobsToActivate: -1 },
    INVALID_ARGUMENT,
    rejected(
      'ACTIVATE',
      'INVALID_ARGUMENT',
      "Expected to activate job batch with max jobs to activate to be greater than zero, but it was '-1'",
    ),
  ],
  [
    'StreamActivatedJobs',
    { type: '' },
    INVALID_ARGUMENT,
    'Expected to stream activated jobs with type to be present, but it was blank',
  ],
  [
    'StreamActivatedJobs',
    { type: 'x', timeout: -1 },
    INVALID_ARGUMENT,
    'Expected to stream activated jobs with timeout to be greater than zero, but it was -1',
  ],
  [
    'CompleteJob',
    { jobKey: UNKNOWN },
    NOT_FOUND,
    rejected(
      'COMPLETE',
      'NOT_FOUND',
      `Expected to complete job with key '${UNKNOWN}', but no such job was found`,
    ),
  ],
  [
    'FailJob',
    { jobKey: UNKNOWN },
    NOT_FOUND,
    rejected('FAIL', 'NOT_FOUND', `Expected to fail job with key '${UNKNOWN}', but no such job was found`),
  ],
  [
    'ThrowError',
    { jobKey: UNKNOWN, errorCode: 'e' },
    NOT_FOUND,
    rejected(
      'THROW_ERROR',
      'NOT_FOUND',
      `Expected to throw an error for job with key '${UNKNOWN}', but no such`,
    ),
  ],
  [
    'UpdateJobRetries',
    { jobKey: UNKNOWN, retries: 1, operationReference: 3 },
    NOT_FOUND,
    rejected(
      'UPDATE_RETRIES',
      'NOT_FOUND',
      `Expected to update retries for job with key '${UNKNOWN}', but no such`,
    ),
  ],
  [
    'UpdateJobRetries',
    { jobKey: UNKNOWN, retries: 0 },
    INVALID_ARGUMENT,
    rejected(
      'UPDATE_RETRIES',
      'INVALID_ARGUMENT',
      `Expected to update retries for job with key '${UNKNOWN}' with a`,
    ),
  ],
  [
    'UpdateJobTimeout',
    { jobKey: UNKNOWN, timeout: 1, operationReference: 3 },
    NOT_FOUND,
    rejected(
      'UPDATE_TIMEOUT',
      'NOT_FOUND',
      `Expected to update job deadline with key '${UNKNOWN}', but no such job was found`,
    ),
  ],
  [
    'ResolveIncident',
    { incidentKey: UNKNOWN, operationReference: 3 },
    NOT_FOUND,
    rejected(
      'RESOLVE',
      'NOT_FOUND',
      `Expected to resolve incident with key '${UNKNOWN}', but no such incident`,
    ),
  ],
  ['PublishMessage', {}, INVALID_ARGUMENT, 'Expected to handle gRPC request PublishMessage with a name'],
  [
    'BroadcastSignal',
    {},
    INVALID_ARGUMENT,
    'Expected to handle gRPC request BroadcastSignal with a signalName',
  ],
])('%s %j is refused as Zeebe does', async (rpc, request, code, details) => {
  const found = await refusal(rpc, request);
  expect(found.details).toContain(details);
  expect(found.code).toBe(code);
});

test.each([
  ['DeployResource', {}],
  ['CreateProcessInstance', { bpmnProcessId: 'one-service-task', version: -1 }],
  ['CreateProcessInstanceWithResult', { request: { bpmnProcessId: 'one-service-task', tenantId: 'other' } }],
  ['PublishMessage', { name: 'x' }],
  ['BroadcastSignal', { signalName: 'x' }],
  ['EvaluateDecision', { decisionId: 'x' }],
  ['ActivateJobs', { type: 'x', tenantIds: ['<default>', 'other'] }],
  ['StreamActivatedJobs', { type: 'x', tenantIds: ['other'] }],
])('%s refuses another tenant than the only one', async (rpc, request) => {
  const { code, details } = await refusal(rpc, { tenantId: 'other', ...request });
  expect(details).toBe(
    `Expected to handle gRPC request ${rpc} with tenant identifier 'other', but multi-tenancy is disabled`,
  );
  expect(code).toBe(INVALID_ARGUMENT);
});

describe('states that a request does not fit', () => {
  const create = async (bpmnProcessId: string): Promise<string> =>
    (
      await client.call<{ processInstanceKey: string }>('CreateProcessInstance', {
        bpmnProcessId,
        version: -1,
      })
    ).processInstanceKey;

  test('a job that has no retries left, or threw an error that nobody caught', async () => {
    await create('service-task-after-service-task');
    const [failed] = await client.activate({ type: 'first', maxJobsToActivate: 1 }).ended;
    await client.call('FailJob', { jobKey: failed?.key, retries: 0 });
    for (const rpc of ['CompleteJob', 'FailJob', 'ThrowError']) {
      expect(await refusal(rpc, { jobKey: failed?.key, errorCode: 'e' })).toMatchObject({
        code: FAILED_PRECONDITION,
        details: expect.stringMatching(
          /^Command '\w+' rejected with code 'INVALID_STATE': .*but it is in state 'FAILED'/,
        ) as unknown,
      });
    }
    await create('service-task-after-service-task');
    const [thrown] = await client.activate({ type: 'first', maxJobsToActivate: 1 }).ended;
    await client.call('ThrowError', { jobKey: thrown?.key, errorCode: 'nobody-catches' });
    expect(await refusal('CompleteJob', { jobKey: thrown?.key })).toMatchObject({
      code: FAILED_PRECONDITION,
      details: expect.stringContaining("but it is in state 'ERROR_THROWN'") as unknown,
    });
  });

  test('the time of a job that nobody holds cannot be changed', async () => {
    const processInstanceKey = await create('called-child');
    const [job] = await client.activate({ type: 'child-work' }).ended;
    await client.call('FailJob', { jobKey: job?.key, retries: 1 });
    expect(await refusal('UpdateJobTimeout', { jobKey: job?.key, timeout: 1_000 })).toMatchObject({
      code: FAILED_PRECONDITION,
      details: expect.stringContaining(
        "Command 'UPDATE_TIMEOUT' rejected with code 'INVALID_STATE'",
      ) as unknown,
    });
    await client.call('CancelProcessInstance', { processInstanceKey });
  });

  test('the id wins over the key when both are given, and version 0 is no version', async () => {
    const created = await client.call<{ bpmnProcessId: string }>('CreateProcessInstance', {
      bpmnProcessId: 'one-service-task',
      processDefinitionKey: UNKNOWN,
      version: -1,
    });
    expect(created.bpmnProcessId).toBe('one-service-task');
    expect(await refusal('CreateProcessInstance', { bpmnProcessId: 'one-service-task' })).toMatchObject({
      code: NOT_FOUND,
    });
  });
});

test('a result may be awaited for longer than a timer of the platform can wait', async () => {
  const waiting = client.call<{ variables: string }>('CreateProcessInstanceWithResult', {
    request: { bpmnProcessId: 'called-child', version: -1 },
    requestTimeout: String(2 ** 40),
  });
  const [job] = (await client.activate({ type: 'child-work', requestTimeout: 20_000 }).ended) as [RawJob];
  await client.call('CompleteJob', { jobKey: job.key, variables: '{"done":true}' });
  expect((await waiting).variables).toBe('{"done":true}');
});
