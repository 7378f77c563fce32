import { describe, expect } from '@jest/globals';
import { aProcess, expression, mappings, message, timer } from '../../support/engine/process-builder.ts';
import { scenario } from '../../support/engine/scenario.ts';

const oneTask = () => aProcess().start().service('work').end();

describe('creating instances', () => {
  scenario('by id takes the latest version, by id and version or by key exactly that', (engine) => {
    const [first] = engine.deploy(oneTask()).processes;
    engine.deploy(oneTask());
    const create = (properties: object) =>
      engine.do<'create-process-instance'>({ type: 'create-process-instance', ...properties }).version;
    expect(create({ bpmnProcessId: 'process' })).toBe(2);
    expect(create({ bpmnProcessId: 'process', version: 1 })).toBe(1);
    expect(create({ bpmnProcessId: 'process', version: -1 })).toBe(2);
    expect(create({ processDefinitionKey: first?.processDefinitionKey })).toBe(1);
  });

  scenario('of something unknown is refused', (engine) => {
    const create = (properties: object) => engine.refused({ type: 'create-process-instance', ...properties });
    expect(create({ bpmnProcessId: 'nope' })).toEqual({
      type: 'NOT_FOUND',
      reason: "Expected to find process definition with process ID 'nope', but none found",
    });
    expect(create({ bpmnProcessId: 'nope', version: 3 }).reason).toContain("and version '3'");
    expect(create({ processDefinitionKey: '99' }).type).toBe('NOT_FOUND');
    expect(create({}).type).toBe('INVALID_ARGUMENT');
  });

  scenario(
    'may start before several elements; enclosing sub-processes are entered once, without their start event',
    (engine) => {
      engine.deploy(
        aProcess()
          .start()
          .service('first')
          .sub('sub', (s) => s.start('s').service('a').service('b').end('e'))
          .service('last')
          .end(),
      );
      engine.do({
        type: 'create-process-instance',
        bpmnProcessId: 'process',
        startInstructions: [{ elementId: 'a' }, { elementId: 'b' }, { elementId: 'last' }],
      });
      expect(engine.active()).toEqual(['a', 'b', 'last', 'sub']);
      engine.complete('b');
      engine.complete('a');
      engine.complete('b');
      expect(engine.active()).toEqual(['last', 'last']);
      expect(
        engine.refused({
          type: 'create-process-instance',
          bpmnProcessId: 'process',
          startInstructions: [{ elementId: 's' }],
        }).type,
      ).toBe('INVALID_ARGUMENT');
    },
  );

  scenario('tells the result of an awaited instance when it completes', (engine) => {
    engine.deploy(oneTask());
    const { processInstanceKey } = engine.do({
      type: 'create-process-instance',
      bpmnProcessId: 'process',
      variables: { a: 1, b: 2 },
      awaitResult: { fetchVariables: ['b', 'c'] },
    });
    engine.complete('work', { c: 3 });
    expect(engine.effects.at(-1)).toMatchObject({
      kind: 'instance-completed',
      processInstanceKey,
      variables: { b: 2, c: 3 },
    });
  });

  scenario('tells when an awaited instance was terminated', (engine) => {
    engine.deploy(oneTask());
    const { processInstanceKey } = engine.do({
      type: 'create-process-instance',
      bpmnProcessId: 'process',
      awaitResult: { fetchVariables: [] },
    });
    engine.cancel(processInstanceKey);
    expect(engine.effects.at(-1)).toEqual({ kind: 'instance-terminated', processInstanceKey });
  });
});

describe('cancelling', () => {
  scenario('terminates children, jobs, timers, subscriptions and incidents', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .parallel('f')
        .service('a')
        .end('ea')
        .at('f')
        .catch('m', message('m', '="k"'))
        .end('em')
        .at('f')
        .catch('t', timer('duration', 'PT1H'))
        .end('et')
        .at('f')
        .exclusive('x')
        .when('missing')
        .end('e1')
        .at('x')
        .when('missing')
        .end('e2'),
    );
    const key = engine.create();
    expect(engine.incidents()).toHaveLength(1);
    engine.cancel(key);
    expect(engine.isIdle()).toBe(true);
    expect(engine.state.timers.size).toBe(0);
    expect(engine.refused({ type: 'cancel-process-instance', processInstanceKey: key })).toEqual({
      type: 'NOT_FOUND',
      reason: `Expected to cancel a process instance with key '${key}', but no such process was found`,
    });
  });
});

describe('variables', () => {
  scenario('job results overwrite the nearest variable of their name, new ones go to the root', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub(
          'sub',
          (s) =>
            s
              .start('s')
              .service('work', { inputs: mappings({ mine: '=1' }) })
              .service('next')
              .end('e'),
          {
            inputs: mappings({ inner: '=1' }),
          },
        )
        .end(),
    );
    const key = engine.create('process', { outer: 1 });
    engine.complete('work', { outer: 2, inner: 2, mine: 2, fresh: 2 });
    expect(engine.locals(key)).toEqual({ outer: 2, fresh: 2 });
    expect(engine.locals(engine.only('sub').key)).toEqual({ inner: 2 });
  });

  scenario('with an output mapping unmapped results are not propagated', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work', { outputs: mappings({ total: '=a + b' }) })
        .service('next')
        .end(),
    );
    const key = engine.create('process', { b: 1 });
    engine.complete('work', { a: 1, c: 9 });
    expect(engine.locals(key)).toEqual({ b: 1, total: 2 });
  });

  scenario(
    'mappings run in order, later ones see earlier ones; a missing source is null; a path merges',
    (engine) => {
      engine.deploy(
        aProcess()
          .start()
          .service('work', {
            inputs: [
              { source: expression('=1'), target: 'a' },
              { source: expression('=a + 1'), target: 'b' },
              { source: expression('=missing.path'), target: 'c' },
              { source: expression('text'), target: 'd.e' },
              { source: expression('=a'), target: 'd.f' },
            ],
            outputs: [{ source: expression('=result'), target: 'order.state' }],
          })
          .service('next')
          .end(),
      );
      const key = engine.create('process', { order: { id: 7 } });
      expect(JSON.parse(engine.job('work').variables)).toEqual({
        a: 1,
        b: 2,
        c: null,
        d: { e: 'text', f: 1 },
        order: { id: 7 },
      });
      engine.advance(60_000);
      engine.complete('work', { result: 'done' });
      expect(engine.locals(key)).toEqual({ order: { id: 7, state: 'done' } });
    },
  );

  scenario('temporal values become ISO text', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work', {
          inputs: mappings({ on: '=date("2030-01-31")', term: '=duration("P2D")', at: '=now()' }),
        })
        .end(),
    );
    engine.create();
    expect(JSON.parse(engine.job('work').variables)).toEqual({
      on: '2030-01-31',
      term: 'P2D',
      at: '2030-01-01T00:00:00Z',
    });
  });

  scenario('a mapping that fails is an incident; resolving maps again', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work', {
          inputs: mappings({ a: '=assert(x, x != null)' }),
          outputs: mappings({ b: '=assert(y, y != null)' }),
        })
        .end(),
    );
    const key = engine.create();
    expect(engine.incident()).toMatchObject({ type: 'IO_MAPPING_ERROR', elementId: 'work' });
    engine.do({ type: 'set-variables', elementInstanceKey: key, variables: { x: 1 } });
    engine.resolve();
    engine.complete('work');
    expect(engine.incident().type).toBe('IO_MAPPING_ERROR');
    engine.do({
      type: 'set-variables',
      elementInstanceKey: engine.only('work').key,
      variables: { y: 1 },
      local: true,
    });
    engine.resolve();
    expect(engine.isIdle()).toBe(true);
  });

  scenario(
    'set locally stay exactly there; otherwise they propagate; unknown scopes are refused',
    (engine) => {
      engine.deploy(oneTask());
      const key = engine.create('process', { a: 1 });
      const task = engine.only('work').key;
      engine.do({ type: 'set-variables', elementInstanceKey: task, variables: { a: 2, b: 2 }, local: true });
      engine.do({ type: 'set-variables', elementInstanceKey: task, variables: { a: 3, c: 3 } });
      expect(engine.locals(key)).toEqual({ a: 1, c: 3 });
      expect(engine.locals(task)).toEqual({ a: 3, b: 2 });
      expect(engine.refused({ type: 'set-variables', elementInstanceKey: '1', variables: {} })).toEqual({
        type: 'NOT_FOUND',
        reason: "Expected to update variables for element with key '1', but no such element was found",
      });
    },
  );

  scenario('may have any name that JSON allows', (engine) => {
    engine.deploy(oneTask());
    engine.create(
      'process',
      JSON.parse('{"__proto__": {"x": 1}, "a:b": 2, "é": 3}') as Record<string, unknown>,
    );
    expect(JSON.parse(engine.job('work').variables)).toEqual(
      JSON.parse('{"__proto__": {"x": 1}, "a:b": 2, "é": 3}'),
    );
  });
});
