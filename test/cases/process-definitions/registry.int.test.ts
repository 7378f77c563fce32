import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  openProcessDefinitions,
  type ProcessDefinitions,
} from '../../../src/cases/process-definitions/index.ts';
import type { User } from '../../../src/cases/people.ts';
import { shiftableClock, type ShiftableClock } from '../../../src/lib/clock.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { FakeEngine } from '../../api/fake-engine.ts';
import { openTestStore, type TestStore } from '../../support/local-store.ts';

const folder = join(projectRoot(import.meta.dirname), 'processes');
const file = (processId: string) => readFileSync(join(folder, `${processId}.bpmn`), 'utf8');
const screening = file('screening');
const closure = file('closure');
const shipped = [
  { fileName: 'closure.bpmn', xml: closure },
  { fileName: 'screening.bpmn', xml: screening },
];
const changed = (xml: string, remark: string) =>
  xml.replace('</bpmn:definitions>', `<!-- ${remark} --></bpmn:definitions>`);

const designer: User = {
  userId: 'usr-designer',
  partnerId: 'p',
  name: 'Dirk Ontwerper',
  roles: ['process-designer'],
  municipalityIds: [],
  chairedMunicipalityIds: [],
  fieldGroups: { casework: [], lawfulnessReview: [], known: [] },
  at: new Date('2026-03-02T10:00:00Z'),
  missing: [],
};
const note = 'Andere volgorde van stappen.';

let store: TestStore;
let clock: ShiftableClock;
let engine: FakeEngine;

const open = (): Promise<ProcessDefinitions> =>
  openProcessDefinitions({
    connection: store.connection,
    clock,
    deployer: engine,
    hiddenBelow: 3,
    people: { byId: async (userId) => (userId === designer.userId ? designer : undefined) },
    formIds: new Set([
      'screening-vote',
      'invitation-answer',
      'composition',
      'screening-deliberation',
      'final-taxation',
      'closure',
    ]),
    termIds: new Set([
      'screening-vote',
      'invitation',
      'composition',
      'screening-deliberation',
      'final-taxation',
      'closure',
    ]),
  });
const versions = async (registry: ProcessDefinitions, processId: string) =>
  (await registry.list()).processDefinitions
    .find((definition) => definition.processId === processId)
    ?.versions.map(({ version, note: why, deployedByName }) => ({ version, why, who: deployedByName }));

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  clock = shiftableClock(new Date('2026-11-19T10:00:00Z'));
  engine = new FakeEngine();
  for (const { name } of await store.connection.listCollections())
    await store.connection.collection(name).deleteMany({});
});
const later = () => clock.advance(60_000);

const product = { version: 1, why: 'Meegeleverd met het product', who: null };

describe('deploying at start', () => {
  test('records and deploys the shipped processes once, and the next start changes nothing', async () => {
    const registry = await open();
    expect(await registry.deployAtStart(shipped)).toEqual({
      deployed: ['closure', 'screening'],
      keptDesigners: [],
      restored: [],
    });
    later();
    expect(await (await open()).deployAtStart(shipped)).toEqual({
      deployed: [],
      keptDesigners: [],
      restored: [],
    });
    expect(engine.versionOf('screening')).toBe(1);
    expect(await versions(registry, 'screening')).toEqual([product]);
  });

  test("never replaces a designer's version, not even by a newer shipped one", async () => {
    const registry = await open();
    await registry.deployAtStart(shipped);
    later();
    const mine = changed(screening, 'mine');
    await registry.deploy({ xml: mine, note, user: designer });
    later();
    await (await open()).deployAtStart(shipped);
    expect(engine.versionOf('screening')).toBe(2);
    later();
    const release = [{ fileName: 'screening.bpmn', xml: changed(screening, 'next release') }];
    expect(await (await open()).deployAtStart(release)).toMatchObject({
      deployed: [],
      keptDesigners: ['screening'],
    });
    expect(engine.versionOf('screening')).toBe(2);
    expect((await registry.read('screening', 2)).xml).toBe(mine);
  });

  test('a newer shipped version replaces an older shipped one', async () => {
    await (await open()).deployAtStart(shipped);
    later();
    const registry = await open();
    const release = [{ fileName: 'screening.bpmn', xml: changed(screening, 'next release') }];
    expect(await registry.deployAtStart(release)).toMatchObject({ deployed: ['screening'] });
    expect(await versions(registry, 'screening')).toEqual([{ ...product, version: 2 }, product]);
  });

  test("an emptied engine gets the designer's latest version back, and history stays in the store", async () => {
    const registry = await open();
    await registry.deployAtStart(shipped);
    later();
    const mine = changed(screening, 'mine');
    await registry.deploy({ xml: mine, note, user: designer });
    later();
    engine.empty();
    const restarted = await open();
    expect(await restarted.deployAtStart(shipped)).toEqual({
      deployed: [],
      keptDesigners: [],
      // Of the other process the engine gave out version and key as before: nothing is new about it.
      restored: ['screening'],
    });
    expect(await versions(restarted, 'screening')).toEqual([
      { version: 1, why: note, who: 'Dirk Ontwerper' },
    ]);
    expect((await restarted.read('screening', 1)).xml).toBe(mine);
    expect(
      await store.connection.collection('processDefinitions').countDocuments({ processId: 'screening' }),
    ).toBe(3);
    later();
    expect(await (await open()).deployAtStart(shipped)).toEqual({
      deployed: [],
      keptDesigners: [],
      restored: [],
    });
  });

  test('refuses a shipped file whose name is not its process, or that refers to a form that does not exist', async () => {
    const registry = await open();
    await expect(registry.deployAtStart([{ fileName: 'other.bpmn', xml: closure }])).rejects.toThrow(
      'name the file',
    );
    const wrongForm = screening.replace('formKey="screening-vote"', 'formKey="no-form"');
    await expect(registry.deployAtStart([{ fileName: 'screening.bpmn', xml: wrongForm }])).rejects.toThrow(
      'no-form',
    );
    expect(engine.deployCalls).toEqual([]);
  });
});

describe('deploying by a designer', () => {
  test('makes a version with who and why; the same text again changes nothing', async () => {
    const registry = await open();
    const xml = changed(screening, 'mine');
    const first = await registry.deploy({ xml, note, user: designer });
    expect(first).toMatchObject({
      created: true,
      version: { version: 1, note, deployedByName: 'Dirk Ontwerper' },
    });
    later();
    const again = await registry.deploy({ xml, note: 'Nog eens.', user: designer });
    expect(again).toEqual({ created: false, version: first.version });
    expect(await versions(registry, 'screening')).toHaveLength(1);
  });

  test('is refused when it started from an older version than the latest', async () => {
    const registry = await open();
    await registry.deployAtStart(shipped);
    const deploy = (remark: string) =>
      registry.deploy({ xml: changed(screening, remark), note, user: designer, basedOnVersion: 1 });
    const results = await Promise.allSettled([deploy('a'), deploy('b')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(results[1]).toMatchObject({ reason: { code: 'process-definition-changed' } });
    expect(engine.versionOf('screening')).toBe(2);
  });

  test.each([
    [
      'a form that does not exist',
      screening.replace('formKey="screening-vote"', 'formKey="no-form"'),
      'no-form',
    ],
    [
      'a term that does not exist',
      screening.replace('key="term" value="screening-vote"', 'key="term" value="no-term"'),
      'no-term',
    ],
    ['a task for nobody', screening.replace(/<zeebe:assignmentDefinition[^>]*\/>/, ''), 'bij niemand'],
  ])('is refused before the engine is asked: %s', async (_, xml, reason) => {
    expect(xml).not.toBe(screening);
    const registry = await open();
    const refused = registry.deploy({ xml, note, user: designer });
    await expect(refused).rejects.toMatchObject({ code: 'deployment-refused' });
    const error = await refused.catch(
      (thrown: { errors: { elementId: string; message: string }[] }) => thrown,
    );
    expect(JSON.stringify((error as { errors: unknown }).errors)).toContain(reason);
    expect(engine.deployCalls).toEqual([]);
  });

  test('says that the engine is away, and works when it is back', async () => {
    const registry = await open();
    engine.failure = { code: 'unavailable', reason: 'away' };
    await expect(registry.deploy({ xml: screening, note, user: designer })).rejects.toMatchObject({
      code: 'engine-unavailable',
    });
    engine.failure = undefined;
    expect((await registry.deploy({ xml: screening, note, user: designer })).created).toBe(true);
  });
});

describe('outlines', () => {
  test('are found by key and by the moment at which a version was in force', async () => {
    const registry = await open();
    await registry.deployAtStart(shipped);
    const first = clock.now();
    later();
    const { version } = await registry.deploy({ xml: changed(screening, 'mine'), note, user: designer });
    expect(await registry.byKey(version.processDefinitionKey)).toMatchObject({
      processId: 'screening',
      version: 2,
    });
    expect(await registry.inForceAt('screening', first)).toMatchObject({ version: 1 });
    expect(await registry.inForceAt('screening', clock.now())).toMatchObject({ version: 2 });
    // A case that is older than the registry, such as a back-dated one.
    expect(await registry.inForceAt('screening', new Date(0))).toMatchObject({ version: 1 });
    expect(await registry.inForceAt('no-such-process', clock.now())).toBeUndefined();
    expect(await registry.stepName(version.processDefinitionKey, 'vote-police')).toMatch(/politie/i);
    expect(await registry.stepName('1', 'vote-police')).toBeUndefined();
  });
});
