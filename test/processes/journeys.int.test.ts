import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalEngine, startLocalEngine } from '../../src/local/gateway/server.ts';
import type {
  ActivatedJob,
  JobOutcome,
  JobWorker,
  ProcessClient,
  Variables,
} from '../../src/zeebe/process-client.ts';
import { createZeebeNodeClient } from '../../src/zeebe/zeebe-node-client.ts';
import { PARTITION } from '../support/engine/partition.ts';
import { eventually } from '../support/eventually.ts';
import { extensionValue, processIds, readProcessFile } from './bpmn-file.ts';

/** Plays the shipped processes on the bundled engine, with scripted people and workers. */

const userTask = 'io.camunda.zeebe:userTask';
const later = { dueAt: '2099-01-01T22:59:59.999Z', remindAt: '2098-12-30T08:00:00.000Z' };
/** Taxation and necessity are looked at again much later. */
const notDue = { taxationDueAt: later.dueAt, necessityDueAt: later.dueAt };
const past = { dueAt: '2020-01-01T22:59:59.999Z', remindAt: '2019-12-30T08:00:00.000Z' };

/** What happens at one element: variables, an outcome, or one of these per visit (the last one repeats). */
type Step = Variables | JobOutcome | ((job: ActivatedJob, visit: number) => Variables | JobOutcome);
type Script = Readonly<Record<string, Step>>;

interface Case {
  /** Jobs of this case in the order in which they were handed out. */
  readonly jobs: readonly ActivatedJob[];
  visits(elementId: string): readonly ActivatedJob[];
  ended(lastElementId: string): Promise<void>;
  publish(name: string, variables?: Variables): Promise<void>;
}

let dataDir: string;
let engine: LocalEngine;
let client: ProcessClient;
const workers: JobWorker[] = [];
const cases = new Map<string, { readonly jobs: ActivatedJob[]; readonly script: Script }>();

const isOutcome = (value: Variables | JobOutcome): value is JobOutcome =>
  typeof (value as { kind?: unknown }).kind === 'string';

async function handle(job: ActivatedJob): Promise<JobOutcome> {
  const { caseId } = job.variables;
  const running = typeof caseId === 'string' ? cases.get(caseId) : undefined;
  if (!running) return { kind: 'leave' };
  const visit = running.jobs.filter(({ elementId }) => elementId === job.elementId).length;
  running.jobs.push(job);
  const step = running.script[job.elementId] ?? running.script[job.type] ?? {};
  const made = typeof step === 'function' ? step(job, visit) : step;
  return isOutcome(made) ? made : { kind: 'complete', variables: made };
}

const perVisit =
  (...steps: readonly (Variables | JobOutcome)[]): Step =>
  (_job, visit) =>
    steps[Math.min(visit, steps.length - 1)]!;

const termKeys = (job: ActivatedJob): string[] =>
  (job.customHeaders['terms'] ?? '')
    .split(',')
    .map((term) => term.trim().replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()));

const partnerIds = ['gemeente', 'politie', 'om'];

/** A case without detours: admitted at once, one plan that all agree with, closed at the first review. */
const straightOn: Script = {
  'determine-terms': (job) => ({ terms: Object.fromEntries(termKeys(job).map((key) => [key, later])) }),
  'find-possible-matches': { hasPossibleMatches: false, linkerIds: [] },
  'check-signal-quality': { intakeOutcome: 'forward' },
  'start-screening-round': (_job, visit) => ({ round: visit + 1 }),
  'tally-screening-votes': { screeningResult: 'admit' },
  'prepare-invitations': { invitations: [] },
  'register-composition': { caseManagerId: 'usr-manager', partnerIds },
  'prepare-information-requests': {
    requests: partnerIds.map((partnerId) => ({ requestId: `request-${partnerId}`, partnerId })),
  },
  'answer-information-request': { answer: 'supplied' },
  'collect-information': { informationOutcome: 'complete' },
  'appoint-assessors': { firstAssessorId: 'usr-first', secondAssessorId: 'usr-second' },
  'compare-assessments': { differencesFound: true },
  'reach-consensus': { retaxate: false },
  'register-information-gaps': { hasInformationGaps: false },
  'draft-plan': { planDecision: 'propose' },
  'prepare-plan-approvals': { approvers: partnerIds.map((partnerId) => ({ partnerId })) },
  'approve-plan': { approval: 'approve' },
  'tally-plan-approvals': { planResult: 'agreed' },
  'prepare-interventions': {
    interventions: [1, 2].map((number) => ({
      interventionId: `intervention-${number}`,
      partnerId: partnerIds[number]!,
      ...later,
    })),
    reviewAt: past.dueAt,
  },
  'carry-out-intervention': { interventionResult: 'done' },
  'plan-next-review': { reviewAt: past.dueAt, ...notDue },
  'review-case': { monitoringOutcome: 'close' },
  'retention-review': { kind: 'leave' },
};

const openCase = (caseId: string, script: Script): Promise<Case> =>
  start('case-opened', caseId, script, {
    policePartnerId: 'politie',
    prosecutionPartnerId: 'om',
    signalPartnerId: 'politie',
  });

async function start(message: string, caseId: string, script: Script, variables: Variables): Promise<Case> {
  const jobs: ActivatedJob[] = [];
  cases.set(caseId, { jobs, script: { ...straightOn, ...script } });
  await client.publishMessage({
    name: message,
    correlationKey: caseId,
    messageId: caseId,
    timeToLiveMs: 3_600_000,
    variables: { caseId, municipalityPartnerId: 'gemeente', ...variables },
  });
  const visits = (elementId: string) => jobs.filter((job) => job.elementId === elementId);
  return {
    jobs,
    visits,
    ended: async (lastElementId) => {
      await eventually(`${lastElementId} in ${caseId}`, () => visits(lastElementId).length > 0);
      for (const key of new Set(jobs.map(({ processInstanceKey }) => processInstanceKey))) {
        await eventually(`the end of ${caseId}`, () => !engine.broker.hasInstance(key));
      }
    },
    publish: async (name, variables = {}) => {
      await client.publishMessage({
        name,
        correlationKey: caseId,
        messageId: `${caseId}-${name}-${JSON.stringify(variables)}`,
        timeToLiveMs: 60_000,
        variables,
      });
    },
  };
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'journeys-'));
  engine = await startLocalEngine({ host: '127.0.0.1', port: 0, dataDir, partitionId: PARTITION });
  client = createZeebeNodeClient({ address: engine.address, longPollMs: 1_000 });
  await client.deploy(
    processIds.map((processId) => ({
      name: `${processId}.bpmn`,
      content: readFileSync(`processes/${processId}.bpmn`, 'utf8'),
    })),
  );
  const files = await Promise.all(processIds.map(readProcessFile));
  const jobTypes = new Set(
    files.flatMap(({ elements }) =>
      elements.flatMap((element) => extensionValue(element, 'zeebe:TaskDefinition', 'type') ?? []),
    ),
  );
  for (const jobType of [...jobTypes, userTask]) {
    workers.push(
      client.openWorker({
        jobType,
        name: 'journeys',
        timeoutMs: 600_000,
        maxJobsActive: 20,
        handler: handle,
      }),
    );
  }
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await client.close();
  await engine.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('telling who signalled', () => {
  const begin = (caseId: string, script: Script) =>
    start('signal-concluded', caseId, script, { signalPartnerId: 'zorg' });

  test('is asked of the partner that recorded the signal', async () => {
    const running = await begin('case-told', {});
    await running.ended('inform-reporter');
    expect(running.visits('inform-reporter')[0]?.customHeaders['io.camunda.zeebe:candidateGroups']).toBe(
      '["zorg"]',
    );
  });

  test('ends when the case is destroyed', async () => {
    const running = await begin('case-told-never', { 'inform-reporter': { kind: 'leave' } });
    await eventually('the step', () => running.visits('inform-reporter').length > 0);
    await running.publish('case-destroyed');
    await running.ended('inform-reporter');
  });
});

describe('a case', () => {
  test('goes from signal to closure, each step at the right partner or person', async () => {
    const running = await openCase('case-straight-on', {});
    await running.ended('shield-case');
    const given = (elementId: string, header: string) =>
      running.visits(elementId).map(({ customHeaders }) => customHeaders[`io.camunda.zeebe:${header}`]);
    expect(given('check-signal-quality', 'candidateGroups')).toEqual(['["politie"]']);
    expect(given('vote-prosecution', 'candidateGroups')).toEqual(['["om"]']);
    expect(given('answer-information-request', 'candidateGroups').sort()).toEqual([
      '["gemeente"]',
      '["om"]',
      '["politie"]',
    ]);
    expect(given('first-assessment', 'assignee')).toEqual(['usr-first']);
    expect(given('second-assessment', 'assignee')).toEqual(['usr-second']);
    expect(given('approve-plan', 'candidateGroups')).toHaveLength(3);
    expect(given('close-case', 'assignee')).toEqual(['usr-manager']);
    for (const job of running.jobs.filter(({ type }) => type === userTask)) {
      expect(job.customHeaders['io.camunda.zeebe:dueDate']).toMatch(/^2099-01-01T22:59:59/);
      expect(job.customHeaders['io.camunda.zeebe:formKey']).toMatch(/^[a-z-]+$/);
    }
    expect(running.jobs.filter(({ type }) => type === 'send-reminder')).toEqual([]);
  });

  test('comes through every detour: new rounds, refused composition, open questions, objections, adjusting', async () => {
    const running = await openCase('case-detours', {
      'tally-screening-votes': perVisit({ screeningResult: 'no-agreement' }, { screeningResult: 'admit' }),
      'deliberate-screening': { screeningNext: 'another-round' },
      'register-composition': perVisit(
        { kind: 'error', errorCode: 'composition-invalid' },
        { caseManagerId: 'usr-manager', partnerIds },
      ),
      'reach-consensus': perVisit({ retaxate: true }, { retaxate: false }),
      'register-information-gaps': perVisit({ hasInformationGaps: true }, { hasInformationGaps: false }),
      'tally-plan-approvals': perVisit(
        { planResult: 'objections' },
        { planResult: 'objections' },
        { planResult: 'agreed' },
      ),
      'resolve-objections': perVisit({ planNext: 'revise' }, { planNext: 'adopt-with-dissent' }),
      'carry-out-intervention': (job, visit) =>
        visit === 0 ? { kind: 'leave' } : { interventionResult: visit === 1 ? 'done' : 'not-done' },
      'review-case': perVisit(
        { monitoringOutcome: 'continue' },
        { monitoringOutcome: 'adjust' },
        { monitoringOutcome: 'close' },
      ),
    });
    await running.ended('shield-case');
    const counts = Object.fromEntries(
      [
        'vote-municipality',
        'deliberate-screening',
        'compose-partners',
        'register-composition',
        'answer-information-request',
        'first-assessment',
        'register-information-gaps',
        'draft-plan',
        'approve-plan',
        'resolve-objections',
        'prepare-interventions',
        'review-case',
        'close-case',
      ].map((elementId) => [elementId, running.visits(elementId).length]),
    );
    expect(counts).toEqual({
      'vote-municipality': 2,
      'deliberate-screening': 1,
      'compose-partners': 2,
      'register-composition': 2,
      'answer-information-request': 6,
      'first-assessment': 2,
      'register-information-gaps': 2,
      'draft-plan': 3,
      'approve-plan': 9,
      'resolve-objections': 2,
      'prepare-interventions': 2,
      'review-case': 3,
      'close-case': 1,
    });
    // Adjusting ended the intervention that nobody had reported.
    const abandoned = running.visits('carry-out-intervention')[0]!;
    await expect(client.completeJob(abandoned.key, {})).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each<[string, Script]>([
    ['the signal leads nowhere', { 'check-signal-quality': { intakeOutcome: 'stop' } }],
    ['the signal is referred', { 'check-signal-quality': { intakeOutcome: 'refer' } }],
    ['all vote against', { 'tally-screening-votes': { screeningResult: 'stop' } }],
    [
      'deliberation refers it',
      {
        'tally-screening-votes': { screeningResult: 'no-agreement' },
        'deliberate-screening': { screeningNext: 'refer' },
      },
    ],
  ])('is not admitted when %s', async (name, script) => {
    const running = await openCase(`case-${name.replaceAll(' ', '-')}`, script);
    await running.ended('end-without-case');
    expect(running.visits('answer-information-request')).toEqual([]);
    expect(running.visits('shield-case')).toEqual([]);
  });

  test('whose signal may be about somebody who is known is compared by the chair, then linked', async () => {
    const known = { 'find-possible-matches': { hasPossibleMatches: true, linkerIds: ['usr-chair'] } };
    const linked = await openCase('case-linked', { ...known, 'link-signal': { intakeOutcome: 'linked' } });
    await linked.ended('end-without-case');
    expect(linked.visits('compare-signals')[0]?.customHeaders['io.camunda.zeebe:candidateUsers']).toBe(
      '["usr-chair"]',
    );
    expect(linked.visits('vote-police')).toEqual([]);

    const another = await openCase('case-of-another', { ...known, 'link-signal': {} });
    await another.ended('shield-case');
    expect(another.visits('vote-police')).toHaveLength(1);
  });

  test('without a chair is compared by the municipality; a signal that stops is not compared', async () => {
    const known = { 'find-possible-matches': { hasPossibleMatches: true, linkerIds: [] } };
    const running = await openCase('case-without-chair', {
      ...known,
      'link-signal': { intakeOutcome: 'linked' },
    });
    await running.ended('end-without-case');
    expect(running.visits('compare-signals')[0]?.customHeaders['io.camunda.zeebe:candidateGroups']).toBe(
      '["gemeente"]',
    );
    const stopped = await openCase('case-stopped-at-intake', {
      ...known,
      'check-signal-quality': { intakeOutcome: 'stop' },
    });
    await stopped.ended('end-without-case');
    expect(stopped.visits('compare-signals')).toEqual([]);
  });

  test('closes when there is no plan', async () => {
    const running = await openCase('case-without-plan', { 'draft-plan': { planDecision: 'no-plan' } });
    await running.ended('shield-case');
    expect(running.visits('approve-plan')).toEqual([]);
    expect(running.visits('prepare-interventions')).toEqual([]);
  });

  test('is taxated again when the taxation is too old or the review wants it, while the actions go on', async () => {
    const running = await openCase('case-retaxated', {
      'carry-out-intervention': { kind: 'leave' },
      'register-retaxation-gaps': perVisit({ hasInformationGaps: true }, { hasInformationGaps: false }),
      'plan-next-review': perVisit(
        { reviewAt: later.dueAt, ...notDue, taxationDueAt: past.dueAt },
        { reviewAt: past.dueAt, ...notDue },
      ),
      'review-case': perVisit(
        { monitoringOutcome: 'continue' },
        { monitoringOutcome: 'retaxate' },
        { monitoringOutcome: 'close' },
      ),
    });
    await running.ended('shield-case');
    const counts = [
      'first-assessment',
      'carry-out-intervention',
      'answer-information-request',
      'review-case',
    ].map((elementId) => running.visits(elementId).length);
    expect(counts).toEqual([3, 2, 6, 3]);
  });

  test.each([
    ['goes on when it is still necessary', 'necessary', 2],
    ['closes when it is no longer necessary', 'not-necessary', 1],
  ])('that runs for a year %s', async (_what, necessityOutcome, plannings) => {
    const running = await openCase(`case-${necessityOutcome}`, {
      'carry-out-intervention': { kind: 'leave' },
      'plan-next-review': perVisit(
        { reviewAt: later.dueAt, ...notDue, necessityDueAt: past.dueAt },
        { reviewAt: past.dueAt, ...notDue },
      ),
      'review-necessity': { necessityOutcome },
    });
    await running.ended('shield-case');
    expect(running.visits('plan-next-review')).toHaveLength(plannings);
    expect(running.visits('close-case')).toHaveLength(1);
  });

  test('reminds of every human step that is nearly due, and lets it be completed', async () => {
    const running = await openCase('case-with-reminders', {
      'determine-terms': (job) => ({
        terms: Object.fromEntries(termKeys(job).map((key) => [key, past])),
      }),
      // People wait until they are reminded.
      [userTask]: { kind: 'leave' },
      'check-signal-quality': { kind: 'leave' },
    });
    const [reminder] = await eventually('a reminder', () => {
      const found = running.jobs.filter(({ type }) => type === 'send-reminder');
      return found.length > 0 && found;
    });
    expect(reminder?.customHeaders).toEqual({ element: 'check-signal-quality' });
    const [task] = await eventually('the task', () => {
      const found = running.visits('check-signal-quality');
      return found.length > 0 && found;
    });
    await client.completeJob(task!.key, { intakeOutcome: 'stop' });
    await running.ended('end-without-case');
  });

  test('reminds of each intervention by its own date', async () => {
    const running = await openCase('case-intervention-reminders', {
      'prepare-interventions': {
        interventions: [
          { interventionId: 'intervention-1', partnerId: 'politie', ...past },
          { interventionId: 'intervention-2', partnerId: 'om', ...later },
        ],
      },
      'plan-next-review': { reviewAt: later.dueAt, ...notDue },
      'carry-out-intervention': { kind: 'leave' },
    });
    const [reminder] = await eventually('a reminder', () => {
      const found = running.jobs.filter(({ type }) => type === 'send-reminder');
      return found.length > 0 && found;
    });
    expect(reminder?.variables['intervention']).toMatchObject({ interventionId: 'intervention-1' });
    await running.publish('review-requested');
    await running.ended('shield-case');
    expect(running.jobs.filter(({ type }) => type === 'send-reminder')).toHaveLength(1);
  });

  test('takes new signals meanwhile, each with its own id', async () => {
    const running = await openCase('case-with-new-signals', {
      'check-signal-quality': { kind: 'leave' },
      'assess-added-signal': { kind: 'leave' },
    });
    const [check] = await eventually('the first step', () => {
      const found = running.visits('check-signal-quality');
      return found.length > 0 && found;
    });
    await running.publish('case-signal-added', { signalId: 'signal-2' });
    await running.publish('case-signal-added', { signalId: 'signal-3' });
    const added = await eventually('both new signals', () => {
      const found = running.visits('assess-added-signal');
      return found.length === 2 && found;
    });
    expect(added.map(({ variables }) => variables['signalId']).sort()).toEqual(['signal-2', 'signal-3']);
    // Before there is a case manager the municipality judges it.
    expect(added[0]?.customHeaders['io.camunda.zeebe:candidateGroups']).toBe('["gemeente"]');
    expect(added[0]?.customHeaders['io.camunda.zeebe:assignee']).toBeUndefined();
    for (const job of added) await client.completeJob(job.key, {});
    await client.completeJob(check!.key, { intakeOutcome: 'stop' });
    await running.ended('end-without-case');
  });

  test('asks each invited partner before the composition is registered', async () => {
    const running = await openCase('case-with-invitations', {
      'prepare-invitations': { invitations: [{ partnerId: 'zorg' }, { partnerId: 'reclassering' }] },
      'draft-plan': { planDecision: 'no-plan' },
    });
    await running.ended('shield-case');
    expect(
      running
        .visits('answer-invitation')
        .map(({ customHeaders }) => customHeaders['io.camunda.zeebe:candidateGroups'])
        .sort(),
    ).toEqual(['["reclassering"]', '["zorg"]']);
  });

  test('is handed over while it runs: the steps that come go to the new case manager', async () => {
    const running = await openCase('case-handed-over', {
      'draft-plan': { kind: 'leave' },
      'conclude-handover': { caseManagerId: 'usr-new' },
    });
    const [draft] = await eventually('the plan', () => {
      const found = running.visits('draft-plan');
      return found.length > 0 && found;
    });
    await running.publish('handover-requested', { handoverId: 'handover-1', newCaseManagerId: 'usr-new' });
    await eventually('the handover', () => running.visits('conclude-handover').length > 0);
    expect(running.visits('accept-handover')[0]?.customHeaders['io.camunda.zeebe:assignee']).toBe('usr-new');
    await client.completeJob(draft!.key, { planDecision: 'no-plan' });
    await running.ended('shield-case');
    expect(running.visits('close-case')[0]?.customHeaders).toMatchObject({
      'io.camunda.zeebe:assignee': 'usr-new',
      owner: 'case-manager',
    });
  });

  test('that goes to another municipality stops wherever it is', async () => {
    const running = await openCase('case-transferred', {
      'plan-next-review': { reviewAt: later.dueAt, ...notDue },
      'carry-out-intervention': { kind: 'leave' },
    });
    const [planned] = await eventually('monitoring', () => {
      const found = running.visits('plan-next-review');
      return found.length > 0 && found;
    });
    expect(engine.broker.hasInstance(planned!.processInstanceKey)).toBe(true);
    await running.publish('case-transferred');
    await running.ended('plan-next-review');
    expect(running.visits('shield-case')).toEqual([]);
  });

  test('brings a new signal to the case manager once there is one', async () => {
    const running = await openCase('case-with-manager', { 'draft-plan': { kind: 'leave' } });
    const [draft] = await eventually('the plan', () => {
      const found = running.visits('draft-plan');
      return found.length > 0 && found;
    });
    await running.publish('case-signal-added', { signalId: 'signal-2' });
    const [added] = await eventually('the new signal', () => {
      const found = running.visits('assess-added-signal');
      return found.length > 0 && found;
    });
    expect(added?.customHeaders['io.camunda.zeebe:assignee']).toBe('usr-manager');
    await client.completeJob(draft!.key, { planDecision: 'no-plan' });
    await running.ended('shield-case');
  });

  test('keeps a shielded case until it is no longer needed, and destroys it when two agree', async () => {
    const running = await start(
      'case-shielded',
      'case-kept-and-destroyed',
      {
        'retention-review': perVisit(
          { retentionDecision: 'keep' },
          { retentionDecision: 'destroy' },
          { retentionDecision: 'destroy' },
        ),
        'plan-retention-review': { retentionReviewAt: past.dueAt },
        'approve-destruction': perVisit(
          { destructionApproval: 'reject' },
          { destructionApproval: 'approve' },
        ),
        'destroy-case': { recipients: partnerIds.map((partnerId) => ({ partnerId })) },
      },
      { retentionReviewAt: past.dueAt },
    );
    await running.ended('confirm-destruction');
    expect(running.visits('retention-review')).toHaveLength(3);
    expect(running.visits('approve-destruction')).toHaveLength(2);
    expect(running.visits('destroy-case')).toHaveLength(1);
    expect(
      running
        .visits('confirm-destruction')
        .map((job) => job.customHeaders['io.camunda.zeebe:candidateGroups']),
    ).toEqual(['["gemeente"]', '["politie"]', '["om"]']);
  });

  test('waits with the judgement of a shielded case until its moment', async () => {
    const kept = await start('case-shielded', 'case-kept', {}, { retentionReviewAt: later.dueAt });
    const due = await start('case-shielded', 'case-due', {}, { retentionReviewAt: past.dueAt });
    await eventually('the case that is due', () => due.visits('retention-review').length > 0);
    expect(kept.jobs).toEqual([]);
  });

  test('leaves no incident behind', async () => {
    expect([...engine.broker.incidents()]).toEqual([]);
  });
});
