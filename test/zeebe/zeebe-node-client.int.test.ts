import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ProcessClient, Variables, WorkerOptions } from '../../src/zeebe/process-client.ts';
import { ProcessEngineError } from '../../src/zeebe/process-engine-error.ts';
import { createZeebeNodeClient } from '../../src/zeebe/zeebe-node-client.ts';
import { eventually } from '../support/eventually.ts';
import { type GatewayStub, startGatewayStub, wireJob } from '../support/gateway-stub.ts';

let stub: GatewayStub;
let client: ProcessClient;
let opened: ProcessClient[];
let logged: { fields: object; message: string }[];

const connect = (overrides: Partial<Parameters<typeof createZeebeNodeClient>[0]> = {}): ProcessClient => {
  const connected = createZeebeNodeClient({
    address: stub.address,
    log: (fields, message) => logged.push({ fields, message }),
    ...overrides,
  });
  opened.push(connected);
  return connected;
};

beforeEach(async () => {
  logged = [];
  opened = [];
  stub = await startGatewayStub();
  client = connect();
});

afterEach(async () => {
  await Promise.all(opened.map((connected) => connected.close()));
  await stub.close();
});

const worker = (overrides: Partial<WorkerOptions> = {}) =>
  client.openWorker({
    jobType: 'check',
    name: 'w',
    timeoutMs: 60_000,
    maxJobsActive: 8,
    handler: async () => ({ kind: 'complete' }),
    ...overrides,
  });

/** Hands out the jobs on the first poll and holds the later ones. */
const handOut = (...jobs: object[]): void => {
  let left = jobs;
  stub.onActivate((stream) => {
    if (left.length === 0) return;
    stream.write({ jobs: left });
    left = [];
    stream.end();
  });
};

const failureOf = async (promise: Promise<unknown>): Promise<ProcessEngineError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProcessEngineError);
  return error as ProcessEngineError;
};

describe('calls', () => {
  test('fails with deadline-exceeded, and frees the call, when the gateway accepts and never answers', async () => {
    client = connect({ requestTimeoutMs: 100 });
    stub.answer('CompleteJob', () => 'silence');
    // On a busy machine connecting alone may take longer than the time-out.
    await eventually('a call reaches the gateway', async () => {
      const error = await failureOf(client.completeJob('4', {}));
      expect(error.code).toBe('deadline-exceeded');
      expect(error.key).toBe('4');
      return stub.callsOf('CompleteJob').length > 0;
    });
    await eventually('the call is cancelled', () => stub.callsOf('CompleteJob')[0]?.cancelled);
  });

  test.each([
    [
      'createInstance',
      'CreateProcessInstance',
      () => client.createInstance({ processId: 'p', variables: {} }),
    ],
    [
      'publishMessage',
      'PublishMessage',
      () =>
        client.publishMessage({
          name: 'n',
          correlationKey: 'k',
          messageId: 'm',
          timeToLiveMs: 0,
          variables: {},
        }),
    ],
    ['completeJob', 'CompleteJob', () => client.completeJob('4', {})],
  ])('does not repeat %s when the gateway is unavailable', async (_operation, rpc, call) => {
    stub.answer(rpc, () => ({ code: status.UNAVAILABLE, details: 'going away' }));
    expect((await failureOf(call())).code).toBe('unavailable');
    expect(stub.callsOf(rpc)).toHaveLength(1);
  });

  test('does not repeat a call refused for overload', async () => {
    stub.answer('CreateProcessInstance', () => ({ code: status.RESOURCE_EXHAUSTED, details: 'busy' }));
    const error = await failureOf(client.createInstance({ processId: 'p', variables: {} }));
    expect(error.code).toBe('resource-exhausted');
    expect(error.isTransient).toBe(true);
    expect(stub.callsOf('CreateProcessInstance')).toHaveLength(1);
  });

  test('fails instead of waiting for ever when nobody listens at the address', async () => {
    await stub.close();
    expect(['unavailable', 'deadline-exceeded']).toContain(
      (await failureOf(connect({ requestTimeoutMs: 2_000 }).topology())).code,
    );
  });

  test.each([
    [status.NOT_FOUND, 'not-found'],
    [status.INVALID_ARGUMENT, 'invalid-argument'],
    [status.FAILED_PRECONDITION, 'failed-precondition'],
    [status.ALREADY_EXISTS, 'already-exists'],
    [status.RESOURCE_EXHAUSTED, 'resource-exhausted'],
    [status.UNKNOWN, 'internal'],
    [status.PERMISSION_DENIED, 'internal'],
  ] as const)('turns status %d into %s', async (code, expected) => {
    stub.answer('CompleteJob', () => ({ code, details: 'reason' }));
    const error = await failureOf(client.completeJob('77', {}));
    expect({ code: error.code, operation: error.operation, key: error.key }).toEqual({
      code: expected,
      operation: 'completeJob',
      key: '77',
    });
  });

  test('never puts what was sent into an error, whatever the engine quotes', async () => {
    stub.answer('CompleteJob', () => ({
      code: status.INVALID_ARGUMENT,
      details: 'cannot read secret-value',
    }));
    const error = await failureOf(client.completeJob('77', { partner: 'secret-value' }));
    expect(JSON.stringify([error.message, error.stack])).not.toContain('secret-value');
  });

  test('passes on why a deployment was refused', async () => {
    stub.answer('DeployResource', () => ({
      code: status.INVALID_ARGUMENT,
      details: '- Element: a\n    - ERROR: no',
    }));
    const error = await failureOf(client.deploy([{ name: 'x.bpmn', content: '<x/>' }]));
    expect(error.message).toContain('- Element: a');
  });

  test('deploys several files in one atomic request and keeps keys beyond 2^53 exact', async () => {
    stub.answer('DeployResource', () => ({
      ok: {
        key: '11258999068426241',
        deployments: [
          {
            process: {
              bpmnProcessId: 'a',
              version: 1,
              processDefinitionKey: '11258999068426243',
              resourceName: 'a.bpmn',
            },
          },
        ],
      },
    }));
    const deployed = await client.deploy([
      { name: 'a.bpmn', content: '<a/>' },
      { name: 'b.bpmn', content: 'é' },
    ]);
    expect(deployed).toEqual([
      { processDefinitionKey: '11258999068426243', processId: 'a', version: 1, resourceName: 'a.bpmn' },
    ]);
    expect(stub.callsOf('DeployResource')).toHaveLength(1);
    const { resources } = stub.calls[0]?.request as { resources: { name: string; content: Buffer }[] };
    expect(resources.map(({ name, content }) => [name, content.toString('utf8')])).toEqual([
      ['a.bpmn', '<a/>'],
      ['b.bpmn', 'é'],
    ]);
  });

  test.each([
    ['NaN', { a: { b: [Number.NaN] } }, 'a.b.0'],
    ['a bigint', { n: 1n }, 'n'],
    ['a function', { f: () => 1 }, 'f'],
    ['a date', { when: new Date(0) }, 'when'],
    ['undefined in an array', { list: [undefined] }, 'list.0'],
  ])('refuses %s among the variables before sending, naming the place', async (_what, variables, place) => {
    const error = await failureOf(client.completeJob('4', variables as unknown as Variables));
    expect(error.code).toBe('invalid-argument');
    expect(error.message).toContain(place);
    expect(stub.callsOf('CompleteJob')).toHaveLength(0);
  });

  test('refuses variables that contain themselves', async () => {
    const variables: Record<string, unknown> = {};
    variables['self'] = variables;
    expect((await failureOf(client.completeJob('4', variables as Variables))).code).toBe('invalid-argument');
  });

  test('sends variables as one JSON text, null and nesting included', async () => {
    await client.setVariables({
      elementInstanceKey: '9',
      variables: { a: null, b: { c: [1, 'x'] } },
      local: true,
    });
    expect(stub.callsOf('SetVariables')[0]?.request).toMatchObject({
      elementInstanceKey: '9',
      variables: '{"a":null,"b":{"c":[1,"x"]}}',
      local: true,
    });
  });

  test('refuses a key that is no decimal number', async () => {
    expect((await failureOf(client.cancelInstance('12x'))).code).toBe('invalid-argument');
    expect((await failureOf(client.resolveIncident(''))).code).toBe('invalid-argument');
    expect(stub.calls).toHaveLength(0);
  });

  test('refuses calls after it was closed', async () => {
    await client.close();
    expect((await failureOf(client.topology())).code).toBe('unavailable');
    expect(() => worker()).toThrow(ProcessEngineError);
  });
});

describe('workers', () => {
  test('completes a job with the variables of the outcome', async () => {
    handOut(wireJob({ variables: '{"caseId":"c1"}', customHeaders: '{"term":"5"}' }));
    worker({
      handler: async (job) => ({
        kind: 'complete',
        variables: { seen: job.variables['caseId'] ?? null, term: job.customHeaders['term'] ?? null },
      }),
    });
    const call = await eventually('completion', () => stub.callsOf('CompleteJob')[0]);
    expect(call.request).toMatchObject({ jobKey: '2251799813685249', variables: '{"seen":"c1","term":"5"}' });
  });

  test('asks for as many jobs as it may have, and soon again', async () => {
    stub.onActivate((stream) => stream.end());
    worker({ maxJobsActive: 250 });
    await eventually('many polls', () => stub.callsOf('ActivateJobs').length > 20 || undefined, 20_000);
    expect(stub.callsOf('ActivateJobs')[0]?.request).toMatchObject({ maxJobsToActivate: 250, worker: 'w' });
  });

  test('fails the job with one retry fewer and a back-off when the handler throws', async () => {
    handOut(wireJob({ retries: 3 }));
    worker({
      handler: async () => {
        throw new Error('partner not found');
      },
    });
    const call = await eventually('failure', () => stub.callsOf('FailJob')[0]);
    expect(call.request).toMatchObject({
      retries: 2,
      retryBackOff: '4000',
      errorMessage: 'partner not found',
    });
  });

  test('never fails a job with a negative number of retries', async () => {
    handOut(wireJob({ retries: 0 }));
    worker({ handler: async () => ({ kind: 'fail', errorMessage: 'no' }) });
    const call = await eventually('failure', () => stub.callsOf('FailJob')[0]);
    expect(call.request).toMatchObject({ retries: 0, retryBackOff: '0' });
  });

  test('survives a rejected FailJob and handles the next job', async () => {
    stub.answer('FailJob', () => ({ code: status.NOT_FOUND, details: 'no such job' }));
    handOut(wireJob({ key: '1' }), wireJob({ key: '2', variables: '{"good":true}' }));
    worker({
      handler: async (job) => {
        if (job.variables['good'] !== true) throw new Error('bad');
        return { kind: 'complete' };
      },
    });
    await eventually('the second job', () => stub.callsOf('CompleteJob')[0]?.request['jobKey'] === '2');
    await eventually('the warning', () => logged.some(({ message }) => message.includes('was refused')));
  });

  test('throws a business error with code, message and variables', async () => {
    handOut(wireJob());
    worker({ handler: async () => ({ kind: 'error', errorCode: 'no-answer', variables: { late: true } }) });
    const call = await eventually('error', () => stub.callsOf('ThrowError')[0]);
    expect(call.request).toMatchObject({
      errorCode: 'no-answer',
      errorMessage: '',
      variables: '{"late":true}',
    });
  });

  test('delivers a completion again when the engine was away, instead of losing it', async () => {
    let tries = 0;
    stub.answer('CompleteJob', () => {
      tries += 1;
      return tries < 3 ? { code: status.UNAVAILABLE, details: 'away' } : { ok: {} };
    });
    handOut(wireJob());
    worker();
    await eventually('third try', () => tries === 3);
  });

  test('reports a completion that the engine refused', async () => {
    stub.answer('CompleteJob', () => ({ code: status.NOT_FOUND, details: 'no such job' }));
    handOut(wireJob());
    worker();
    const entry = await eventually('log', () =>
      logged.find(({ message }) => message.includes('was refused')),
    );
    expect(entry.fields).toMatchObject({
      code: 'not-found',
      outcome: 'complete',
      jobKey: '2251799813685249',
    });
  });

  test('fails a job whose outcome is no JSON instead of leaving it to its deadline', async () => {
    handOut(wireJob({ retries: 2 }));
    worker({ handler: async () => ({ kind: 'complete', variables: { bad: Number.NaN } }) });
    const call = await eventually('failure', () => stub.callsOf('FailJob')[0]);
    expect(call.request['retries']).toBe(1);
    expect(call.request['errorMessage']).toContain('bad');
  });

  test('leaves a job activated when the handler says so', async () => {
    handOut(wireJob({ key: '1', variables: '{"leave":true}' }), wireJob({ key: '2' }));
    worker({
      handler: async (job) => (job.variables['leave'] === true ? { kind: 'leave' } : { kind: 'complete' }),
    });
    await eventually('the other job', () => stub.callsOf('CompleteJob')[0]);
    expect(stub.calls.filter(({ request }) => request['jobKey'] === '1')).toHaveLength(0);
  });

  test('lives on when the engine sends headers or variables that are no JSON', async () => {
    handOut(
      wireJob({ key: '1', customHeaders: '' }),
      wireJob({ key: '2', variables: '{"a":' }),
      wireJob({ key: '3', variables: '' }),
    );
    worker();
    await eventually('both readable jobs', () => stub.callsOf('CompleteJob').length === 2);
    expect(
      stub
        .callsOf('CompleteJob')
        .map(({ request }) => request['jobKey'])
        .sort(),
    ).toEqual(['1', '3']);
    const failed = await eventually('the unreadable job', () => stub.callsOf('FailJob')[0]);
    expect(failed.request).toMatchObject({ jobKey: '2', retries: 2 });
  });

  test('polls ever more slowly while the engine refuses for overload, and at once again when it recovers', async () => {
    let refusing = true;
    stub.onActivate((stream) => {
      if (refusing) stream.emit('error', { code: status.RESOURCE_EXHAUSTED, details: 'busy' });
      else stream.end();
    });
    worker();
    await eventually('first poll', () => stub.callsOf('ActivateJobs')[0]);
    const start = Date.now();
    await eventually('several refused polls', () => stub.callsOf('ActivateJobs').length >= 5);
    // Pauses of at least 50, 100, 200 and 400 ms lie between five polls.
    expect(Date.now() - start).toBeGreaterThanOrEqual(700);
    refusing = false;
    const before = stub.callsOf('ActivateJobs').length;
    await eventually('polling again', () => stub.callsOf('ActivateJobs').length > before + 20);
  });

  test('cancels a poll that the engine forgot before it opens the next one', async () => {
    client = connect({ longPollMs: 100 });
    worker();
    await eventually('a second poll', () => stub.callsOf('ActivateJobs').length >= 2);
    await eventually('the first one is cancelled', () => stub.callsOf('ActivateJobs')[0]?.cancelled);
    await client.close();
  });

  test('never works on more jobs at once than it may, even if the engine sends more', async () => {
    handOut(...Array.from({ length: 10 }, (_, index) => wireJob({ key: String(index + 1) })));
    let active = 0;
    let most = 0;
    worker({
      maxJobsActive: 3,
      handler: async () => {
        active += 1;
        most = Math.max(most, active);
        await new Promise((resolve) => setTimeout(resolve, 5));
        active -= 1;
        return { kind: 'complete' };
      },
    });
    await eventually('all jobs', () => stub.callsOf('CompleteJob').length === 10);
    expect(most).toBe(3);
  });

  test('finishes the jobs in hand before it closes, and ends its poll', async () => {
    let release: () => void = () => undefined;
    handOut(wireJob());
    const closing = worker({
      handler: () => new Promise((resolve) => (release = () => resolve({ kind: 'complete' }))),
    });
    await eventually('a second poll is parked', () => stub.callsOf('ActivateJobs').length >= 2);
    const closed = closing.close();
    release();
    await closed;
    expect(stub.callsOf('CompleteJob')).toHaveLength(1);
    await eventually('the parked poll is cancelled', () => stub.callsOf('ActivateJobs').at(-1)?.cancelled);
  });

  test('polls on after the engine was away', async () => {
    const port = Number(stub.address.split(':')[1]);
    worker();
    await eventually('first poll', () => stub.callsOf('ActivateJobs')[0]);
    await stub.close();
    stub = await startGatewayStub(port);
    handOut(wireJob());
    await eventually('completion after the return', () => stub.callsOf('CompleteJob')[0], 40_000);
  });
});

test('prints nothing, whatever the log level in the environment, and no variables in its own log', async () => {
  const printed: string[] = [];
  const spies = [
    ...(['log', 'info', 'error', 'warn', 'debug'] as const).map((method) =>
      jest
        .spyOn(console, method)
        .mockImplementation((...parts: unknown[]) => void printed.push(parts.join(' '))),
    ),
  ];
  process.env['ZEEBE_NODE_LOG_LEVEL'] = 'DEBUG';
  try {
    client = connect();
    stub.answer('CompleteJob', () => ({ code: status.NOT_FOUND, details: 'gone' }));
    handOut(wireJob({ variables: '{"partner":"secret-value"}' }));
    worker();
    await eventually('log', () => logged.some(({ message }) => message.includes('was refused')));
    await client.close();
  } finally {
    delete process.env['ZEEBE_NODE_LOG_LEVEL'];
    for (const spy of spies) spy.mockRestore();
  }
  expect(printed).toEqual([]);
  expect(JSON.stringify(logged)).not.toContain('secret-value');
});
