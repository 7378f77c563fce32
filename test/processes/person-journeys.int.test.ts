import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalEngine, startLocalEngine } from '../../src/local/gateway/server.ts';
import type { ActivatedJob, JobWorker, ProcessClient, Variables } from '../../src/zeebe/process-client.ts';
import { createZeebeNodeClient } from '../../src/zeebe/zeebe-node-client.ts';
import { eventually } from '../support/eventually.ts';
import { extensionValue, readProcessFile } from './bpmn-file.ts';

/** Plays the processes beside the life of a case on the bundled engine, with scripted people and workers. */

const processIds = [
  'break-glass-review',
  'closed-correction',
  'data-breach',
  'inform-subject',
  'meeting-decision',
  'minor-safeguards',
  'provision',
  'received-correction',
  'rights-request',
  'transfer',
];
const later = { dueAt: '2099-01-01T22:59:59.999Z', remindAt: '2098-12-30T08:00:00.000Z' };
const past = '2020-01-01T22:59:59.999Z';

/** What each visit of an element answers, the last one again and again; `wait` leaves the job with the person. */
type Script = Readonly<Record<string, readonly (Variables | 'wait')[]>>;

interface Run {
  visits(elementId: string): readonly ActivatedJob[];
  reached(elementId: string, times?: number): Promise<readonly ActivatedJob[]>;
  publish(name: string, key?: string): Promise<void>;
  ended(): Promise<void>;
}

let dataDir: string;
let engine: LocalEngine;
let client: ProcessClient;
const workers: JobWorker[] = [];
const runs = new Map<unknown, { readonly jobs: ActivatedJob[]; readonly script: Script }>();

/** Starts a process by its message; the case id tells runs apart. */
async function start(message: string, key: string, variables: Variables, script: Script): Promise<Run> {
  const caseId = `case-${key}`;
  const jobs: ActivatedJob[] = [];
  runs.set(caseId, { jobs, script });
  const publish: Run['publish'] = async (name, correlationKey = caseId) => {
    await client.publishMessage({
      name,
      correlationKey,
      messageId: `${name}-${correlationKey}`,
      timeToLiveMs: 60_000,
      variables: name === message ? { caseId, municipalityPartnerId: 'gemeente', ...variables } : {},
    });
  };
  await publish(message, key);
  const visits = (elementId: string) => jobs.filter((job) => job.elementId === elementId);
  return {
    visits,
    publish,
    reached: (elementId, times = 1) =>
      eventually(`${elementId} of ${caseId}`, () => {
        const found = visits(elementId);
        return found.length >= times && found;
      }),
    async ended() {
      await eventually(`the end of ${caseId}`, () => {
        const keys = new Set(jobs.map(({ processInstanceKey }) => processInstanceKey));
        return keys.size > 0 && [...keys].every((instanceKey) => !engine.broker.hasInstance(instanceKey));
      });
    },
  };
}

const termsOf = (job: ActivatedJob): Variables => ({
  terms: Object.fromEntries(
    (job.customHeaders['terms'] ?? '')
      .split(',')
      .map((term) => [term.trim().replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()), later]),
  ),
});

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'person-journeys-'));
  engine = await startLocalEngine({ host: '127.0.0.1', port: 0, dataDir });
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
  for (const jobType of [...jobTypes, 'io.camunda.zeebe:userTask']) {
    workers.push(
      client.openWorker({
        jobType,
        name: 'journeys',
        timeoutMs: 600_000,
        maxJobsActive: 20,
        handler: async (job) => {
          const run = runs.get(job.variables['caseId']);
          if (run === undefined) return { kind: 'leave' };
          const visit = run.jobs.filter(({ elementId }) => elementId === job.elementId).length;
          run.jobs.push(job);
          const steps = run.script[job.elementId];
          const step = steps === undefined ? undefined : steps[Math.min(visit, steps.length - 1)];
          if (step === 'wait') return { kind: 'leave' };
          return {
            kind: 'complete',
            variables: step ?? (job.type === 'determine-terms' ? termsOf(job) : {}),
          };
        },
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

const owners = (jobs: readonly ActivatedJob[]) =>
  jobs.map(({ customHeaders }) => customHeaders['io.camunda.zeebe:candidateGroups']);

describe('informing the person', () => {
  test('is asked of the contact point until the person is informed', async () => {
    const run = await start(
      'case-admitted',
      'inform-twice',
      {},
      {
        'inform-or-motivate': [{ noticeOutcome: 'exception' }, { noticeOutcome: 'informed' }],
        'plan-notice-recheck': [{ noticeRecheckAt: past }],
      },
    );
    await run.ended();
    expect(owners(run.visits('inform-or-motivate'))).toEqual(['["gemeente"]', '["gemeente"]']);
  });

  test('comes back before its date when a partner reports that its exception lapsed', async () => {
    const run = await start(
      'case-admitted',
      'inform-lapsed',
      {},
      {
        'inform-or-motivate': [{ noticeOutcome: 'exception' }, 'wait'],
        'plan-notice-recheck': [{ noticeRecheckAt: later.dueAt }],
      },
    );
    await run.reached('plan-notice-recheck');
    await run.publish('notice-exception-lapsed');
    await run.reached('inform-or-motivate', 2);
    await run.publish('case-ended');
    await run.ended();
  });

  test('ends with the case, also while an exception holds', async () => {
    const run = await start(
      'case-admitted',
      'inform-ended',
      {},
      {
        'inform-or-motivate': [{ noticeOutcome: 'exception' }],
        'plan-notice-recheck': [{ noticeRecheckAt: later.dueAt }],
      },
    );
    await run.reached('plan-notice-recheck');
    await run.publish('case-ended');
    await run.ended();
  });
});

describe('a request of the person', () => {
  const partners = ['gemeente', 'politie'].map((partnerId) => ({ partnerId }));
  const prepared = { consultations: partners, terms: { rightsConsultation: later, rightsDecision: later } };

  test('is put to every partner, decided by the contact point, carried out by every recipient and answered', async () => {
    const run = await start(
      'rights-request-recorded',
      'correction',
      {},
      {
        'prepare-rights-request': [prepared],
        'decide-rights-request': [{ rightsDecision: 'extend' }, { rightsDecision: 'grant' }],
        'extend-rights-term': [{ terms: { rightsDecision: later } }],
        'register-rights-decision': [
          { recipients: partners, terms: { rightsDecision: later, rightsExecution: later } },
        ],
      },
    );
    await run.ended();
    expect(owners(run.visits('advise-on-rights-request')).sort()).toEqual(['["gemeente"]', '["politie"]']);
    expect(owners(run.visits('decide-rights-request'))).toEqual(['["gemeente"]', '["gemeente"]']);
    expect(owners(run.visits('apply-rights-decision')).sort()).toEqual(['["gemeente"]', '["politie"]']);
    expect(run.visits('erase-withdrawn')).toHaveLength(1);
    expect(owners(run.visits('answer-person'))).toEqual(['["gemeente"]']);
  });

  test('that leaves nothing to carry out is answered at once', async () => {
    const run = await start(
      'rights-request-recorded',
      'access',
      {},
      {
        'prepare-rights-request': [prepared],
        'decide-rights-request': [{ rightsDecision: 'refuse' }],
        'register-rights-decision': [
          { recipients: [], terms: { rightsDecision: later, rightsExecution: later } },
        ],
      },
    );
    await run.ended();
    expect(run.visits('apply-rights-decision')).toEqual([]);
    expect(run.visits('answer-person')).toHaveLength(1);
  });
});

describe('a data breach', () => {
  const prepared = (reviewerIds: readonly string[]) => ({
    reviewerIds,
    terms: { breachAssessment: later, breachNotification: later, breachNotice: later },
  });

  test.each([
    ['none', []],
    ['risk', ['notify-authority']],
    ['high-risk', ['notify-authority', 'inform-affected']],
  ] as const)('of risk %s leads to %j, measures and a review', async (breachRisk, expected) => {
    const run = await start(
      'data-breach-reported',
      `breach-${breachRisk}`,
      {},
      {
        'prepare-data-breach': [prepared(['usr-fg'])],
        'assess-breach': [{ breachRisk }],
        'review-breach': [{ breachReview: 'more-measures' }, { breachReview: 'closed' }],
      },
    );
    await run.ended();
    const visited = ['notify-authority', 'inform-affected'].filter((step) => run.visits(step).length > 0);
    expect(visited).toEqual(expected);
    expect(run.visits('take-measures')).toHaveLength(2);
    expect(run.visits('review-breach')[0]?.customHeaders['io.camunda.zeebe:candidateUsers']).toBe(
      '["usr-fg"]',
    );
  });
});

describe('an emergency access', () => {
  const prepared = (reviewerIds: string[], remindAt = later.remindAt): Variables => ({
    reviewerIds,
    terms: { breakGlassReview: { ...later, remindAt } },
  });

  test.each([
    ['justified', 0],
    ['not-justified', 1],
  ])('that is judged %s ends, after it was reported as a breach %d times', async (verdict, reports) => {
    const run = await start(
      'glass-broken',
      `glass-${verdict}`,
      {},
      {
        'prepare-break-glass-review': [prepared(['usr-fg'])],
        'review-break-glass': [{ breakGlassReview: verdict }],
      },
    );
    await run.ended();
    const [review] = run.visits('review-break-glass');
    expect(review?.customHeaders['io.camunda.zeebe:candidateUsers']).toBe('["usr-fg"]');
    expect(owners([review!])).toEqual(['[]']);
    expect(run.visits('report-break-glass-breach')).toHaveLength(reports);
  });

  test('is for the contact point where there is no reviewer, and is reminded of', async () => {
    const run = await start(
      'glass-broken',
      'glass-without-reviewer',
      {},
      { 'prepare-break-glass-review': [prepared([], past)], 'review-break-glass': ['wait'] },
    );
    // The term is past from the start: the reminder may be handed out before the step itself.
    await run.reached('review-break-glass');
    await run.reached('remind-review-break-glass');
    expect(owners(run.visits('review-break-glass'))).toEqual(['["gemeente"]']);
  });
});

test('a minor gets both safeguards, the second from the child protection board', async () => {
  const run = await start('minor-admitted', 'minor', { childProtectionOwnerId: 'raad' }, {});
  await run.ended();
  expect(owners(run.visits('inform-parents'))).toEqual(['["gemeente"]']);
  expect(owners(run.visits('involve-child-protection'))).toEqual(['["raad"]']);
});

describe('a provision', () => {
  const given = { packageId: 'package-1', caseManagerId: 'usr-manager' };

  test('ends by itself when its end has come', async () => {
    const run = await start('provision-proposed', 'package-1', given, {
      'approve-provision': [{ provisionDecision: 'approve' }],
      'release-provision': [{ provisionExpiresAt: past }],
    });
    await run.ended();
    expect(run.visits('end-provision')).toHaveLength(1);
    expect(run.visits('approve-provision')[0]?.customHeaders['io.camunda.zeebe:assignee']).toBe(
      'usr-manager',
    );
  });

  test('that is refused is never released', async () => {
    const run = await start('provision-proposed', 'package-2', given, {
      'approve-provision': [{ provisionDecision: 'refuse' }],
    });
    await run.ended();
    expect(run.visits('release-provision')).toEqual([]);
  });

  test('stops with its case', async () => {
    const run = await start(
      'provision-proposed',
      'package-3',
      { ...given, packageId: 'package-3' },
      {
        'approve-provision': [{ provisionDecision: 'approve' }],
        'release-provision': [{ provisionExpiresAt: later.dueAt }],
      },
    );
    await run.reached('release-provision');
    await run.publish('provision-ended', 'package-3');
    await run.ended();
    expect(run.visits('end-provision')).toEqual([]);
  });
});

describe('a transfer to another municipality', () => {
  const receiver = { receivingPartnerId: 'gemeente-2', acceptanceUntil: later.dueAt };
  const begin = (transferId: string, script: Script) =>
    start(
      'transfer-proposed',
      transferId,
      { transferId },
      {
        'prepare-transfer-consents': [
          { suppliers: [{ partnerId: 'politie' }, { partnerId: 'zorg' }], consentUntil: later.dueAt },
        ],
        'collect-transfer-consents': [
          { transferConsent: 'given', receivingChairIds: ['usr-chair'], ...receiver },
        ],
        ...script,
      },
    );

  test('asks every supplier, then the chair who receives it, and closes here before it opens there', async () => {
    const run = await begin('transfer-1', { 'accept-transfer': [{ transferDecision: 'accept' }] });
    await run.ended();
    expect(owners(run.visits('give-consent')).sort()).toEqual(['["politie"]', '["zorg"]']);
    const [acceptance] = run.visits('accept-transfer');
    expect(acceptance?.customHeaders).toMatchObject({
      'io.camunda.zeebe:candidateUsers': '["usr-chair"]',
      owner: 'receiving-consultation',
    });
    const [closed, opened] = ['close-transferred-case', 'open-transferred-case'].map(
      (id) => run.visits(id)[0],
    );
    expect(BigInt(closed!.key) < BigInt(opened!.key)).toBe(true);
  });

  test('goes to the receiving municipality where its consultation has no chair', async () => {
    const run = await begin('transfer-2', {
      'collect-transfer-consents': [{ transferConsent: 'given', receivingChairIds: [], ...receiver }],
      'accept-transfer': [{ transferDecision: 'decline' }],
    });
    await run.ended();
    expect(owners(run.visits('accept-transfer'))).toEqual(['["gemeente-2"]']);
    expect(run.visits('close-transferred-case')).toEqual([]);
  });

  test('goes on without who does not answer in time, and lapses when nobody takes it in time', async () => {
    const run = await begin('transfer-3', {
      'prepare-transfer-consents': [{ suppliers: [{ partnerId: 'politie' }], consentUntil: past }],
      'give-consent': ['wait'],
      'collect-transfer-consents': [
        {
          transferConsent: 'given',
          receivingChairIds: ['usr-chair'],
          ...receiver,
          acceptanceUntil: past,
        },
      ],
      'accept-transfer': ['wait'],
    });
    await run.ended();
    expect(run.visits('expire-transfer')).toHaveLength(1);
    expect(run.visits('open-transferred-case')).toEqual([]);
  });

  test('stops when nothing may move, and when it is withdrawn', async () => {
    const refused = await begin('transfer-4', {
      'collect-transfer-consents': [{ transferConsent: 'none', receivingChairIds: [], ...receiver }],
    });
    await refused.ended();
    expect(refused.visits('accept-transfer')).toEqual([]);

    const withdrawn = await begin('transfer-5', { 'give-consent': ['wait'] });
    await withdrawn.reached('give-consent', 2);
    await withdrawn.publish('transfer-ended', 'transfer-5');
    await withdrawn.ended();
    expect(withdrawn.visits('collect-transfer-consents')).toEqual([]);
  });
});

test('no run leaves an incident behind', () => {
  expect([...engine.broker.incidents()]).toEqual([]);
});

describe('a decision of a meeting', () => {
  const given = { decisionId: 'record-1', ownerPartnerId: 'zorg' };
  const prepared = [{ terms: { meetingDecision: later } }];

  test('is a step of its owner until it is reported', async () => {
    const run = await start('meeting-decision-made', 'record-1', given, { 'prepare-decision': prepared });
    await run.ended();
    expect(owners(run.visits('carry-out-decision'))).toEqual(['["zorg"]']);
    expect(run.visits('carry-out-decision')[0]?.customHeaders['io.camunda.zeebe:dueDate']).toBe(later.dueAt);
  });

  test('lapses when it is withdrawn or the case ends', async () => {
    const run = await start(
      'meeting-decision-made',
      'record-2',
      { ...given, decisionId: 'record-2' },
      { 'prepare-decision': prepared, 'carry-out-decision': ['wait'] },
    );
    await run.reached('carry-out-decision');
    await run.publish('meeting-decision-ended', 'record-2');
    await run.ended();
  });

  test('reminds its owner in time', async () => {
    const run = await start(
      'meeting-decision-made',
      'record-3',
      { ...given, decisionId: 'record-3' },
      {
        'prepare-decision': [{ terms: { meetingDecision: { ...later, remindAt: past } } }],
        'carry-out-decision': ['wait'],
      },
    );
    const [reminder] = await run.reached('remind-carry-out-decision');
    expect(reminder?.customHeaders['element']).toBe('carry-out-decision');
    await run.publish('meeting-decision-ended', 'record-3');
    await run.ended();
  });
});

test('a correction in a closed case is put to everyone who had it', async () => {
  const run = await start(
    'closed-case-corrected',
    'closed-1',
    { correctionId: 'correction-1' },
    { 'prepare-correction-notices': [{ notices: [{ partnerId: 'politie' }, { partnerId: 'zorg' }] }] },
  );
  await run.ended();
  expect(owners(run.visits('take-note-of-correction')).sort()).toEqual(['["politie"]', '["zorg"]']);
});

describe('a correction of what came from another municipality', () => {
  const begin = (key: string, received: Variables, script: Script = {}) =>
    start(
      'correction-passed-on',
      key,
      { fromCaseId: 'case-from', correctionId: 'correction-1' },
      { 'receive-correction': [{ municipalityPartnerId: 'gemeente-2', ...received }], ...script },
    );

  test('is judged by who leads the case, before it is reported back', async () => {
    const run = await begin('passed-on-1', { hasCorrection: true, caseManagerId: 'usr-manager' });
    await run.ended();
    const [judged] = run.visits('judge-correction');
    expect(judged?.customHeaders['io.camunda.zeebe:assignee']).toBe('usr-manager');
    expect(owners([judged!])).toEqual(['[]']);
    expect(BigInt(run.visits('report-correction')[0]!.key)).toBeGreaterThan(BigInt(judged!.key));
  });

  test('is for the municipality where nobody leads the case', async () => {
    const run = await begin('passed-on-2', { hasCorrection: true, caseManagerId: null });
    await run.ended();
    expect(owners(run.visits('judge-correction'))).toEqual(['["gemeente-2"]']);
  });

  test('of what is not there any more asks nobody anything, and that is reported back', async () => {
    const run = await begin('passed-on-3', { hasCorrection: false, caseManagerId: null });
    await run.ended();
    expect(run.visits('judge-correction')).toEqual([]);
    expect(run.visits('report-correction')).toHaveLength(1);
  });
});
