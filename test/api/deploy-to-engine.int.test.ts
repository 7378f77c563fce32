import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  openProcessDefinitions,
  readShippedProcesses,
  type ProcessDefinitions,
} from '../../src/cases/process-definitions/index.ts';
import { loadConfiguration } from '../../src/cases/configuration.ts';
import { loadForms } from '../../src/cases/forms/index.ts';
import type { User } from '../../src/cases/people.ts';
import type { ProductError } from '../../src/lib/errors.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { startLocalEngine } from '../../src/local/gateway/server.ts';
import type { ProcessClient } from '../../src/zeebe/process-client.ts';
import { createZeebeNodeClient } from '../../src/zeebe/zeebe-node-client.ts';
import { PARTITION } from '../support/engine/partition.ts';
import { processFixture } from '../support/fixtures.ts';
import { openGatewayClient } from '../support/gateway-client.ts';
import { openTestStore, type TestStore } from '../support/local-store.ts';

const root = projectRoot(import.meta.dirname);
const designer: User = {
  userId: 'usr-designer',
  partnerId: 'p',
  name: 'Dirk',
  roles: ['process-designer'],
  municipalityIds: [],
  chairedMunicipalityIds: [],
  fieldGroups: { casework: [], lawfulnessReview: [], known: [] },
  at: new Date('2026-03-02T10:00:00Z'),
  missing: [],
};
const note = 'Een proef.';
const ownProto = join(root, 'src', 'local', 'gateway', 'gateway.proto');

let dataDir: string;
let store: TestStore;
let engine: Awaited<ReturnType<typeof startLocalEngine>> | undefined;
let client: ProcessClient;
let registry: ProcessDefinitions;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'casusoverleg-engine-'));
  store = await openTestStore();
  const configured = process.env['ZEEBE_ADDRESS'];
  if (configured === undefined || configured === '')
    engine = await startLocalEngine({ host: '127.0.0.1', port: 0, dataDir, partitionId: PARTITION });
  client = createZeebeNodeClient({ address: engine?.address ?? configured ?? '', log: () => undefined });
  registry = await openProcessDefinitions({
    connection: store.connection,
    clock: systemClock,
    deployer: client,
    people: { byId: async () => designer },
    hiddenBelow: 3,
    formIds: new Set(loadForms(join(root, 'processes', 'forms')).keys()),
    termIds: new Set(Object.keys(loadConfiguration(join(root, 'config')).terms)),
  });
});
afterAll(async () => {
  await client.close();
  await engine?.close();
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('the registry on a real engine', () => {
  test('deploys everything that is shipped, and a second start changes nothing', async () => {
    const shipped = await readShippedProcesses(join(root, 'processes'));
    const { deployed } = await registry.deployAtStart(shipped);
    expect(deployed).toContain('case-lifecycle');
    const before = await registry.list();
    expect(await registry.deployAtStart(shipped)).toEqual({ deployed: [], keptDesigners: [], restored: [] });
    expect(await registry.list()).toEqual(before);
  });

  // docs/adr/0017: when this fails, running cases can be moved, and the product may offer it.
  test('does not move a shipped process that waits for a person to another version', async () => {
    if (engine === undefined) return;
    const gateway = openGatewayClient(engine.address, ownProto);
    const shipped = await readShippedProcesses(join(root, 'processes'));
    const { fileName: name, xml } = shipped.find(({ fileName }) => fileName === 'received-correction.bpmn')!;
    const deploy = async (remark: string) => {
      const content = Buffer.from(`${xml}<!-- ${remark} -->`);
      const { deployments } = await gateway.call<{
        deployments: { process: { processDefinitionKey: string } }[];
      }>('DeployResource', { resources: [{ name, content }] });
      return deployments[0]!.process.processDefinitionKey;
    };
    /** The job of the next step, which is completed with these variables. */
    const next = async (type: string, variables?: object) => {
      const [job] = await gateway.activate({ type, timeout: 60_000, requestTimeout: 20_000 }).ended;
      if (variables !== undefined)
        await gateway.call('CompleteJob', { jobKey: job!.key, variables: JSON.stringify(variables) });
      return job!;
    };
    await deploy('first');
    await gateway.call('PublishMessage', {
      name: 'correction-passed-on',
      correlationKey: 'correction-1',
      variables: JSON.stringify({ caseId: 'case-1' }),
    });
    await next('receive-correction', {
      hasCorrection: true,
      caseManagerId: null,
      municipalityPartnerId: 'town',
    });
    const term = { dueAt: '2099-01-01T00:00:00Z', remindAt: '2099-01-01T00:00:00Z' };
    await next('determine-terms', { terms: { receivedCorrection: term } });
    const waiting = await next('io.camunda.zeebe:userTask');
    const targetProcessDefinitionKey = await deploy('second');
    await expect(
      gateway.call('MigrateProcessInstance', {
        processInstanceKey: waiting.processInstanceKey,
        migrationPlan: {
          targetProcessDefinitionKey,
          mappingInstructions: [{ sourceElementId: waiting.elementId, targetElementId: waiting.elementId }],
        },
      }),
    ).rejects.toThrow("the boundary event 'judge-correction-nearly-due' is not a message event");
    gateway.close();
  }, 60_000);

  test.each([
    ['an element that is not supported', 'invalid-complex-gateway'],
    ['a service task without type', 'invalid-service-task-without-type'],
    ['an expression that cannot be parsed', 'invalid-broken-expression'],
  ])('names the element of %s', async (_, fixture) => {
    const refusal = await registry.deploy({ xml: processFixture(fixture), note, user: designer }).then(
      () => undefined,
      (error: ProductError) => error,
    );
    expect(refusal?.code).toBe('deployment-refused');
    expect(refusal?.errors.length).toBeGreaterThan(0);
    for (const { elementId, message } of refusal?.errors ?? []) {
      expect(processFixture(fixture)).toContain(`id="${elementId}"`);
      expect(message).not.toMatch(/ERROR|Element:|\n/);
    }
  });
});
