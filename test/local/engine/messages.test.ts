import { describe, expect } from '@jest/globals';
import { aProcess, message } from '../../support/engine/process-builder.ts';
import { scenario } from '../../support/engine/scenario.ts';

const HOUR = 3_600_000;
const waiting = (id = 'waiting', next = 'after') =>
  aProcess(id).start().catch('wait', message('m', '=key')).service(next).end();
const started = (id = 'started') => aProcess(id).start('start', message('m')).service('work').end();

describe('publishing', () => {
  scenario('without a time to live a message that nobody awaits is gone', (engine) => {
    engine.deploy(waiting());
    engine.publish('m', 'k');
    engine.create('waiting', { key: 'k' });
    expect(engine.active()).toEqual(['wait']);
    expect(engine.state.messages.size).toBe(0);
  });

  scenario('a buffered message waits for its subscription until it expires', (engine) => {
    engine.deploy(waiting());
    engine.publish('m', 'k', { n: 1 }, HOUR);
    const key = engine.create('waiting', { key: 'k' });
    expect(engine.active()).toEqual(['after']);
    expect(engine.locals(key)).toEqual({ key: 'k', n: 1 });
    engine.publish('m', 'other', {}, HOUR);
    engine.advance(HOUR);
    expect(engine.state.messages.size).toBe(0);
    engine.create('waiting', { key: 'other' });
    expect(engine.active()).toEqual(['after', 'wait']);
  });

  scenario('does not correlate another name or key', (engine) => {
    engine.deploy(waiting());
    engine.create('waiting', { key: 'k' });
    engine.publish('m', 'other');
    engine.publish('n', 'k');
    expect(engine.active()).toEqual(['wait']);
  });

  scenario('numbers as correlation keys compare as text', (engine) => {
    engine.deploy(waiting());
    engine.create('waiting', { key: 12 });
    engine.publish('m', '12');
    expect(engine.active()).toEqual(['after']);
  });

  scenario('a message id is unique per name and key while the message is buffered', (engine) => {
    engine.publish('m', 'k', {}, HOUR, 'id-1');
    expect(
      engine.refused({
        type: 'publish-message',
        name: 'm',
        correlationKey: 'k',
        messageId: 'id-1',
        timeToLive: 1,
      }),
    ).toEqual({
      type: 'ALREADY_EXISTS',
      reason:
        "Expected to publish a new message with id 'id-1', but a message with that id was already published",
    });
    engine.publish('m', 'other', {}, HOUR, 'id-1');
    engine.publish('n', 'k', {}, HOUR, 'id-1');
    engine.advance(HOUR);
    engine.publish('m', 'k', {}, HOUR, 'id-1');
  });

  scenario('correlates to at most one instance of a process id, across versions', (engine) => {
    engine.deploy(waiting());
    engine.create('waiting', { key: 'k' });
    engine.deploy(waiting('waiting', 'after-2'));
    engine.create('waiting', { key: 'k' });
    engine.publish('m', 'k');
    expect(engine.active()).toEqual(['after', 'wait']);
    engine.publish('m', 'k');
    expect(engine.active()).toEqual(['after', 'after-2']);
  });

  scenario('correlates to different process ids', (engine) => {
    engine.deploy(waiting('one', 'after-1'));
    engine.deploy(waiting('two', 'after-2'));
    engine.create('one', { key: 'k' });
    engine.create('two', { key: 'k' });
    engine.publish('m', 'k');
    expect(engine.active()).toEqual(['after-1', 'after-2']);
  });

  scenario(
    'a buffered message can later still correlate to another process id, not to the same again',
    (engine) => {
      engine.deploy(waiting('one', 'after-1'));
      engine.deploy(waiting('two', 'after-2'));
      engine.create('one', { key: 'k' });
      engine.publish('m', 'k', {}, HOUR);
      engine.create('one', { key: 'k' });
      engine.create('two', { key: 'k' });
      expect(engine.active()).toEqual(['after-1', 'after-2', 'wait']);
    },
  );

  scenario('subscriptions take the earliest buffered message first', (engine) => {
    engine.deploy(waiting());
    engine.publish('m', 'k', { n: 1 }, HOUR);
    engine.publish('m', 'k', { n: 2 }, HOUR);
    const keys = [engine.create('waiting', { key: 'k' }), engine.create('waiting', { key: 'k' })];
    expect(keys.map((key) => engine.locals(key)['n'])).toEqual([1, 2]);
  });

  scenario('a subscription that stays open takes all buffered messages', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work')
        .end()
        .boundary('b', 'work', message('m', '=key'), { interrupting: false })
        .service('handle')
        .end('e2'),
    );
    engine.publish('m', 'k', {}, HOUR);
    engine.publish('m', 'k', {}, HOUR);
    engine.create('process', { key: 'k' });
    expect(engine.active()).toEqual(['handle', 'handle', 'work']);
  });

  scenario('name and key are fixed when the subscription opens', (engine) => {
    engine.deploy(waiting());
    const key = engine.create('waiting', { key: 'k' });
    engine.do({ type: 'set-variables', elementInstanceKey: key, variables: { key: 'changed' } });
    engine.publish('m', 'changed');
    expect(engine.active()).toEqual(['wait']);
    engine.publish('m', 'k');
    expect(engine.active()).toEqual(['after']);
  });

  scenario('a correlation key that is neither text nor number is an incident', (engine) => {
    engine.deploy(waiting());
    const key = engine.create('waiting', {});
    expect(engine.incident()).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'wait' });
    engine.do({ type: 'set-variables', elementInstanceKey: key, variables: { key: 'k' } });
    engine.resolve();
    engine.publish('m', 'k');
    expect(engine.active()).toEqual(['after']);
  });

  scenario('a receive task waits like a catch event', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .node('receive-task', 'receive', {
          message: { name: { source: 'm', kind: 'static' }, correlationKey: { source: 'key', kind: 'feel' } },
        })
        .service('after')
        .end(),
    );
    engine.create('process', { key: 'k' });
    engine.publish('m', 'k', { n: 1 });
    expect(engine.active()).toEqual(['after']);
  });
});

/**
 * Sixteen ways in which a message and two instances meet: kept or not, published before or after the subscriptions, to two
 * instances of one process or of two, once or twice with the same id. What counts is how many instances go on.
 */
describe('of two instances that wait for a message', () => {
  const OPEN_FIRST = [true, false];
  const KEPT = [true, false];
  const ONE_PROCESS = [true, false];
  const TWICE = [true, false];
  for (const openFirst of OPEN_FIRST)
    for (const kept of KEPT)
      for (const oneProcess of ONE_PROCESS)
        for (const twice of TWICE) {
          // Who waits takes part at once, others only if the message is kept; a message serves each process once. Of a
          // repeated id the second is refused while the first is kept, and is a message of its own otherwise.
          const perMessage = oneProcess ? 1 : 2;
          const expected = kept ? perMessage : openFirst ? (twice ? 2 : perMessage) : 0;
          const words = [
            `${kept ? 'kept' : 'not kept'}`,
            `published ${openFirst ? 'after' : 'before'} they wait`,
            `in ${oneProcess ? 'one process' : 'two processes'}`,
            `sent ${twice ? 'twice' : 'once'}`,
          ];
          scenario(`${expected} of them go on when it is ${words.join(', ')}`, (engine) => {
            engine.deploy(waiting('one'), waiting('two'));
            const create = () => {
              engine.create('one', { key: 'k' });
              engine.create(oneProcess ? 'one' : 'two', { key: 'k' });
            };
            const publish = () =>
              engine.send({
                type: 'publish-message',
                name: 'm',
                correlationKey: 'k',
                messageId: 'id',
                timeToLive: kept ? HOUR : 0,
              });
            if (openFirst) create();
            expect(publish().rejection).toBeUndefined();
            if (twice) expect(publish().rejection?.type).toBe(kept ? 'ALREADY_EXISTS' : undefined);
            if (!openFirst) create();
            expect(engine.active().filter((elementId) => elementId === 'after')).toHaveLength(expected);
          });
        }
});

describe('message start events', () => {
  scenario('without a correlation key every message starts an instance', (engine) => {
    engine.deploy(started());
    engine.publish('m', '', { n: 1 });
    engine.publish('m', '', { n: 2 });
    expect(engine.active()).toEqual(['work', 'work']);
    expect(engine.activate('work').map((job) => job.variables)).toEqual(['{"n":1}', '{"n":2}']);
  });

  scenario('with a key only one instance of the process lives at a time, across versions', (engine) => {
    engine.deploy(started());
    engine.publish('m', 'k');
    engine.deploy(started());
    engine.publish('m', 'k');
    expect(engine.active()).toEqual(['work']);
    engine.publish('m', 'other');
    expect(engine.active()).toEqual(['work', 'work']);
  });

  scenario('when it ends, the next buffered message starts the latest version', (engine) => {
    engine.deploy(started());
    engine.publish('m', 'k', { n: 1 }, HOUR);
    engine.publish('m', 'k', { n: 2 }, HOUR);
    engine.publish('m', 'k', { n: 3 }, HOUR);
    engine.deploy(started());
    expect(engine.active()).toEqual(['work']);
    const first = engine.job('work');
    expect(first.variables).toBe('{"n":1}');
    engine.do({ type: 'complete-job', jobKey: first.key });
    const second = engine.job('work');
    expect(second).toMatchObject({ variables: '{"n":2}', processDefinitionVersion: 2 });
    engine.cancel(second.processInstanceKey);
    expect(engine.job('work').variables).toBe('{"n":3}');
    engine.cancel(engine.only('started').key);
    expect(engine.isIdle()).toBe(true);
  });

  scenario('a message published before the deployment never starts it', (engine) => {
    engine.publish('m', 'k', {}, HOUR);
    engine.deploy(started());
    expect(engine.active()).toEqual([]);
  });

  scenario('a message may both start one process and correlate to another', (engine) => {
    engine.deploy(started());
    engine.deploy(waiting());
    engine.create('waiting', { key: 'k' });
    engine.publish('m', 'k');
    expect(engine.active()).toEqual(['after', 'work']);
  });

  scenario('a new version takes the start event over; without it no instance starts', (engine) => {
    engine.deploy(started());
    engine.deploy(aProcess('started').start('start', message('renamed')).service('work').end());
    engine.publish('m', '');
    expect(engine.active()).toEqual([]);
    engine.publish('renamed', '');
    expect(engine.active()).toEqual(['work']);
  });

  scenario('event sub-processes see the variables of the message that started the instance', (engine) => {
    engine.deploy(
      aProcess('started')
        .start('start', message('m'))
        .service('work')
        .end()
        .eventSub('added', (s) =>
          s.start('again', message('more', '=caseId'), { interrupting: false }).service('handle').end('e'),
        ),
    );
    engine.publish('m', 'k', { caseId: 'case-1' });
    expect(engine.incidents()).toEqual([]);
    engine.publish('more', 'case-1');
    expect(engine.active()).toEqual(['added', 'handle', 'work']);
  });

  scenario('cannot be started by a client', (engine) => {
    engine.deploy(started());
    expect(engine.refused({ type: 'create-process-instance', bpmnProcessId: 'started' })).toEqual({
      type: 'INVALID_STATE',
      reason: 'Expected to create instance of process with none start event, but there is no such event',
    });
  });
});
