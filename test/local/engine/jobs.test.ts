import { describe, expect } from '@jest/globals';
import { aProcess, expression, mappings } from '../../support/engine/process-builder.ts';
import { MIDNIGHT } from '../../support/engine/engine-driver.ts';
import { scenario } from '../../support/engine/scenario.ts';

const oneTask = () => aProcess().start().service('work').end();

describe('activating jobs', () => {
  scenario('hands out the oldest job first, at most as many as asked for', (engine) => {
    engine.deploy(oneTask());
    const keys = [1, 2, 3].map((n) => engine.create('process', { n }));
    const first = engine.activate('work', 2);
    expect(first.map((job) => job.processInstanceKey)).toEqual(keys.slice(0, 2));
    expect(engine.activate('work', 2).map((job) => job.processInstanceKey)).toEqual(keys.slice(2));
    expect(engine.activate('work', 2)).toEqual([]);
  });

  scenario('describes the job, with headers and visible variables as JSON', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work', { headers: { term: '5' }, inputs: mappings({ local: '=n + 1' }) })
        .end(),
    );
    const key = engine.create('process', { n: 1 });
    const job = engine.job('work');
    expect(job).toMatchObject({
      type: 'work',
      elementId: 'work',
      processInstanceKey: key,
      bpmnProcessId: 'process',
      processDefinitionVersion: 1,
      customHeaders: '{"term":"5"}',
      worker: 'test',
      retries: 3,
      deadline: MIDNIGHT + 60_000,
    });
    expect(JSON.parse(job.variables)).toEqual({ n: 1, local: 2 });
    expect(BigInt(job.key) >> 51n).toBe(BigInt(engine.state.partitionId));
  });

  scenario('without headers and variables gives empty objects', (engine) => {
    engine.deploy(oneTask());
    engine.create();
    expect(engine.job('work')).toMatchObject({ customHeaders: '{}', variables: '{}' });
  });

  scenario('restricts variables to those asked for; the innermost wins', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work', { inputs: mappings({ a: '=2' }) })
        .end(),
    );
    engine.create('process', { a: 1, b: 1, c: 1 });
    const { jobs } = engine.do({
      type: 'activate-jobs',
      jobType: 'work',
      worker: 'w',
      maxJobs: 1,
      timeout: 1,
      fetchVariables: ['a', 'b', 'missing'],
    });
    expect(JSON.parse(jobs[0]?.variables ?? '')).toEqual({ a: 2, b: 1 });
  });

  scenario('cuts the batch before it exceeds the size, the rest stays activatable', (engine) => {
    engine.deploy(oneTask());
    for (let i = 0; i < 3; i++) engine.create('process', { text: 'x'.repeat(1_000) });
    const command = {
      type: 'activate-jobs',
      jobType: 'work',
      worker: 'w',
      maxJobs: 9,
      timeout: 1,
      maxBytes: 3_500,
    } as const;
    const result = engine.do<'activate-jobs'>(command);
    expect(result.jobs).toHaveLength(2);
    expect(result.truncated).toBe(true);
    expect(engine.do<'activate-jobs'>(command).jobs).toHaveLength(1);
  });

  scenario('a job that is too large gets an incident and does not block the others', (engine) => {
    engine.deploy(oneTask());
    const large = engine.create('process', { text: 'é'.repeat(1_000) });
    engine.create();
    const command = {
      type: 'activate-jobs',
      jobType: 'work',
      worker: 'w',
      maxJobs: 9,
      timeout: 1,
      maxBytes: 2_000,
    } as const;
    expect(engine.do<'activate-jobs'>(command).jobs).toHaveLength(1);
    expect(engine.incident()).toMatchObject({ type: 'MESSAGE_SIZE_EXCEEDED', processInstanceKey: large });
    engine.do({ type: 'set-variables', elementInstanceKey: large, variables: { text: '' } });
    engine.resolve();
    expect(engine.do<'activate-jobs'>(command).jobs).toHaveLength(1);
  });

  scenario('refuses a blank type or worker and a timeout or maximum below 1', (engine) => {
    const command = { type: 'activate-jobs', jobType: 'work', worker: 'w', maxJobs: 1, timeout: 1 } as const;
    expect(engine.refused({ ...command, jobType: ' ' })).toEqual({
      type: 'INVALID_ARGUMENT',
      reason: 'Expected to activate job batch with type to be present, but it was blank',
    });
    expect(engine.refused({ ...command, worker: '' }).reason).toContain('worker to be present');
    expect(engine.refused({ ...command, timeout: 0 }).reason).toContain(
      "timeout to be greater than zero, but it was '0'",
    );
    expect(engine.refused({ ...command, maxJobs: 0 }).reason).toContain('max jobs to activate');
  });

  scenario('announces jobs that became activatable, and only those', (engine) => {
    engine.deploy(oneTask());
    engine.create();
    const { key } = engine.job('work');
    expect(engine.effects).toEqual([{ kind: 'jobs-available', jobType: 'work', jobKeys: [key] }]);
  });

  scenario('can be restricted to certain jobs', (engine) => {
    engine.deploy(oneTask());
    engine.create();
    engine.create();
    const [, second] = [...engine.state.jobs.keys()];
    const { jobs } = engine.do({
      type: 'activate-jobs',
      jobType: 'work',
      worker: 'w',
      maxJobs: 5,
      timeout: 1,
      jobKeys: [second ?? ''],
    });
    expect(jobs.map((job) => job.key)).toEqual([second]);
  });
});

describe('job time-out', () => {
  scenario(
    'makes the job activatable at the deadline; the late worker may still complete, the loser gets NOT_FOUND',
    (engine) => {
      engine.deploy(oneTask());
      engine.create();
      const first = engine.job('work');
      engine.advance(59_999);
      expect(engine.activate('work')).toEqual([]);
      engine.advance(1);
      const second = engine.job('work');
      expect(second).toMatchObject({ key: first.key, retries: 3 });
      engine.do({ type: 'complete-job', jobKey: first.key });
      expect(engine.refused({ type: 'complete-job', jobKey: first.key })).toEqual({
        type: 'NOT_FOUND',
        reason: `Expected to complete job with key '${first.key}', but no such job was found`,
      });
      expect(engine.isIdle()).toBe(true);
    },
  );

  scenario('can be moved, also to an earlier time', (engine) => {
    engine.deploy(oneTask());
    engine.create();
    const { key } = engine.job('work');
    engine.do({ type: 'update-job-timeout', jobKey: key, timeout: 1_000 });
    engine.advance(1_000);
    expect(engine.job('work').key).toBe(key);
  });

  scenario('can only be moved while the job is activated', (engine) => {
    engine.deploy(oneTask());
    engine.create();
    const [key = ''] = [...engine.state.jobs.keys()];
    expect(engine.refused({ type: 'update-job-timeout', jobKey: key, timeout: 1 }).type).toBe(
      'INVALID_STATE',
    );
    expect(engine.refused({ type: 'update-job-timeout', jobKey: '1', timeout: 1 }).type).toBe('NOT_FOUND');
  });

  scenario('a job that could not be delivered is activatable again at once', (engine) => {
    engine.deploy(oneTask());
    engine.create();
    const { key } = engine.job('work');
    engine.do({ type: 'return-jobs', jobKeys: [key, '1'] });
    expect(engine.job('work').key).toBe(key);
  });
});

describe('failing a job', () => {
  scenario('with retries left makes it activatable at once', (engine) => {
    engine.deploy(oneTask());
    engine.create();
    engine.fail('work', 2);
    expect(engine.job('work').retries).toBe(2);
  });

  scenario('with a back-off makes it activatable after it, never earlier', (engine) => {
    engine.deploy(oneTask());
    engine.create();
    engine.do({ type: 'fail-job', jobKey: engine.job('work').key, retries: 1, retryBackOff: 5_000 });
    engine.advance(4_999);
    expect(engine.activate('work')).toEqual([]);
    engine.advance(1);
    expect(engine.activate('work')).toHaveLength(1);
  });

  scenario('without retries raises an incident; resolving needs retries first', (engine) => {
    engine.deploy(oneTask());
    engine.create();
    const { key } = engine.job('work');
    engine.do({ type: 'fail-job', jobKey: key, retries: 0, errorMessage: 'disk full' });
    expect(engine.incident()).toMatchObject({ type: 'JOB_NO_RETRIES', message: 'disk full', jobKey: key });
    expect(engine.activate('work')).toEqual([]);
    expect(engine.refused({ type: 'complete-job', jobKey: key })).toEqual({
      type: 'INVALID_STATE',
      reason: `Expected to complete job with key '${key}', but it is in state 'FAILED'`,
    });
    expect(engine.refused({ type: 'resolve-incident', incidentKey: engine.incident().key }).type).toBe(
      'INVALID_STATE',
    );
    engine.do({ type: 'update-job-retries', jobKey: key, retries: 1 });
    expect(engine.activate('work')).toEqual([]);
    engine.resolve();
    engine.complete('work');
    expect(engine.isIdle()).toBe(true);
  });

  scenario('makes its variables local to the task', (engine) => {
    engine.deploy(oneTask());
    const key = engine.create();
    engine.fail('work', 1, { attempt: 1 });
    expect(engine.locals(key)).toEqual({});
    expect(JSON.parse(engine.job('work').variables)).toEqual({ attempt: 1 });
  });
});

describe('job rejections', () => {
  scenario('retries must be positive and the job must exist', (engine) => {
    expect(engine.refused({ type: 'update-job-retries', jobKey: '7', retries: 0 })).toEqual({
      type: 'INVALID_ARGUMENT',
      reason:
        "Expected to update retries for job with key '7' with a positive amount of retries, but the amount given was '0'",
    });
    expect(engine.refused({ type: 'update-job-retries', jobKey: '7', retries: 1 }).type).toBe('NOT_FOUND');
    expect(engine.refused({ type: 'fail-job', jobKey: '7', retries: 1 }).type).toBe('NOT_FOUND');
    expect(engine.refused({ type: 'throw-error', jobKey: '7', errorCode: 'x' }).type).toBe('NOT_FOUND');
    expect(engine.refused({ type: 'resolve-incident', incidentKey: '7' }).type).toBe('NOT_FOUND');
  });
});

describe('creating a job', () => {
  scenario('type and retries may be FEEL', (engine) => {
    engine.deploy(aProcess().start().service('work', { jobType: '="do-" + what', retries: '=n' }).end());
    engine.create('process', { what: 'it', n: 7 });
    expect(engine.job('do-it').retries).toBe(7);
  });

  scenario('without retries it starts with an incident', (engine) => {
    engine.deploy(aProcess().start().service('work', { retries: '0' }).end());
    engine.create();
    expect(engine.incident().type).toBe('JOB_NO_RETRIES');
  });

  scenario('an unusable type is an incident; resolving evaluates it again', (engine) => {
    engine.deploy(aProcess().start().service('work', { jobType: '=what' }).end());
    const key = engine.create();
    expect(engine.incident()).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'work' });
    engine.do({ type: 'set-variables', elementInstanceKey: key, variables: { what: 'it' } });
    engine.resolve();
    expect(engine.activate('it')).toHaveLength(1);
  });
});

describe('user task', () => {
  scenario('is a job with reserved headers, all of them text, besides its own', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .node('user-task', 'ask', {
          headers: { term: '5' },
          userTask: {
            assignee: expression('=who'),
            candidateGroups: expression('a, b'),
            candidateUsers: expression('=["x"]'),
            dueDate: expression('=date and time("2030-01-02T10:00:00Z")'),
            formKey: expression('form-1'),
          },
        })
        .end(),
    );
    engine.create('process', { who: 'me' });
    const job = engine.job('io.camunda.zeebe:userTask');
    expect(job.retries).toBe(1);
    expect(JSON.parse(job.customHeaders)).toEqual({
      term: '5',
      'io.camunda.zeebe:assignee': 'me',
      'io.camunda.zeebe:candidateGroups': '["a","b"]',
      'io.camunda.zeebe:candidateUsers': '["x"]',
      'io.camunda.zeebe:dueDate': '2030-01-02T10:00:00Z',
      'io.camunda.zeebe:formKey': 'form-1',
    });
    engine.do({ type: 'complete-job', jobKey: job.key, variables: { answer: 'yes' } });
    expect(engine.isIdle()).toBe(true);
  });
});
