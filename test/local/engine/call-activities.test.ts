import { describe, expect } from '@jest/globals';
import { aProcess, mappings, timer } from '../../support/engine/process-builder.ts';
import { scenario } from '../../support/engine/scenario.ts';

const child = (task = 'work') => aProcess('child').start().service(task).end();

describe('call activity', () => {
  scenario(
    'starts the latest version with all visible variables and takes over its root variables',
    (engine) => {
      engine.deploy(aProcess('parent').start().call('call', 'child').service('after').end());
      engine.deploy(child());
      engine.deploy(child('work-2'));
      const key = engine.create('parent', { a: 1 });
      const job = engine.job('work-2');
      expect(JSON.parse(job.variables)).toEqual({ a: 1 });
      expect(job.processDefinitionVersion).toBe(2);
      engine.do({ type: 'complete-job', jobKey: job.key, variables: { a: 2, b: 3 } });
      expect(engine.active()).toEqual(['after']);
      expect(engine.locals(key)).toEqual({ a: 2, b: 3 });
    },
  );

  scenario('propagates only its own locals when told so', (engine) => {
    engine.deploy(
      child(),
      aProcess('parent')
        .start()
        .call('call', 'child', { allParent: false, inputs: mappings({ x: '=a + 1' }) })
        .end(),
    );
    engine.create('parent', { a: 1 });
    expect(JSON.parse(engine.job('work').variables)).toEqual({ x: 2 });
  });

  scenario('takes over nothing when told so', (engine) => {
    engine.deploy(
      child(),
      aProcess('parent').start().call('call', 'child', { allChild: false }).service('after').end(),
    );
    const key = engine.create('parent', { a: 1 });
    engine.complete('work', { b: 2 });
    expect(engine.locals(key)).toEqual({ a: 1 });
  });

  scenario('with output mappings takes over only those', (engine) => {
    engine.deploy(
      child(),
      aProcess('parent')
        .start()
        .call('call', 'child', { allChild: false, outputs: mappings({ c: '=b * 2' }) })
        .service('after')
        .end(),
    );
    const key = engine.create('parent', { a: 1 });
    engine.complete('work', { b: 2 });
    expect(engine.locals(key)).toEqual({ a: 1, c: 4 });
  });

  scenario('of a process that is not deployed is an incident; deploying and resolving goes on', (engine) => {
    engine.deploy(aProcess('parent').start().call('call', '=which').end());
    engine.create('parent', { which: 'child' });
    expect(engine.incident()).toMatchObject({
      type: 'CALLED_ELEMENT_ERROR',
      message: "Expected process with BPMN process id 'child' to be deployed, but not found.",
    });
    engine.deploy(child());
    engine.resolve();
    expect(engine.active()).toEqual(['call', 'work']);
  });

  scenario('of a process without a none start event is an incident', (engine) => {
    engine.deploy(aProcess('child').start('s', timer('date', '2040-01-01T00:00:00Z')).end());
    engine.deploy(aProcess('parent').start().call('call', 'child').end());
    engine.create('parent');
    expect(engine.incident().type).toBe('CALLED_ELEMENT_ERROR');
  });

  scenario('interrupted by a boundary event terminates the child', (engine) => {
    engine.deploy(
      child(),
      aProcess('parent')
        .start()
        .call('call', 'child')
        .end()
        .boundary('late', 'call', timer('duration', 'PT1H'))
        .service('x')
        .end('e2'),
    );
    engine.create('parent');
    engine.advance(3_600_000);
    expect(engine.active()).toEqual(['x']);
    expect(engine.terminated()).toContain('child');
  });

  scenario('cancelling the parent cancels the child; the child alone cannot be cancelled', (engine) => {
    engine.deploy(child(), aProcess('parent').start().call('call', 'child').end());
    const key = engine.create('parent');
    const childKey = engine.only('child').key;
    expect(engine.refused({ type: 'cancel-process-instance', processInstanceKey: childKey })).toEqual({
      type: 'INVALID_STATE',
      reason:
        `Expected to cancel a process instance with key '${childKey}', but it is created by a parent process ` +
        `instance. Cancel the root process instance '${key}' instead.`,
    });
    engine.cancel(key);
    expect(engine.isIdle()).toBe(true);
  });

  scenario('processes that call each other endlessly end in an incident', (engine) => {
    engine.deploy(aProcess('a').start().call('call', 'a').end());
    engine.create('a');
    expect(engine.incident()).toMatchObject({ type: 'CALLED_ELEMENT_ERROR' });
    expect(engine.incident().message).toContain('depth');
  });
});
