import { describe, expect } from '@jest/globals';
import { aProcess } from '../../support/engine/process-builder.ts';
import { scenario } from '../../support/engine/scenario.ts';

describe('parallel gateway', () => {
  scenario('a fork does not complete its process before both branches are done', (engine) => {
    engine.deploy(
      aProcess().start().parallel('fork').service('a').end('end-a').at('fork').service('b').end('end-b'),
    );
    engine.create();
    engine.complete('a');
    expect(engine.active()).toEqual(['b']);
    engine.complete('b');
    expect(engine.isIdle()).toBe(true);
  });

  scenario('a fork into branches that end at once completes the process once', (engine) => {
    engine.deploy(
      aProcess().start().parallel('fork').end('end-a').at('fork').end('end-b').at('fork').end('end-c'),
    );
    engine.create();
    expect(engine.completed().filter((id) => id === 'process')).toEqual(['process']);
    expect(engine.completed().filter((id) => id.startsWith('end'))).toEqual(['end-a', 'end-b', 'end-c']);
    expect(engine.isIdle()).toBe(true);
  });

  scenario('a join waits for a token on every incoming flow', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .parallel('fork')
        .service('a')
        .parallel('join')
        .service('after')
        .end()
        .at('fork')
        .service('b')
        .to('join'),
    );
    engine.create();
    engine.complete('b');
    expect(engine.active()).toEqual(['a']);
    engine.complete('a');
    expect(engine.active()).toEqual(['after']);
    engine.complete('after');
    expect(engine.completed().filter((id) => id === 'join')).toEqual(['join']);
    expect(engine.isIdle()).toBe(true);
  });

  scenario('a join consumes one token per flow, not all of them', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .parallel('fork')
        .exclusive('merge')
        .service('a')
        .parallel('join')
        .service('after')
        .end()
        .at('fork')
        .to('merge')
        .at('fork')
        .service('b')
        .to('join'),
    );
    engine.create();
    expect(engine.active()).toEqual(['a', 'a', 'b']);
    engine.complete('a');
    engine.complete('a');
    engine.complete('b');
    expect(engine.active()).toEqual(['after']);
    engine.complete('after');
    expect(engine.instances().map(({ type, tokens }) => ({ type, tokens }))).toEqual([
      { type: 'process', tokens: 1 },
    ]);
  });

  scenario('a fork behind a fork counts tokens on their way', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .parallel('outer')
        .parallel('inner')
        .service('a')
        .parallel('join')
        .end()
        .at('inner')
        .service('b')
        .to('join')
        .at('outer')
        .to('join'),
    );
    engine.create();
    engine.complete('a');
    engine.complete('b');
    expect(engine.isIdle()).toBe(true);
  });
});

describe('exclusive gateway', () => {
  const model = () =>
    aProcess()
      .start()
      .exclusive('choice')
      .when('amount > 100')
      .service('large')
      .end('end-large')
      .at('choice')
      .when('amount > 10')
      .service('medium')
      .end('end-medium')
      .at('choice')
      .otherwise()
      .service('small')
      .end('end-small');

  scenario('takes the first flow whose condition is true, in XML order', (engine) => {
    engine.deploy(model());
    engine.create('process', { amount: 500 });
    expect(engine.active()).toEqual(['large']);
  });

  scenario('takes the default flow when no condition is true', (engine) => {
    engine.deploy(model());
    engine.create('process', { amount: 1 });
    expect(engine.active()).toEqual(['small']);
  });

  scenario('ignores the condition of the default flow', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .exclusive('x')
        .when('false')
        .service('a')
        .end('ea')
        .at('x')
        .when('true')
        .otherwise()
        .service('b')
        .end('eb'),
    );
    engine.create();
    expect(engine.active()).toEqual(['b']);
  });

  scenario(
    'without a true condition and a default flow raises an incident, which is resolved by correcting the data',
    (engine) => {
      engine.deploy(
        aProcess()
          .start()
          .exclusive('x')
          .when('n = 1')
          .service('a')
          .end('ea')
          .at('x')
          .when('n = 2')
          .service('b')
          .end('eb'),
      );
      const key = engine.create('process', { n: 3 });
      expect(engine.incident()).toMatchObject({
        type: 'CONDITION_ERROR',
        elementId: 'x',
        message: 'Expected at least one condition to evaluate to true, or to have a default flow',
      });
      const first = engine.incident().key;
      engine.resolve();
      expect(engine.incident().key).not.toBe(first);
      engine.do({ type: 'set-variables', elementInstanceKey: key, variables: { n: 2 } });
      engine.resolve();
      expect(engine.active()).toEqual(['b']);
      expect(engine.incidents()).toEqual([]);
    },
  );

  scenario('a condition that is no boolean is an incident', (engine) => {
    engine.deploy(model());
    engine.create('process', {});
    expect(engine.incident()).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'choice' });
    expect(engine.incident().message).toContain("to be 'BOOLEAN', but was 'NULL'");
  });

  scenario('an incident does not stop a parallel path', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .parallel('fork')
        .exclusive('x')
        .when('n = 1')
        .end('ea')
        .at('x')
        .when('n = 2')
        .end('eb')
        .at('fork')
        .service('b')
        .end('e'),
    );
    engine.create('process', { n: 3 });
    engine.complete('b');
    expect(engine.active()).toEqual(['x']);
  });

  scenario('a join passes each token on', (engine) => {
    engine.deploy(
      aProcess().start().parallel('fork').exclusive('merge').service('a').end().at('fork').to('merge'),
    );
    engine.create();
    expect(engine.active()).toEqual(['a', 'a']);
  });

  scenario('a loop that waits in each round may go on for ever', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .exclusive('merge')
        .service('work')
        .exclusive('again')
        .when('again')
        .to('merge')
        .at('again')
        .otherwise()
        .end(),
    );
    engine.create();
    for (let i = 0; i < 5; i++) engine.complete('work', { again: i < 4 });
    expect(engine.isIdle()).toBe(true);
  });

  scenario('a loop that never waits becomes an incident instead of running for ever', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .exclusive('merge')
        .exclusive('again')
        .when('again')
        .to('merge')
        .at('again')
        .otherwise()
        .end(),
    );
    const key = engine.create('process', { again: true });
    expect(engine.incident().message).toContain('without waiting');
    engine.do({ type: 'set-variables', elementInstanceKey: key, variables: { again: false } });
    engine.resolve();
    expect(engine.isIdle()).toBe(true);
  });
});

describe('inclusive gateway', () => {
  const model = () =>
    aProcess()
      .start()
      .inclusive('fork')
      .when('a')
      .service('a')
      .inclusive('join')
      .service('after')
      .end()
      .at('fork')
      .when('b')
      .service('b')
      .to('join')
      .at('fork')
      .otherwise()
      .service('c')
      .to('join');

  scenario('takes every flow whose condition is true and joins exactly those', (engine) => {
    engine.deploy(model());
    engine.create('process', { a: true, b: true });
    expect(engine.active()).toEqual(['a', 'b']);
    engine.complete('b');
    expect(engine.active()).toEqual(['a']);
    engine.complete('a');
    expect(engine.active()).toEqual(['after']);
    engine.complete('after');
    expect(engine.isIdle()).toBe(true);
  });

  scenario('does not wait for branches that were not taken', (engine) => {
    engine.deploy(model());
    engine.create('process', { a: true, b: false });
    engine.complete('a');
    expect(engine.active()).toEqual(['after']);
  });

  scenario('takes only the default flow when nothing is true', (engine) => {
    engine.deploy(model());
    engine.create('process', { a: false, b: false });
    expect(engine.active()).toEqual(['c']);
    engine.complete('c');
    expect(engine.active()).toEqual(['after']);
  });

  scenario('fires when the branch it waited for ends elsewhere', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .inclusive('fork')
        .when('true')
        .service('a')
        .inclusive('join')
        .service('after')
        .end()
        .at('fork')
        .when('true')
        .service('b')
        .exclusive('leave')
        .when('leaves')
        .end('elsewhere')
        .at('leave')
        .otherwise()
        .to('join'),
    );
    engine.create('process', { leaves: true });
    engine.complete('a');
    expect(engine.active()).toEqual(['b']);
    engine.complete('b');
    expect(engine.active()).toEqual(['after']);
  });

  scenario('evaluates a single conditional flow too', (engine) => {
    engine.deploy(aProcess().start().inclusive('fork').when('go').service('a').end());
    engine.create('process', { go: false });
    expect(engine.incident().type).toBe('CONDITION_ERROR');
  });
});
