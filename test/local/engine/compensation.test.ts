import { describe, expect } from '@jest/globals';
import type { ExecutableProcess, FlowNode } from '../../../src/local/engine/model.ts';
import { aProcess, loop, timer, type ProcessBuilder } from '../../support/engine/process-builder.ts';
import { scenario } from '../../support/engine/scenario.ts';

/** Adds a compensation boundary event with its handler, a service task whose job type is its id. */
function undoable(builder: ProcessBuilder, activityId: string, handlerId: string): ExecutableProcess {
  const model = builder.build();
  const parentId = model.elements.find(({ id }) => id === activityId)?.parentId;
  const place = parentId === undefined ? {} : { parentId };
  const added: FlowNode[] = [
    {
      id: `${activityId}-undo`,
      type: 'boundary-event',
      attachedTo: activityId,
      event: { kind: 'compensation' },
      compensationHandler: handlerId,
      ...place,
    },
    {
      id: handlerId,
      type: 'service-task',
      task: { type: { source: handlerId, kind: 'static' } },
      forCompensation: true,
      ...place,
    },
  ];
  return { ...model, elements: [...model.elements, ...added] };
}

const compensate = { kind: 'compensation' } as const;

describe('compensation', () => {
  scenario('invokes the handlers of completed activities once and waits for them', (engine) => {
    engine.deploy(
      undoable(
        aProcess()
          .start()
          .service('book')
          .throw('undo', compensate)
          .throw('again', compensate)
          .service('after')
          .end(),
        'book',
        'cancel',
      ),
    );
    engine.create();
    engine.complete('book');
    expect(engine.active()).toEqual(['cancel', 'undo']);
    engine.complete('cancel');
    expect(engine.active()).toEqual(['after']);
    expect(engine.completed().filter((id) => id === 'cancel')).toHaveLength(1);
  });

  scenario('does nothing for an activity that has not completed', (engine) => {
    engine.deploy(
      undoable(
        aProcess().start().parallel('f').service('book').end('e1').at('f').end('undo', compensate),
        'book',
        'cancel',
      ),
    );
    engine.create();
    expect(engine.active()).toEqual(['book']);
  });

  scenario('reaches into completed sub-processes and may be narrowed to one activity', (engine) => {
    const model = undoable(
      aProcess()
        .start()
        .sub('sub', (s) => s.start('s').service('inner').end('e'))
        .service('outer')
        .throw('undo', { kind: 'compensation', activityRef: 'sub' })
        .end(),
      'inner',
      'undo-inner',
    );
    const builder = { build: () => model } as ProcessBuilder;
    engine.deploy(undoable(builder, 'outer', 'undo-outer'));
    engine.create();
    engine.complete('inner');
    engine.complete('outer');
    expect(engine.active()).toEqual(['undo', 'undo-inner']);
    engine.complete('undo-inner');
    expect(engine.isIdle()).toBe(true);
    expect(engine.state.compensations.size).toBe(0);
  });

  scenario('compensates a multi-instance activity once', (engine) => {
    engine.deploy(
      undoable(
        aProcess()
          .start()
          .service('book', { multiInstance: loop('=[1,2,3]') })
          .end('undo', compensate),
        'book',
        'cancel',
      ),
    );
    engine.create();
    for (let i = 0; i < 3; i++) engine.complete('book');
    expect(engine.active()).toEqual(['cancel', 'undo']);
    engine.complete('cancel');
    expect(engine.isIdle()).toBe(true);
  });

  scenario('is forgotten with its scope, also when that is terminated', (engine) => {
    engine.deploy(
      undoable(
        aProcess()
          .start()
          .sub('sub', (s) => s.start('s').service('book').throw('undo', compensate).end('e'))
          .end()
          .boundary('late', 'sub', timer('duration', 'PT1H'))
          .service('after')
          .end('e2'),
        'book',
        'cancel',
      ),
    );
    engine.create();
    engine.complete('book');
    expect(engine.active()).toEqual(['cancel', 'sub', 'undo']);
    engine.advance(3_600_000);
    expect(engine.active()).toEqual(['after']);
    expect(engine.state.compensations.size).toBe(0);
  });
});
