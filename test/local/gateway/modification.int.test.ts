/** ModifyProcessInstance as a client sees it: what it does, and how it is refused without having done anything. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type LocalEngine, startLocalEngine } from '../../../src/local/gateway/server.ts';
import { PARTITION } from '../../support/engine/partition.ts';
import { type GatewayClient, openGatewayClient, type RawJob } from '../../support/gateway-client.ts';
import {
  boundary,
  bpmn,
  catcher,
  END,
  eventSubProcess,
  io,
  job,
  loop,
  message,
  node,
  onMessage,
  onTimer,
  path,
  START,
  subProcess,
} from '../features/feature.ts';

/** A key that was never issued. */
const UNKNOWN = '2251799813685248999';

const sub = subProcess(
  'sub',
  `<bpmn:startEvent id="s1"/>${job('a')}${job('b')}<bpmn:endEvent id="e1"/>${path('s1', 'a', 'b', 'e1')}`,
  { zeebe: io({ mapped: '=1' }) },
);
const deep = subProcess(
  'outer',
  `<bpmn:startEvent id="s2"/>${job('x')}${subProcess(
    'inner',
    `<bpmn:startEvent id="s3"/>${job('c')}${job('d')}<bpmn:endEvent id="e3"/>${path('s3', 'c', 'e3')}`,
  )}<bpmn:endEvent id="e2"/>${path('s2', 'inner', 'e2')}`,
);
const each = subProcess(
  'each',
  `<bpmn:startEvent id="s4"/>${job('part')}<bpmn:endEvent id="e4"/>${path('s4', 'part', 'e4')}`,
  { content: loop('inputCollection="=[1, 2]"') },
);
const model = bpmn(
  `${START}${job('first')}${sub}${job('last')}${END}${path('start', 'first', 'sub', 'last', 'end')}` +
    `${deep}${each}${boundary('late', 'first', onTimer('timeDuration', 'PT1H'))}` +
    `${node('eventBasedGateway', 'race')}${catcher('news', onMessage('news'))}${catcher('time', onTimer('timeDuration', 'PT1H'))}` +
    `${path('race', 'news')}${path('race', 'time')}${eventSubProcess('esp', onMessage('stop'))}`,
  message('news') + message('stop'),
);
const caller = bpmn(
  `${START}<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="process" propagateAllChildVariables="false"/>` +
    `</bpmn:extensionElements></bpmn:callActivity>${END}${path('start', 'call', 'end')}`,
  '',
  'caller',
);

interface Element {
  readonly key: string;
  readonly elementId: string;
  readonly type: string;
  readonly scopeKey?: string;
  readonly processInstanceKey: string;
}

let dataDir: string;
let engine: LocalEngine;
let client: GatewayClient;
/** An instance that waits at `first`. */
let processInstanceKey: string;
let first: RawJob;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
  engine = await startLocalEngine({
    host: '127.0.0.1',
    port: 0,
    dataDir,
    partitionId: PARTITION,
    admin: { host: '127.0.0.1', port: 0 },
  });
  client = openGatewayClient(engine.address);
  await client.call('DeployResource', {
    resources: [
      { name: 'model.bpmn', content: Buffer.from(model) },
      { name: 'caller.bpmn', content: Buffer.from(caller) },
    ],
  });
});

afterAll(async () => {
  client.close();
  await engine.close();
  rmSync(dataDir, { recursive: true });
});

const create = async (bpmnProcessId: string): Promise<string> => {
  const created = await client.call<{ processInstanceKey: string }>('CreateProcessInstance', {
    bpmnProcessId,
    version: -1,
    variables: '{"key":"k"}',
  });
  return created.processInstanceKey;
};

const jobsOf = async (type: string): Promise<readonly RawJob[]> =>
  client.activate({ type, maxJobsToActivate: 100, timeout: 600_000, requestTimeout: -1 }).ended;

const jobOf = async (type: string): Promise<RawJob> => {
  const jobs = await jobsOf(type);
  expect(jobs).toHaveLength(1);
  return jobs[0] as RawJob;
};

const complete = (jobKey: string): Promise<unknown> => client.call('CompleteJob', { jobKey, variables: '' });

/** Every living element of the instance, from the operator's view: the protocol does not list them. */
const elements = async (instance = processInstanceKey): Promise<readonly Element[]> => {
  const response = await fetch(`http://${engine.adminAddress ?? ''}/element-instances?limit=1000`);
  const { items } = (await response.json()) as { items: Element[] };
  return items.filter((row) => row.processInstanceKey === instance && row.type !== 'process');
};

const living = async (): Promise<string[]> => (await elements()).map(({ elementId }) => elementId).sort();

const keyOf = async (elementId: string): Promise<string> => {
  const found = (await elements()).filter((row) => row.elementId === elementId);
  expect(found).toHaveLength(1);
  return found[0]?.key ?? '';
};

const modify = (request: object): Promise<unknown> =>
  client.call('ModifyProcessInstance', { processInstanceKey, ...request });

const activate = (elementId: string, more = {}) => ({ activateInstructions: [{ elementId, ...more }] });
const terminate = (...keys: string[]) => ({
  terminateInstructions: keys.map((elementInstanceKey) => ({ elementInstanceKey })),
});

/** Refused with this code and a text in which all of these stand; a good instruction beside it is not carried out. */
const expectRefused = async (request: object, code: status, ...texts: string[]): Promise<void> => {
  const before = await living();
  const { activateInstructions = [] } = request as { activateInstructions?: object[] };
  const outcome = await modify({
    ...request,
    activateInstructions: [{ elementId: 'last' }, ...activateInstructions],
  }).catch((error: unknown) => error);
  expect(outcome).toMatchObject({ code });
  const { details } = outcome as { details: string };
  expect(details).toContain(`Command 'MODIFY' rejected with code '${status[code]}': Expected to modify `);
  for (const text of texts) expect(details).toContain(text);
  expect(await living()).toEqual(before);
};

beforeEach(async () => {
  const response = await fetch(`http://${engine.adminAddress ?? ''}/process-instances?limit=1000`);
  const { items } = (await response.json()) as {
    items: { key: string; parentElementInstanceKey?: string }[];
  };
  for (const { key, parentElementInstanceKey } of items)
    if (parentElementInstanceKey === undefined)
      await client.call('CancelProcessInstance', { processInstanceKey: key });
  processInstanceKey = await create('process');
  first = await jobOf('first');
});

describe('activates', () => {
  test('an element in a scope that is missing, which it enters without start event and input mappings', async () => {
    await modify(activate('b'));
    expect(await living()).toEqual(['b', 'first', 'sub']);
    const b = await jobOf('b');
    expect(JSON.parse(b.variables)).toEqual({ key: 'k' });
    await complete(b.key);
    await complete((await jobOf('last')).key);
    expect(await living()).toEqual(['first']);
  });

  test.each([-1, 0])('an element whose ancestor key is %s in the scope that is there', async (ancestor) => {
    await complete(first.key);
    await modify(activate('b', { ancestorElementInstanceKey: ancestor }));
    expect(await living()).toEqual(['a', 'b', 'sub']);
  });

  test('several elements in one new scope, and each level of scopes once', async () => {
    await modify({ activateInstructions: [{ elementId: 'c' }, { elementId: 'd' }] });
    expect(await living()).toEqual(['c', 'd', 'first', 'inner', 'outer']);
  });

  test('an element under the ancestor that is chosen: in it, or in new scopes between', async () => {
    await modify(activate('d'));
    const outer = await keyOf('outer');
    const inner = await keyOf('inner');
    await modify(activate('d', { ancestorElementInstanceKey: inner }));
    expect(await living()).toEqual(['d', 'd', 'first', 'inner', 'outer']);
    await modify(activate('d', { ancestorElementInstanceKey: outer }));
    expect(await living()).toEqual(['d', 'd', 'd', 'first', 'inner', 'inner', 'outer']);
    await modify(activate('d', { ancestorElementInstanceKey: processInstanceKey }));
    expect((await living()).filter((id) => id === 'outer')).toHaveLength(2);
  });

  test('an element in the one scope around it that is there, whatever there is further out', async () => {
    await modify(activate('d'));
    await modify(activate('x', { ancestorElementInstanceKey: processInstanceKey }));
    await modify(activate('c'));
    expect(await living()).toEqual(['c', 'd', 'first', 'inner', 'outer', 'outer', 'x']);
  });

  test('with variables: global without a scope, local with one, set before the element is entered', async () => {
    await modify(
      activate('d', {
        variableInstructions: [
          { variables: '{"global":1}' },
          { variables: '{"local":2}', scopeId: 'inner' },
          { variables: '{"own":3}', scopeId: 'd' },
          { variables: '{"root":4}', scopeId: 'process' },
        ],
      }),
    );
    expect(JSON.parse((await jobOf('d')).variables)).toEqual({
      key: 'k',
      global: 1,
      local: 2,
      own: 3,
      root: 4,
    });
    await modify(activate('first'));
    expect(JSON.parse((await jobOf('first')).variables)).toEqual({ key: 'k', global: 1, root: 4 });
  });

  test('with variables of the ancestor that is chosen', async () => {
    await modify(activate('c'));
    await modify(
      activate('d', {
        ancestorElementInstanceKey: await keyOf('inner'),
        variableInstructions: [
          { variables: '{"in":1}', scopeId: 'inner' },
          { variables: '{"out":2}', scopeId: 'outer' },
        ],
      }),
    );
    expect(JSON.parse((await jobOf('d')).variables)).toEqual({ key: 'k', in: 1, out: 2 });
  });

  test('a multi-instance activity as a whole', async () => {
    await modify(activate('each'));
    expect(await jobsOf('part')).toHaveLength(2);
  });

  test('an interrupting event sub-process, which then interrupts nothing', async () => {
    await modify(activate('esp'));
    expect(await living()).toEqual(['esp', 'esp-task', 'first']);
    await complete((await jobOf('esp-task')).key);
    await complete(first.key);
    expect(await living()).toEqual(['a', 'sub']);
  });

  test('nothing, when there is no instruction', async () => {
    await modify({});
    expect(await living()).toEqual(['first']);
  });
});

describe('terminates', () => {
  test('here and activates there, in one go', async () => {
    await modify({ ...activate('last'), ...terminate(first.elementInstanceKey) });
    expect(await living()).toEqual(['last']);
    await expect(complete(first.key)).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  test('a scope with what is in it, and something in it by its own key', async () => {
    await complete(first.key);
    await modify({ ...activate('last'), ...terminate(await keyOf('sub'), await keyOf('a')) });
    expect(await living()).toEqual(['last']);
  });

  test('with the last element its scopes and the instance, which ends as terminated', async () => {
    await complete(first.key);
    await modify(terminate(await keyOf('a')));
    await expect(client.call('CancelProcessInstance', { processInstanceKey })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
    const response = await fetch(
      `http://${engine.adminAddress ?? ''}/history?processInstanceKey=${processInstanceKey}`,
    );
    expect(await response.json()).toMatchObject({ processInstance: { state: 'terminated' } });
  });

  test('an activity that was called, and goes on in the calling process', async () => {
    const callerKey = await create('caller');
    const [called] = await jobsOf('first');
    const [call] = await elements(callerKey);
    await client.call('ModifyProcessInstance', {
      processInstanceKey: callerKey,
      ...terminate(call?.key ?? ''),
    });
    await expect(complete(called?.key ?? '')).rejects.toMatchObject({ code: status.NOT_FOUND });
  });
});

describe('refuses', () => {
  const { INVALID_ARGUMENT, NOT_FOUND } = status;

  test('an instance that does not exist or has ended', async () => {
    const outcome = {
      code: NOT_FOUND,
      details: expect.stringContaining("rejected with code 'NOT_FOUND'") as unknown,
    };
    await expect(modify({ processInstanceKey: UNKNOWN })).rejects.toMatchObject(outcome);
    // The key of an element is no instance.
    await expect(modify({ processInstanceKey: first.elementInstanceKey })).rejects.toMatchObject(outcome);
    await client.call('CancelProcessInstance', { processInstanceKey });
    await expect(modify(activate('last'))).rejects.toMatchObject(outcome);
  });

  test('an element that does not exist', async () => {
    await expectRefused(activate('nope'), INVALID_ARGUMENT, "process 'process'", "'nope'");
    await expectRefused(activate('process'), INVALID_ARGUMENT, "'process'");
    await expectRefused(activate(''), INVALID_ARGUMENT, "''");
  });

  test.each([
    ['start', 'START_EVENT'],
    ['s1', 'START_EVENT'],
    ['late', 'BOUNDARY_EVENT'],
    ['news', 'event-based gateway'],
    ['time', 'event-based gateway'],
    ['start-to-first', "'start-to-first'"],
    ['part', "multi-instance sub-process 'each'"],
  ])('to activate %s', async (elementId, reason) => {
    await expectRefused(activate(elementId), INVALID_ARGUMENT, `'${elementId}'`, reason);
  });

  test('an ancestor that does not exist, is not around the element, or is elsewhere', async () => {
    const from = (ancestorElementInstanceKey: string) => activate('b', { ancestorElementInstanceKey });
    await expectRefused(from(UNKNOWN), INVALID_ARGUMENT, UNKNOWN);
    await expectRefused(from(first.elementInstanceKey), INVALID_ARGUMENT, first.elementInstanceKey);
    const other = await create('process');
    await jobsOf('first');
    await expectRefused(from(other), INVALID_ARGUMENT, other);
    // An instance of the element itself is nothing that it can stand in.
    await modify(activate('b'));
    const b = await keyOf('b');
    await expectRefused(from(b), INVALID_ARGUMENT, b);
  });

  test('a scope of which there are several, when no ancestor is chosen', async () => {
    await modify(activate('b'));
    await modify(activate('b', { ancestorElementInstanceKey: processInstanceKey }));
    await expectRefused(activate('b'), INVALID_ARGUMENT, "'b'", "'sub'", 'ancestor');
    // Of a scope further out, when there is none further in; also when the same command makes the second.
    await modify(activate('x'));
    const another = activate('x', { ancestorElementInstanceKey: processInstanceKey }).activateInstructions;
    const inside = activate('d').activateInstructions;
    await expectRefused(
      { activateInstructions: [...another, ...inside] },
      INVALID_ARGUMENT,
      "'d'",
      "'outer'",
      'ancestor',
    );
    await modify({ activateInstructions: another });
    await expectRefused({ activateInstructions: inside }, INVALID_ARGUMENT, "'outer'", 'ancestor');
  });

  test('variables for a scope that does not exist or is not around the element, or that are no object', async () => {
    const into = (scopeId: string, variables = '{}') =>
      activate('b', { variableInstructions: [{ scopeId, variables }] });
    await expectRefused(into('nope'), INVALID_ARGUMENT, "'nope'");
    await expectRefused(into('inner'), INVALID_ARGUMENT, "'inner'");
    await expect(modify(into('sub', '[1]'))).rejects.toMatchObject({
      code: INVALID_ARGUMENT,
      details: expect.stringContaining('variables') as unknown,
    });
    expect(await living()).toEqual(['first']);
  });

  test('to terminate what does not exist, or lives in another instance', async () => {
    await expectRefused(terminate(UNKNOWN), INVALID_ARGUMENT, UNKNOWN);
    const [other] = await create('process').then(() => jobsOf('first'));
    const key = other?.elementInstanceKey ?? '';
    await expectRefused(terminate(first.elementInstanceKey, key), INVALID_ARGUMENT, key);
    await complete(first.key);
    await expectRefused(terminate(first.elementInstanceKey), INVALID_ARGUMENT, first.elementInstanceKey);
  });

  test('to terminate all of a called instance', async () => {
    const callerKey = await create('caller');
    const [called] = await jobsOf('first');
    const child = called?.processInstanceKey ?? '';
    expect(child).not.toBe(callerKey);
    await expect(
      modify({ processInstanceKey: child, ...terminate(called?.elementInstanceKey ?? '') }),
    ).rejects.toMatchObject({
      code: INVALID_ARGUMENT,
      details: expect.stringContaining("instance of process 'process'") as unknown,
    });
    // Nothing was changed: its job can be completed, and it can be modified otherwise.
    await modify({
      processInstanceKey: child,
      ...activate('last'),
      ...terminate(called?.elementInstanceKey ?? ''),
    });
    expect((await jobsOf('last')).map((row) => row.processInstanceKey)).toEqual([child]);
    await expect(modify({ processInstanceKey: child, ...terminate(child) })).rejects.toMatchObject({
      code: INVALID_ARGUMENT,
    });
  });
});
