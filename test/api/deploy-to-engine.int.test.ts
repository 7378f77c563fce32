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
    formIds: new Set(loadForms(join(root, 'processes', 'forms')).keys()),
    termIds: new Set(Object.keys(loadConfiguration(join(root, 'config')).terms)),
  });
}, 120_000);
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
