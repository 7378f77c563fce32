import { describe, expect } from '@jest/globals';
import { aProcess, loop, mappings, message } from '../../support/engine/process-builder.ts';
import { scenario } from '../../support/engine/scenario.ts';

const nested = () =>
  aProcess()
    .start()
    .service('first')
    .sub('sub', (s) => s.start('s').service('a').service('b').end('e'), { inputs: mappings({ in: '=1' }) })
    .service('last')
    .end();

describe('modifying an instance', () => {
  scenario('activates elsewhere and terminates here in one go', (engine) => {
    engine.deploy(nested());
    const processInstanceKey = engine.create();
    engine.do({
      type: 'modify-process-instance',
      processInstanceKey,
      activateInstructions: [
        {
          elementId: 'b',
          variableInstructions: [
            { variables: { global: 1 } },
            { scopeId: 'sub', variables: { local: 2 } },
            { scopeId: 'b', variables: { own: 3 } },
          ],
        },
      ],
      terminateInstructions: [{ elementInstanceKey: engine.only('first').key }],
    });
    expect(engine.active()).toEqual(['b', 'sub']);
    expect(engine.locals(processInstanceKey)).toEqual({ global: 1 });
    expect(engine.locals(engine.only('sub').key)).toEqual({ local: 2 });
    expect(engine.locals(engine.only('b').key)).toEqual({ own: 3 });
    engine.complete('b');
    expect(engine.active()).toEqual(['last']);
  });

  scenario('uses the living flow scope; several need an ancestor', (engine) => {
    engine.deploy(nested());
    const processInstanceKey = engine.create();
    engine.complete('first');
    const activate = (ancestorElementInstanceKey?: string) => ({
      type: 'modify-process-instance' as const,
      processInstanceKey,
      activateInstructions: [
        { elementId: 'b', ...(ancestorElementInstanceKey && { ancestorElementInstanceKey }) },
      ],
    });
    engine.do<'modify-process-instance'>(activate());
    expect(engine.active()).toEqual(['a', 'b', 'sub']);
    engine.do<'modify-process-instance'>(activate(processInstanceKey));
    expect(engine.active()).toEqual(['a', 'b', 'b', 'sub', 'sub']);
    expect(engine.refused(activate())).toMatchObject({
      type: 'INVALID_ARGUMENT',
      reason: expect.stringContaining('several active instances'),
    });
    const [one] = engine.instances('sub');
    engine.do<'modify-process-instance'>(activate(one?.key));
    expect(engine.active()).toEqual(['a', 'b', 'b', 'b', 'sub', 'sub']);
  });

  scenario('terminating the last element ends the scopes and the instance', (engine) => {
    engine.deploy(nested());
    const processInstanceKey = engine.create();
    engine.complete('first');
    engine.do({
      type: 'modify-process-instance',
      processInstanceKey,
      terminateInstructions: [{ elementInstanceKey: engine.only('a').key }],
    });
    expect(engine.isIdle()).toBe(true);
    expect(engine.terminated()).toEqual(['a', 'sub', 'process']);
  });

  scenario('one bad instruction undoes all of them', (engine) => {
    engine.deploy(nested());
    const processInstanceKey = engine.create();
    const modify = (elementId: string, elementInstanceKey?: string) =>
      engine.refused({
        type: 'modify-process-instance',
        processInstanceKey,
        activateInstructions: [{ elementId: 'last' }, { elementId }],
        ...(elementInstanceKey && { terminateInstructions: [{ elementInstanceKey }] }),
      });
    expect(modify('nope')).toEqual({
      type: 'INVALID_ARGUMENT',
      reason:
        "Expected to modify instance of process 'process' but it contains one or more activate instructions with an element " +
        "that could not be found: 'nope'",
    });
    expect(modify('start').type).toBe('INVALID_ARGUMENT');
    expect(modify('last', '1').type).toBe('INVALID_ARGUMENT');
    expect(engine.active()).toEqual(['first']);
    expect(engine.refused({ type: 'modify-process-instance', processInstanceKey: '1' }).type).toBe(
      'NOT_FOUND',
    );
  });

  scenario('terminating one item of a multi-instance lets the others go on', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work', { multiInstance: loop('=[1,2]') })
        .service('after')
        .end(),
    );
    const processInstanceKey = engine.create();
    const item = engine.instances('work').find((row) => row.loopCounter === 1);
    engine.do({
      type: 'modify-process-instance',
      processInstanceKey,
      terminateInstructions: [{ elementInstanceKey: item?.key ?? '' }],
    });
    expect(engine.active()).toEqual(['work', 'work']);
    engine.complete('work');
    expect(engine.active()).toEqual(['after']);
  });

  scenario('must not end a called instance', (engine) => {
    engine.deploy(
      aProcess('child').start().service('work').end(),
      aProcess('parent').start().call('call', 'child').end(),
    );
    engine.create('parent');
    expect(
      engine.refused({
        type: 'modify-process-instance',
        processInstanceKey: engine.only('child').key,
        terminateInstructions: [{ elementInstanceKey: engine.only('work').key }],
      }).type,
    ).toBe('INVALID_ARGUMENT');
  });
});

describe('migrating an instance', () => {
  const withBoundary = (id: string, task: string, boundary: string) =>
    aProcess(id)
      .start()
      .service(task)
      .service('after')
      .end()
      .boundary(boundary, task, message(boundary, '="k"'))
      .service('caught')
      .end('e2');

  scenario('keeps keys, jobs, variables and incidents and goes on in the target', (engine) => {
    engine.deploy(aProcess('old').start().service('work').end());
    const [target] = engine.deploy(aProcess('new').start().service('work-2').service('more').end()).processes;
    const processInstanceKey = engine.create('old', { a: 1 });
    const job = engine.job('work');
    engine.do({ type: 'fail-job', jobKey: job.key, retries: 0 });
    engine.do({
      type: 'migrate-process-instance',
      processInstanceKey,
      targetProcessDefinitionKey: target?.processDefinitionKey ?? '',
      mappingInstructions: [{ sourceElementId: 'work', targetElementId: 'work-2' }],
    });
    expect(engine.active()).toEqual(['work-2']);
    expect(engine.incident()).toMatchObject({ elementId: 'work-2', jobKey: job.key });
    engine.do({ type: 'update-job-retries', jobKey: job.key, retries: 1 });
    engine.resolve();
    expect(engine.job('work')).toMatchObject({
      key: job.key,
      bpmnProcessId: 'new',
      elementId: 'work-2',
      variables: '{"a":1}',
    });
    engine.do({ type: 'complete-job', jobKey: job.key });
    expect(engine.active()).toEqual(['more']);
  });

  scenario('moves mapped message boundaries, closes unmapped ones and opens new ones', (engine) => {
    engine.deploy(withBoundary('old', 'work', 'gone'));
    const [target] = engine.deploy(withBoundary('new', 'work', 'fresh')).processes;
    const processInstanceKey = engine.create('old');
    engine.do({
      type: 'migrate-process-instance',
      processInstanceKey,
      targetProcessDefinitionKey: target?.processDefinitionKey ?? '',
      mappingInstructions: [{ sourceElementId: 'work', targetElementId: 'work' }],
    });
    engine.publish('gone', 'k');
    expect(engine.active()).toEqual(['work']);
    engine.publish('fresh', 'k');
    expect(engine.active()).toEqual(['caught']);
  });

  scenario('is refused when an active element is not mapped, or mapped to another type', (engine) => {
    engine.deploy(aProcess('old').start().service('work').end());
    const [target] = engine.deploy(
      aProcess('new').start().node('manual-task', 'm').service('work').end(),
    ).processes;
    const processInstanceKey = engine.create('old');
    const migrate = (
      mappingInstructions: { sourceElementId: string; targetElementId: string }[],
      key = processInstanceKey,
    ) =>
      engine.refused({
        type: 'migrate-process-instance',
        processInstanceKey: key,
        targetProcessDefinitionKey: target?.processDefinitionKey ?? '',
        mappingInstructions,
      }).type;
    expect(migrate([])).toBe('INVALID_STATE');
    expect(migrate([{ sourceElementId: 'work', targetElementId: 'm' }])).toBe('INVALID_STATE');
    expect(migrate([{ sourceElementId: 'nope', targetElementId: 'm' }])).toBe('INVALID_ARGUMENT');
    expect(migrate([{ sourceElementId: 'work', targetElementId: 'nope' }])).toBe('INVALID_ARGUMENT');
    expect(migrate([], '1')).toBe('NOT_FOUND');
  });
});
