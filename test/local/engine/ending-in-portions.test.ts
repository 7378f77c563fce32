/** What ends together and is more than one command clears away: it counts as ended at once, and goes in portions. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dueAt, dueCommands, type Variables } from '../../../src/local/engine/index.ts';
import { EngineDriver } from '../../support/engine/engine-driver.ts';
import {
  aProcess,
  error,
  loop,
  mappings,
  message,
  type ProcessBuilder,
  signal,
  timer,
} from '../../support/engine/process-builder.ts';
import { blocks, decisionOfModels, processOf } from '../../support/engine/random-models.ts';
import { actions, perform } from '../../support/engine/random-worker.ts';
import { deployFiles } from '../../support/engine/resources.ts';

const HOUR_MS = 3_600_000;
const items = Array.from({ length: 9 }, (_, index) => index);

/** An engine that clears two instances away at a time, with an instance of a process. */
const start = (model: ProcessBuilder, variables: Variables = { items }): EngineDriver => {
  const engine = new EngineDriver({ clearedAtOnce: 2 });
  engine.deploy(model);
  engine.create('process', variables);
  return engine;
};

/** Ids of what has not ended, without processes. */
const living = (engine: EngineDriver): string[] =>
  engine
    .instances()
    .filter(({ key, type }) => type !== 'process' && !engine.state.hasEnded(key))
    .map(({ elementId }) => elementId);

/** Carries out what is due now, one command. */
const oneMore = (engine: EngineDriver): void => {
  for (const command of dueCommands(engine.state, engine.now, 1)) engine.do(command);
};

/** All that is due now; nothing that has ended may be left. */
const clear = (engine: EngineDriver): void => {
  engine.advance(0);
  expect(engine.instances().filter(({ key }) => engine.state.hasEnded(key))).toEqual([]);
  engine.checkDeterminism();
};

const many = (options: Parameters<typeof loop>[1] = {}) => ({ multiInstance: loop('=items', options) });

describe('a cancelled instance', () => {
  const cancelled = (): EngineDriver => {
    const engine = start(aProcess().start().service('work', many()).end());
    engine.activate('work', 1);
    engine.fail('work', 0);
    engine.cancel(engine.only('process').key);
    return engine;
  };

  test('goes in portions, also when the engine stops in between', () => {
    const engine = cancelled();
    const sizes: number[] = [];
    while (!engine.isIdle()) {
      sizes.push(engine.instances().length);
      engine.restart();
      oneMore(engine);
    }
    expect(sizes).toEqual([9, 7, 5, 3, 1]);
    expect(dueAt(engine.state)).toBeUndefined();
    expect(engine.terminated().filter((id) => id === 'process')).toHaveLength(1);
    engine.checkDeterminism();
  });

  test('does not keep its many jobs in the way of others: an activation passes over some, and says so', () => {
    const engine = start(aProcess().start().service('work', many()).end(), {
      items: Array.from({ length: 50 }, (_, index) => index),
    });
    engine.cancel(engine.only('process').key);
    const later = engine.create('process', { items: [1] });
    const activations: [number, boolean][] = [];
    for (let goesOn = true; goesOn;) {
      const { jobs, truncated } = engine.do<'activate-jobs'>({
        type: 'activate-jobs',
        jobType: 'work',
        worker: 'w',
        maxJobs: 5,
        timeout: 1,
      });
      activations.push([jobs.length, truncated]);
      for (const { processInstanceKey } of jobs) expect(processInstanceKey).toBe(later);
      goesOn = truncated;
    }
    // 48 of the 50 are left in the way, 20 at a time.
    expect(activations).toEqual([
      [0, true],
      [0, true],
      [1, false],
    ]);
    engine.checkDeterminism();
  });

  test('is gone for every command from the answer on', () => {
    const engine = cancelled();
    const processInstanceKey = engine.only('process').key;
    const jobs = [...engine.state.jobs.values()];
    const [incident] = engine.incidents();
    expect(jobs.length).toBeGreaterThan(2);
    expect(engine.activate('work')).toEqual([]);
    for (const { key: jobKey, elementInstanceKey } of jobs) {
      for (const command of [
        { type: 'complete-job', jobKey },
        { type: 'fail-job', jobKey, retries: 1 },
        { type: 'throw-error', jobKey, errorCode: 'E' },
        { type: 'update-job-retries', jobKey, retries: 1 },
        { type: 'update-job-timeout', jobKey, timeout: 1 },
        { type: 'set-variables', elementInstanceKey, variables: {} },
      ] as const) {
        expect(engine.refused(command).type).toBe('NOT_FOUND');
      }
      expect(
        engine.do({
          type: 'activate-jobs',
          jobType: 'work',
          jobKeys: [jobKey],
          worker: '',
          maxJobs: 1,
          timeout: 1,
        }).jobs,
      ).toEqual([]);
    }
    for (const command of [
      { type: 'cancel-process-instance', processInstanceKey },
      { type: 'modify-process-instance', processInstanceKey },
      { type: 'set-variables', elementInstanceKey: processInstanceKey, variables: {} },
      {
        type: 'migrate-process-instance',
        processInstanceKey,
        targetProcessDefinitionKey: engine.only('process').processDefinitionKey,
        mappingInstructions: [],
      },
    ] as const) {
      expect(engine.refused(command).type).toBe('NOT_FOUND');
    }
    if (incident !== undefined && engine.state.incidents.has(incident.key))
      expect(engine.refused({ type: 'resolve-incident', incidentKey: incident.key }).type).toBe('NOT_FOUND');
    clear(engine);
    expect(engine.isIdle()).toBe(true);
  });

  test('takes no message, signal or time that others wait for', () => {
    const model = aProcess()
      .start()
      .parallel('fork')
      .service('work', many())
      .end()
      .at('fork')
      .catch('news', message('news', '="k"'))
      .service('told')
      .end('e2')
      .at('fork')
      .catch('alarm', signal('alarm'))
      .service('alarmed')
      .end('e3')
      .at('fork')
      .catch('late', timer('duration', 'PT1H'))
      .service('too-late')
      .end('e4');
    const engine = start(model);
    const other = engine.create('process', { items: [] });
    engine.cancel(engine.instances('process')[0]?.key ?? '');
    // Time goes on though nothing is cleared away.
    engine.now += HOUR_MS;
    engine.publish('news', 'k');
    engine.do({ type: 'broadcast-signal', signalName: 'alarm' });
    for (const { key: timerKey } of [...engine.state.timers.values()])
      engine.do({ type: 'trigger-timer', timerKey });
    expect(living(engine)).toEqual(['told', 'alarmed', 'too-late']);
    for (const { key } of engine.instances())
      if (!engine.state.hasEnded(key))
        expect(engine.state.elementInstances.get(key)?.processInstanceKey).toBe(other);
    clear(engine);
  });

  test('ends for whoever waits for its result, and frees the key of its message, when it is gone', () => {
    const engine = new EngineDriver({ clearedAtOnce: 2 });
    engine.deploy(aProcess().start('start', message('go')).service('work', many()).end());
    engine.publish('go', 'k', { items });
    engine.cancel(engine.only('process').key);
    engine.publish('go', 'k', { items: [1] }, HOUR_MS);
    expect(living(engine)).toEqual([]);
    engine.advance(0);
    expect(living(engine)).toEqual(['work', 'work']);
    engine.checkDeterminism();
  });

  test('takes what it called along', () => {
    const engine = new EngineDriver({ clearedAtOnce: 2 });
    engine.deploy(aProcess('child').start().service('work', many()).end());
    engine.deploy(aProcess().start().call('call', 'child').end());
    const processInstanceKey = engine.create('process', { items });
    engine.cancel(processInstanceKey);
    expect(living(engine)).toEqual([]);
    expect(engine.activate('work')).toEqual([]);
    clear(engine);
    expect(engine.isIdle()).toBe(true);
  });

  test('gives its jobs back when the cancellation is undone', () => {
    const engine = start(aProcess().start().service('work', many()).end());
    const processInstanceKey = engine.only('process').key;
    const taken = engine.changesOf([
      { type: 'cancel-process-instance', processInstanceKey },
      { type: 'activate-jobs', jobType: 'work', worker: 'w', maxJobs: 1, timeout: 1 },
    ]);
    engine.state.undo(taken);
    expect(engine.activate('work')).toHaveLength(items.length);
  });
});

describe('the outputs of a multi-instance', () => {
  const collecting = aProcess()
    .start()
    .service('work', many({ outputCollection: 'results', outputElement: '=result' }))
    .service('after')
    .end();
  const outputs = (engine: EngineDriver): number => engine.state.multiInstanceOutputs.size;

  test('are there for what follows at once, and are cleared away in portions', () => {
    const engine = start(collecting);
    engine.advance(0);
    const process = engine.only('process').key;
    for (const item of items) engine.complete('work', { result: item });
    expect(living(engine)).toEqual(['after']);
    expect(engine.locals(process)['results']).toEqual(items);
    const sizes: number[] = [];
    while (engine.state.multiInstances.size > 0) {
      sizes.push(outputs(engine));
      engine.restart();
      oneMore(engine);
    }
    expect(sizes).toEqual([9, 7, 5, 3, 1]);
    expect(outputs(engine)).toBe(0);
    engine.complete('after');
    expect(engine.isIdle()).toBe(true);
    expect(dueAt(engine.state)).toBeUndefined();
  });

  test('go in portions too when it is cancelled', () => {
    const engine = start(collecting);
    engine.advance(0);
    for (const item of items.slice(0, 6)) engine.complete('work', { result: item });
    engine.cancel(engine.only('process').key);
    expect(outputs(engine)).toBe(6);
    clear(engine);
    expect([engine.isIdle(), outputs(engine), engine.state.multiInstances.size]).toEqual([true, 0, 0]);
  });
});

describe('what goes on after something large has ended', () => {
  test('the path of an interrupting boundary event, at once; the scope waits until all is gone', () => {
    const model = aProcess()
      .start()
      .service('work', many())
      .end()
      .boundary('late', 'work', timer('duration', 'PT1H'))
      .service('too-late')
      .end('e2');
    const engine = start(model);
    engine.now += HOUR_MS;
    oneMore(engine);
    expect(living(engine)).toEqual(['too-late']);
    engine.complete('too-late');
    expect(engine.instances('process')).toHaveLength(1);
    clear(engine);
    expect(engine.isIdle()).toBe(true);
    expect(engine.completed()).toContain('process');
  });

  test('the flow behind a multi-instance that its condition ended, though items were to be started', () => {
    const engine = new EngineDriver({ clearedAtOnce: 2, itemsAtOnce: 6 });
    engine.deploy(
      aProcess()
        .start()
        .service('work', many({ completionCondition: '=numberOfCompletedInstances = 1' }))
        .service('after')
        .end(),
    );
    engine.create('process', { items });
    engine.complete('work');
    expect(engine.activate('work')).toEqual([]);
    expect(living(engine)).toEqual(['work']);
    clear(engine);
    expect(living(engine)).toEqual(['after']);
    expect(engine.terminated()).toHaveLength(5);
  });

  test('the scope of a terminate end event completes', () => {
    const model = aProcess()
      .start()
      .sub('sub', (inner) =>
        inner
          .start('s')
          .parallel('fork')
          .service('work', many())
          .end('e')
          .at('fork')
          .service('stop')
          .end('terminate', { kind: 'terminate' }),
      )
      .service('after')
      .end();
    const engine = start(model);
    engine.complete('stop');
    expect(living(engine)).toEqual(['sub']);
    clear(engine);
    expect(living(engine)).toEqual(['after']);
  });

  test('a terminate end event that has an incident', () => {
    const outputs = mappings({ done: '=assert(ready, ready)' });
    const model = aProcess()
      .start()
      .parallel('fork')
      .service('work', many())
      .end()
      .at('fork')
      .service('stop')
      .end('terminate', { kind: 'terminate' }, { outputs });
    const engine = start(model);
    engine.complete('stop');
    expect(living(engine)).toEqual(['terminate']);
    engine.do({
      type: 'set-variables',
      elementInstanceKey: engine.only('process').key,
      variables: { ready: true },
    });
    engine.resolve();
    clear(engine);
    expect(engine.isIdle()).toBe(true);
    expect(engine.completed()).toContain('process');
  });

  test('nothing that the same command had yet to start in it', () => {
    const model = aProcess()
      .start()
      .sub('sub', (inner) =>
        inner
          .start('s')
          .parallel('fork')
          .service('work', many())
          .end('e')
          .at('fork')
          .end('fails', error('E')),
      )
      .service('after')
      .end()
      .boundary('caught', 'sub', error('E'))
      .service('repair')
      .end('e2');
    const engine = start(model);
    expect(living(engine)).toEqual(['repair']);
    expect([...engine.state.jobs.values()].map(({ elementId }) => elementId)).toEqual(['repair']);
    clear(engine);
  });

  test('an interrupting event sub-process, whose own content does not end', () => {
    const model = aProcess()
      .start()
      .service('work', many())
      .end()
      .eventSub('event-sub', (inner) => inner.start('s', signal('stop')).service('inside').end('e'));
    const engine = start(model);
    engine.do({ type: 'broadcast-signal', signalName: 'stop' });
    expect(living(engine)).toEqual(['event-sub', 'inside']);
    engine.complete('inside');
    expect(living(engine)).toEqual([]);
    clear(engine);
    expect(engine.completed()).toContain('process');
  });

  test('an inclusive join does not wait for what has ended', () => {
    const model = aProcess()
      .start()
      .inclusive('fork')
      .when('true')
      .service('work', many())
      .inclusive('join')
      .service('after')
      .end()
      .at('fork')
      .when('true')
      .service('short')
      .to('join');
    const engine = start(model);
    engine.complete('short');
    engine.do({
      type: 'modify-process-instance',
      processInstanceKey: engine.only('process').key,
      terminateInstructions: [
        { elementInstanceKey: engine.instances('work').find(({ loopCounter }) => !loopCounter)?.key ?? '' },
      ],
    });
    expect(living(engine)).toEqual(['after']);
    clear(engine);
  });

  const nestedItems = aProcess()
    .start()
    .sub('each', (inner) => inner.start('s').service('work', many()).end('e'), {
      multiInstance: loop('=[1, 2]'),
    })
    .service('after')
    .end();
  const end = (engine: EngineDriver, ...elementInstanceKeys: string[]): void => {
    engine.do({
      type: 'modify-process-instance',
      processInstanceKey: engine.only('process').key,
      terminateInstructions: elementInstanceKeys.map((elementInstanceKey) => ({ elementInstanceKey })),
    });
  };
  const outerItems = (engine: EngineDriver): string[] =>
    engine
      .instances('each')
      .filter(({ loopCounter }) => loopCounter !== undefined)
      .map(({ key }) => key);

  test('the other items, when one is ended by modification', () => {
    const engine = start(nestedItems);
    end(engine, outerItems(engine)[0] ?? '');
    for (const _item of items) engine.complete('work');
    // What has ended is still there.
    expect(living(engine)).toEqual(['each']);
    clear(engine);
    expect(living(engine)).toEqual(['after']);
  });

  test('nothing, when modification ends all that there was: the instance is terminated, not completed', () => {
    const engine = start(nestedItems);
    end(engine, ...outerItems(engine));
    clear(engine);
    expect(engine.isIdle()).toBe(true);
    expect(engine.terminated()).toContain('process');
    expect(engine.completed()).not.toContain('process');
  });

  test('migration waits for it', () => {
    const model = () =>
      aProcess().start().parallel('fork').service('work', many()).end().at('fork').service('other').end('e2');
    const engine = start(model());
    const { processes } = engine.deploy(model());
    end(engine, engine.instances('work').find(({ loopCounter }) => !loopCounter)?.key ?? '');
    const migrate = {
      type: 'migrate-process-instance',
      processInstanceKey: engine.only('process').key,
      targetProcessDefinitionKey: processes[0]?.processDefinitionKey ?? '',
      mappingInstructions: [{ sourceElementId: 'other', targetElementId: 'other' }],
    } as const;
    expect(engine.refused(migrate)).toMatchObject({
      type: 'INVALID_STATE',
      reason: expect.stringContaining('try again') as unknown,
    });
    clear(engine);
    engine.do(migrate);
  });
});

/** What an observer sees: what lives, its variables, jobs and incidents, without keys. */
const seen = (engine: EngineDriver): unknown => {
  const { state } = engine;
  const of = (key: string): string => state.elementInstances.get(key)?.elementId ?? '';
  return {
    elements: living(engine).sort(),
    variables: [...state.variables.values()]
      .map(({ scopeKey, name, value }) => `${of(scopeKey)}.${name} = ${JSON.stringify(value)}`)
      .sort(),
    jobs: [...state.jobs.values()].map((job) => `${job.elementId} ${job.state} ${job.retries}`).sort(),
    incidents: [...state.incidents.values()].map(({ elementId, type }) => `${elementId} ${type}`).sort(),
    timers: [...state.timers.values()].map(({ elementId, dueDate }) => `${elementId} ${dueDate}`).sort(),
    subscriptions: [...state.messageSubscriptions.values()].map(({ elementId }) => elementId).sort(),
  };
};

test('portions change nothing of what is seen once all has been cleared away', () => {
  const { ENGINE_RANDOM_SEED: seed, ENGINE_RANDOM_PATH: path, ENGINE_RANDOM_RUNS: runs } = process.env;
  fc.assert(
    fc.property(
      blocks,
      fc.array(actions, { maxLength: 20 }),
      fc.integer({ min: 1, max: 3 }),
      (block, steps, portion) => {
        const engines = [new EngineDriver(), new EngineDriver({ clearedAtOnce: portion })] as const;
        const [whole, portioned] = engines;
        for (const engine of engines) {
          deployFiles(engine, decisionOfModels());
          engine.deploy(processOf(block, 'process', false));
          engine.create('process', { pick: 0 });
        }
        for (const step of steps) {
          for (const engine of engines) {
            perform(engine, step);
            engine.advance(0);
          }
          expect(seen(portioned)).toEqual(seen(whole));
        }
      },
    ),
    {
      numRuns: Number(runs ?? 60),
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      ...(path === undefined ? {} : { path }),
    },
  );
});
