import { describe, expect, test } from '@jest/globals';
import { dueAt, dueCommands } from '../../../src/local/engine/index.ts';
import { EngineDriver } from '../../support/engine/engine-driver.ts';
import { aProcess, loop, mappings, timer } from '../../support/engine/process-builder.ts';
import { scenario } from '../../support/engine/scenario.ts';

describe('parallel multi-instance in batches', () => {
  const many = (options = {}) =>
    aProcess()
      .start()
      .service('work', { multiInstance: loop('=items', { inputElement: 'item', ...options }) })
      .service('after')
      .end();
  const items = Array.from({ length: 10 }, (_, index) => index);
  /** Three at a time: the fourth command starts the last item. */
  const start = (options = {}): EngineDriver => {
    const engine = new EngineDriver({ itemsAtOnce: 3 });
    engine.deploy(many(options));
    engine.create('process', { items });
    return engine;
  };

  test('starts some items with the body and the rest in commands that are due at once', () => {
    const engine = start();
    for (const expected of [3, 6, 9, 10, 10]) {
      expect(engine.instances('work').filter(({ loopCounter }) => loopCounter !== undefined)).toHaveLength(
        expected,
      );
      for (const command of dueCommands(engine.state, engine.now)) engine.do(command);
    }
    expect(dueAt(engine.state)).toBeUndefined();
    expect(
      engine.activate('work').map(({ variables }) => (JSON.parse(variables) as { item: number }).item),
    ).toEqual(items);
  });

  test('does not end while items remain, though all that started are done', () => {
    const engine = start();
    for (let n = 0; n < 3; n += 1) engine.complete('work');
    expect(engine.active()).toEqual(['work']);
    engine.restart();
    engine.advance(0);
    expect(engine.activate('work')).toHaveLength(7);
  });

  test('starts no more when a condition ends the body', () => {
    const engine = start({ completionCondition: '=numberOfCompletedInstances = 1' });
    engine.complete('work');
    expect(engine.active()).toEqual(['after']);
    expect(dueAt(engine.state)).toBeUndefined();
  });

  test('starts no more when the instance is cancelled', () => {
    const engine = start();
    engine.cancel(engine.instances()[0]?.key ?? '');
    expect(engine.isIdle()).toBe(true);
    expect(dueAt(engine.state)).toBeUndefined();
  });
});

describe('parallel multi-instance', () => {
  const collect = (options = {}) =>
    aProcess()
      .start()
      .service('work', {
        multiInstance: loop('=items', {
          inputElement: 'item',
          outputCollection: 'results',
          outputElement: '=result',
          ...options,
        }),
      })
      .service('after')
      .end();

  scenario('runs all items at once and collects outputs at the index of their item', (engine) => {
    engine.deploy(collect());
    const key = engine.create('process', { items: ['a', 'b', 'c'] });
    const jobs = engine.activate('work');
    const common = { items: ['a', 'b', 'c'], result: null, results: [null, null, null] };
    expect(jobs.map((job) => JSON.parse(job.variables) as unknown)).toEqual([
      { ...common, item: 'a', loopCounter: 1 },
      { ...common, item: 'b', loopCounter: 2 },
      { ...common, item: 'c', loopCounter: 3 },
    ]);
    for (const i of [2, 0, 1]) {
      engine.do({ type: 'complete-job', jobKey: jobs[i]?.key ?? '', variables: { result: i } });
    }
    expect(engine.active()).toEqual(['after']);
    expect(engine.locals(key)).toEqual({ items: ['a', 'b', 'c'], results: [0, 1, 2] });
  });

  scenario(
    'what an item writes over the collection of outputs changes neither it nor anything outside',
    (engine) => {
      engine.deploy(collect());
      const key = engine.create('process', { items: ['a', 'b'], results: 'before' });
      engine.complete('work', { result: 1, results: 'mine' });
      expect(engine.locals(key)['results']).toBe('before');
      engine.complete('work', { result: 2, results: [9, 9, 9] });
      expect(engine.locals(key)['results']).toEqual([1, 2]);
    },
  );

  scenario('of more than 1,000 outputs a job gets the collection only when it asks for it', (engine) => {
    engine.deploy(collect());
    engine.create('process', { items: Array.from({ length: 1_001 }, (_, index) => index) });
    const names = (fetchVariables: string[]) =>
      engine
        .do<'activate-jobs'>({
          type: 'activate-jobs',
          jobType: 'work',
          worker: 'w',
          maxJobs: 1,
          timeout: 1,
          fetchVariables,
        })
        .jobs.flatMap(({ variables }) => Object.keys(JSON.parse(variables) as object));
    expect(names([])).not.toContain('results');
    expect(names(['results'])).toEqual(['results']);
  });

  scenario('an empty list completes at once with an empty result', (engine) => {
    engine.deploy(collect());
    const key = engine.create('process', { items: [] });
    expect(engine.active()).toEqual(['after']);
    expect(engine.locals(key)['results']).toEqual([]);
  });

  scenario('something that is not a list is an incident', (engine) => {
    engine.deploy(collect());
    const key = engine.create('process', { items: 'a' });
    expect(engine.incident().type).toBe('EXTRACT_VALUE_ERROR');
    engine.do({ type: 'set-variables', elementInstanceKey: key, variables: { items: ['a'] } });
    engine.resolve();
    engine.complete('work', { result: 1 });
    expect(engine.active()).toEqual(['after']);
  });

  scenario('an output that is not set is null', (engine) => {
    engine.deploy(collect());
    const key = engine.create('process', { items: [1, 2] });
    engine.complete('work', { result: 1 });
    engine.complete('work');
    expect(engine.locals(key)['results']).toEqual([1, null]);
  });

  scenario('the completion condition terminates the rest', (engine) => {
    engine.deploy(collect({ completionCondition: '=numberOfCompletedInstances = 2' }));
    const key = engine.create('process', { items: [1, 2, 3, 4] });
    engine.complete('work', { result: 'x' });
    expect(engine.active()).toEqual(['work', 'work', 'work', 'work']);
    engine.complete('work', { result: 'y' });
    expect(engine.active()).toEqual(['after']);
    expect(engine.locals(key)['results']).toEqual(['x', 'y', null, null]);
    expect(engine.activate('work')).toEqual([]);
  });

  scenario('the completion condition sees counters that shadow variables', (engine) => {
    engine.deploy(
      collect({
        completionCondition:
          '=numberOfInstances = 3 and numberOfActiveInstances = 1 and numberOfTerminatedInstances = 0 and count(results) = 3',
      }),
    );
    engine.create('process', { items: [1, 2, 3], numberOfInstances: 99 });
    engine.complete('work');
    expect(engine.active()).toHaveLength(3);
    engine.complete('work');
    expect(engine.active()).toEqual(['after']);
  });

  scenario('a completion condition that is no boolean is an incident and can be repaired', (engine) => {
    engine.deploy(collect({ completionCondition: '=enough' }));
    const key = engine.create('process', { items: [1, 2] });
    engine.complete('work', { result: 1 });
    expect(engine.incident().elementId).toBe('work');
    engine.do({ type: 'set-variables', elementInstanceKey: key, variables: { enough: true } });
    engine.resolve();
    expect(engine.active()).toEqual(['after']);
  });

  scenario('mappings apply to each item', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work', {
          multiInstance: loop('=[1,2]', {
            inputElement: 'n',
            outputCollection: 'out',
            outputElement: '=doubled',
          }),
          inputs: mappings({ doubled: '=n * 2' }),
        })
        .end(),
    );
    engine.create();
    expect(
      engine.activate('work').map((job) => (JSON.parse(job.variables) as { doubled: number }).doubled),
    ).toEqual([2, 4]);
  });

  scenario('boundary events attach to the body; interrupting gives no partial output', (engine) => {
    engine.deploy(
      collect().boundary('late', 'work', timer('duration', 'PT1H')).service('too-late').end('e2'),
    );
    const key = engine.create('process', { items: [1, 2, 3] });
    expect(engine.state.timers.size).toBe(1);
    engine.complete('work', { result: 1 });
    engine.advance(3_600_000);
    expect(engine.active()).toEqual(['too-late']);
    expect(engine.locals(key)).toEqual({ items: [1, 2, 3] });
  });

  scenario('a terminate end event ends only its own iteration', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub(
          'sub',
          (s) =>
            s
              .start('s')
              .parallel('f')
              .service('a')
              .end('stop', { kind: 'terminate' })
              .at('f')
              .service('b')
              .end('e'),
          { multiInstance: loop('=[1,2]') },
        )
        .service('after')
        .end(),
    );
    engine.create();
    engine.complete('a');
    expect(engine.active()).toEqual(['a', 'b', 'sub', 'sub']);
    engine.complete('a');
    expect(engine.active()).toEqual(['after']);
  });

  scenario('variables of an item stay in it', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub('sub', (s) => s.start('s').service('work').end('e'), {
          multiInstance: loop('=[1,2]', {
            inputElement: 'n',
            outputCollection: 'all',
            outputElement: '=mine',
          }),
        })
        .end('end')
        .at('none'),
    );
    engine.create();
    const jobs = engine.activate('work');
    for (const job of jobs) {
      const { n } = JSON.parse(job.variables) as { n: number };
      engine.do({ type: 'complete-job', jobKey: job.key, variables: { mine: n * 10 } });
    }
    expect(engine.events.filter((event) => event.type === 'variable-set').at(-1)).toMatchObject({
      name: 'all',
      value: [10, 20],
    });
  });
});

describe('sequential multi-instance', () => {
  const model = (options = {}) =>
    aProcess()
      .start()
      .service('work', {
        multiInstance: loop('=items', {
          sequential: true,
          inputElement: 'item',
          outputCollection: 'results',
          outputElement: '=item * 10',
          ...options,
        }),
      })
      .service('after')
      .end();

  scenario('runs one item at a time', (engine) => {
    engine.deploy(model());
    const key = engine.create('process', { items: [1, 2, 3] });
    for (let i = 1; i <= 3; i++) {
      const jobs = engine.activate('work');
      expect(jobs.map((job) => (JSON.parse(job.variables) as { item: number }).item)).toEqual([i]);
      engine.do({ type: 'complete-job', jobKey: jobs[0]?.key ?? '' });
    }
    expect(engine.active()).toEqual(['after']);
    expect(engine.locals(key)['results']).toEqual([10, 20, 30]);
  });

  scenario('the completion condition stops it early', (engine) => {
    engine.deploy(model({ completionCondition: '=item = 2' }));
    const key = engine.create('process', { items: [1, 2, 3] });
    engine.complete('work');
    engine.complete('work');
    expect(engine.active()).toEqual(['after']);
    expect(engine.locals(key)['results']).toEqual([10, 20, null]);
  });

  scenario('of something that never waits goes straight through, however long', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .node('manual-task', 'm', { multiInstance: loop('=for i in 1..3000 return i', { sequential: true }) })
        .end(),
    );
    engine.create();
    expect(engine.isIdle()).toBe(true);
    expect(engine.completed().filter((id) => id === 'm')).toHaveLength(3001);
  });
});
