import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { InboxItemDetail } from '../../../src/contract/http.ts';
import { caseModel } from '../../../src/cases/case-file.ts';
import { giveCasesMatchKeys } from '../../../src/cases/matching/give-match-keys.ts';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';

/** Each test has a person of its own, so that signals of another test never come near. */
let number = 0;
let born = '';
let world: CaseWorld;
beforeAll(async () => {
  world = await openCaseWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  number += 1;
  born = `19${60 + number}-${String((number % 12) + 1).padStart(2, '0')}-17`;
});

const signal = (name: string, municipalityId = 'voorbeeldstad', birthDate = born) => ({
  ...world.signalData(),
  municipalityId,
  subject: { kind: 'person', name, birthDate, residence: 'Kerkstraat 5, Voorbeeldstad' },
});
const open = async (by: string, name: string, municipalityId?: string, birthDate?: string) => {
  world.clock.advance(60_000);
  const { caseId, reference } = await world.desk.openCase(world.user(by), {
    requestId: `request-${crypto.randomUUID()}`,
    data: signal(name, municipalityId, birthDate),
  });
  const variables = await world.step(caseId, 'find-possible-matches', { processId: 'signal-intake' });
  return { caseId, reference, variables };
};
const compare = async (caseId: string) =>
  world.userTask(caseId, {
    elementId: 'compare-signals',
    formId: 'signal-match',
    assigneeId: 'usr-demo-voorzitter-2',
    termId: 'signal-match',
  });
const decide = async (caseId: string, matchOutcome: string, linkedCaseId: string) => {
  const { itemId } = await compare(caseId);
  await world.submit(world.user('voorzitter-2'), itemId, {
    matchOutcome,
    linkedCaseId,
    rationale: 'Zelfde geboortedatum en zelfde adres.',
  });
  const job = world.job(caseId, 'link-signal', { processId: 'signal-intake' });
  const outcomes = [await world.handle(job), await world.handle(job)];
  expect(outcomes[1]).toEqual(outcomes[0]);
  return outcomes[0];
};
const reject = (caseId: string) => world.step(caseId, 'end-without-case');
const titles = ({ context }: InboxItemDetail): string =>
  context
    .map(({ title }) => title)
    .filter((title) => /persoon/.test(title))
    .join();

test('a misspelt signal finds the open case of its municipality, and tells the process nothing of the person', async () => {
  const known = await open('politie', 'Mohammed el Amrani');
  const { caseId, variables } = await open('zorg', 'Amrani, Mohamed al');
  expect(variables).toEqual({ hasPossibleMatches: true, linkerIds: ['usr-demo-voorzitter-2'] });
  expect((await world.repository.get(caseId)).possibleMatches).toEqual([
    {
      caseId: known.caseId,
      reference: known.reference,
      likeness: { name: 'equal', birthDate: 'equal', residence: 'equal' },
    },
  ]);
  const { matchKeys } = await world.repository.get(caseId);
  const told = JSON.stringify([world.engine.messages, world.engine.completed, world.log]);
  for (const secret of ['Amrani', born, ...matchKeys]) expect(told).not.toContain(secret);
  expect(JSON.stringify(matchKeys)).not.toMatch(/amran|moham/i);
});

test('finds nobody in another municipality, and nobody who is not alike', async () => {
  await open('politie', 'Kees de Jong');
  expect((await open('politie', 'Kees de Jong', 'waterwoude')).variables['hasPossibleMatches']).toBe(false);
  expect((await open('politie', 'Linda Visser')).variables['hasPossibleMatches']).toBe(false);
  expect((await open('politie', 'Cees Dejong')).variables['hasPossibleMatches']).toBe(true);
});

test('a hint is for who may know of that case: the chair and who screens, not for who only recorded the signal', async () => {
  const known = await open('politie', 'Khalid Bouzidi');
  const { caseId } = await open('zorg', 'Chalid Boezidi');
  const { itemId } = await compare(caseId);
  const chair = await world.inbox.read(world.user('voorzitter-2'), itemId);
  expect(titles(chair)).toBe(`Mogelijk dezelfde persoon: ${known.reference}`);
  expect(JSON.stringify(chair.context)).toContain('Khalid Bouzidi');
  expect(JSON.stringify(chair.form.schema)).toContain(known.caseId);
  const check = await world.userTask(caseId, {
    elementId: 'check-signal-quality',
    formId: 'signal-quality-check',
    partnerIds: ['zorg-voorbeeldland', 'politie-voorbeeldland'],
  });
  const screener = await world.inbox.read(world.user('politie'), check.itemId);
  expect(titles(screener)).toBe(`Mogelijk dezelfde persoon: ${known.reference}`);
  const recorder = await world.inbox.read(world.user('zorg'), check.itemId);
  expect(titles(recorder)).toBe('');
  const seen = JSON.stringify([recorder, await world.desk.read(world.user('zorg'), caseId)]);
  expect(seen).not.toContain(known.reference);
  expect(seen).not.toContain(known.caseId);
  expect(JSON.stringify(await world.desk.read(world.user('om'), caseId))).toContain(known.reference);
});

describe('linked by a person', () => {
  test('a repeated signal enters the running case once, as a new signal for its case manager', async () => {
    const known = await open('politie', 'Youssef Benali');
    const { caseId } = await open('zorg', 'Yusuf Ben Ali');
    expect(await decide(caseId, 'repeat', known.caseId)).toEqual({
      kind: 'complete',
      variables: { intakeOutcome: 'linked' },
    });
    const target = await world.repository.get(known.caseId);
    expect(target.signals).toHaveLength(2);
    const added = target.signals[1];
    expect(added).toMatchObject({
      partnerId: 'zorg-voorbeeldland',
      linkedFrom: { caseId },
      assessedIn: null,
    });
    const told = world.engine.messages.filter(({ name }) => name === 'case-signal-added');
    expect(told.filter(({ variables }) => variables['signalId'] === added?.signalId)).toHaveLength(1);

    await reject(caseId);
    const from = await world.repository.get(caseId);
    expect([from.phase, from.matchKeys, from.possibleMatches]).toEqual(['not-admitted', [], []]);
  });

  test('who recorded it does not come to know the case that it entered', async () => {
    const known = await open('politie', 'Ayşe Çelik');
    const { caseId } = await open('zorg', 'Ayse Celik');
    await decide(caseId, 'repeat', known.caseId);
    await expect(world.desk.read(world.user('zorg'), known.caseId)).rejects.toMatchObject({
      code: 'not-found',
    });
    const { cases } = await world.desk.list(world.user('zorg'), { page: 1, pageSize: 100 });
    expect(cases.map((each) => each.caseId)).toContain(caseId);
    expect(cases.map((each) => each.caseId)).not.toContain(known.caseId);

    await reject(caseId);
    const feedback = await world.userTask(caseId, {
      elementId: 'inform-reporter',
      processId: 'signal-feedback',
      formId: 'signal-feedback',
      partnerIds: ['zorg-voorbeeldland'],
      termId: 'signal-feedback',
    });
    const read = await world.inbox.read(world.user('zorg'), feedback.itemId);
    expect(JSON.stringify(read.context)).toContain('niet als casus opgenomen');
    expect(JSON.stringify(read)).not.toContain(known.reference);
  });

  test('a duplicate ends and leaves the other case as it was', async () => {
    const known = await open('politie', 'Şahin Öztürk');
    const before = await world.repository.get(known.caseId);
    const { caseId } = await open('gemeente', 'Sahin Ozturk');
    expect(await decide(caseId, 'duplicate', known.caseId)).toMatchObject({
      variables: { intakeOutcome: 'linked' },
    });
    expect(await world.repository.get(known.caseId)).toEqual(before);
    await reject(caseId);
    expect(await world.repository.get(caseId)).toMatchObject({ phase: 'not-admitted', matchKeys: [] });
  });

  test('somebody else stays a case of its own, and the hint is gone', async () => {
    const known = await open('politie', 'Mark Visser');
    const { caseId } = await open('gemeente', 'Marc Visser');
    expect(await decide(caseId, 'different', known.caseId)).toMatchObject({ variables: {} });
    expect(JSON.stringify((await world.desk.read(world.user('om'), caseId)).sections)).not.toContain(
      'Mogelijk dezelfde persoon:',
    );
    expect((await world.repository.get(known.caseId)).signals).toHaveLength(1);
  });

  test('nothing is linked without a decision of a person', async () => {
    await open('politie', 'Tarik Zeroual');
    const { caseId } = await open('zorg', 'Tariq Zerwal');
    const outcome = await world.step(caseId, 'link-signal', { processId: 'signal-intake' });
    expect(outcome).toEqual({});
  });

  test('only with a case that looks like it', async () => {
    const other = await open('politie', 'Omar Farah');
    await open('politie', 'Hicham Bensalah');
    const { caseId } = await open('zorg', 'Hisham Ben Salah', undefined, born);
    const { itemId } = await compare(caseId);
    await expect(
      world.inbox.submitItem({
        itemId,
        user: world.user('voorzitter-2'),
        data: { matchOutcome: 'repeat', linkedCaseId: other.caseId, rationale: 'Dat denk ik zomaar.' },
      }),
    ).rejects.toMatchObject({ code: 'invalid-form' });
  });
});

describe('a shielded case', () => {
  test('is no match once it is closed, gives no hint any more, and cannot be linked with', async () => {
    const known = await open('politie', 'Rachid Chaouch');
    const { caseId } = await open('zorg', 'Rashid Shaoush');
    const { itemId } = await compare(caseId);
    await world.step(known.caseId, 'shield-case');
    expect((await world.repository.get(known.caseId)).matchKeys).toEqual([]);
    const chair = await world.inbox.read(world.user('voorzitter-2'), itemId);
    expect(titles(chair)).toBe('');
    expect(JSON.stringify(chair)).not.toContain(known.reference);
    expect((await open('zorg', 'Rachid Chaouch')).variables).toMatchObject({ hasPossibleMatches: true });
    const { possibleMatches } = await world.repository.get(caseId);
    expect(possibleMatches.map((match) => match.caseId)).toContain(known.caseId);
    const last = await open('zorg', 'Rachid Chaouch');
    const found = (await world.repository.get(last.caseId)).possibleMatches.map((match) => match.caseId);
    expect(found).not.toContain(known.caseId);
  });

  test('that closes after a person decided keeps the signal out: it goes on as a case of its own', async () => {
    const known = await open('politie', 'Noureddine Benhaddou');
    const { caseId } = await open('zorg', 'Nordin Ben Haddou');
    const { itemId } = await compare(caseId);
    await world.submit(world.user('voorzitter-2'), itemId, {
      matchOutcome: 'repeat',
      linkedCaseId: known.caseId,
      rationale: 'Zelfde geboortedatum.',
    });
    await world.step(known.caseId, 'shield-case');
    expect(await world.step(caseId, 'link-signal', { processId: 'signal-intake' })).toEqual({});
    expect((await world.repository.get(known.caseId)).signals).toHaveLength(1);
  });
});

describe('a signal that was not admitted', () => {
  test('is recognised within its short term, without what it said, and not after it', async () => {
    const rejected = await open('politie', 'Gökhan Güneş');
    await reject(rejected.caseId);
    const again = await open('zorg', 'Gokhan Gunes');
    expect(again.variables['hasPossibleMatches']).toBe(true);
    const { itemId } = await compare(again.caseId);
    const chair = await world.inbox.read(world.user('voorzitter-2'), itemId);
    expect(titles(chair)).toBe(`Mogelijk dezelfde persoon: ${rejected.reference}`);
    expect(JSON.stringify(chair.context)).not.toContain('Güneş');

    const outcome = await decide(again.caseId, 'repeat', rejected.caseId);
    expect(outcome).toMatchObject({ variables: {} });
    const seen = JSON.stringify((await world.desk.read(world.user('om'), again.caseId)).sections);
    expect(seen).toContain(`Zelfde persoon, eerder signaal: ${rejected.reference}`);

    const { destroyBefore } = await world.repository.get(rejected.caseId);
    await reject(again.caseId);
    world.clock.advance((destroyBefore?.getTime() ?? 0) + 1 - world.clock.now().getTime());
    const { caseId } = await open('zorg', 'Gokhan Gunes');
    const found = (await world.repository.get(caseId)).possibleMatches.map((match) => match.caseId);
    expect(found).not.toContain(rejected.caseId);
  });

  test('is not compared where the configuration says so', async () => {
    const rejected = await open('politie', 'Emre Doğan');
    const { configuration } = world.context;
    const off = { rejectedSignals: { compared: false, source: 'Test' } };
    const job = world.job(rejected.caseId, 'end-without-case');
    const { workers } = await import('../../../workers/registry.ts');
    await workers
      .find(({ jobType }) => jobType === job.type)
      ?.handler(job, { ...world.context, configuration: { ...configuration, matching: off } });
    expect((await world.repository.get(rejected.caseId)).matchKeys).toEqual([]);
    expect((await open('zorg', 'Emre Dogan')).variables['hasPossibleMatches']).toBe(false);
  });
});

test('cases from before signals were compared get their keys at start, closed ones none', async () => {
  const running = await open('politie', 'Sjoerd Dijkstra');
  const closed = await open('politie', 'Wouter van ’t Hoff');
  await world.step(closed.caseId, 'shield-case');
  const before = await world.repository.get(running.caseId);
  const ids = [running.caseId, closed.caseId];
  await caseModel(world.connection).updateMany({ caseId: { $in: ids } }, { $unset: { matchKeys: '' } });
  await giveCasesMatchKeys(world.connection, world.context.matchKeys);
  expect(await world.repository.get(running.caseId)).toEqual(before);
  expect((await world.repository.get(closed.caseId)).matchKeys).toEqual([]);
});
