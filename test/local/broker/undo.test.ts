import { expect, test } from '@jest/globals';
import { compileResources } from '../../../src/local/broker/resources.ts';
import { type Command, EngineState, processCommand } from '../../../src/local/engine/index.ts';
import type { Change } from '../../../src/local/engine/state.ts';
import { processFixture } from '../../support/fixtures.ts';

const NOW = Date.parse('2026-03-01T10:00:00Z');

test('a state goes back over many commands to exactly what it was, its indexes included', async () => {
  const names = [
    'one-service-task',
    'timer-catch',
    'message-catch',
    'message-start',
    'parallel-multi-instance',
  ];
  const compiled = await compileResources(
    names.map((name) => ({ name: `${name}.bpmn`, content: processFixture(name) })),
  );
  if ('reason' in compiled) throw new Error(compiled.reason);
  const state = new EngineState(5);
  const taken: Change[] = [];
  const run = <T extends Command['type']>(command: Extract<Command, { type: T }>) => {
    const { response } = processCommand<T>(state, command, { now: NOW, random: () => 0 });
    taken.push(...state.takeChanges());
    return response;
  };
  const create = (bpmnProcessId: string, variables = {}) =>
    run<'create-process-instance'>({ type: 'create-process-instance', bpmnProcessId, variables });
  const activate = (jobType: string) =>
    run<'activate-jobs'>({ type: 'activate-jobs', jobType, worker: 'w', maxJobs: 1, timeout: 60_000 })
      ?.jobs[0]?.key ?? '';
  const publish = (name: string, correlationKey: string) =>
    run<'publish-message'>({
      type: 'publish-message',
      name,
      correlationKey,
      messageId: 'm',
      timeToLive: 60_000,
    });

  run<'deploy-resources'>({ type: 'deploy-resources', resources: compiled.resources });
  for (let n = 0; n < 3; n += 1) create('one-service-task', { n });
  create('timer-catch', { delay: 'PT1H' });
  create('message-catch', { caseId: 'c' });
  create('parallel-multi-instance', { partners: ['a', 'b'] });
  publish('other', 'c');
  const held = activate('check');
  const inOrder = () => [...state.rows()].map((row) => JSON.stringify(row)).sort();
  const before = { rows: inOrder(), indexes: JSON.stringify(state.indexes()) };

  taken.length = 0;
  run<'complete-job'>({ type: 'complete-job', jobKey: held, variables: { n: 9 } });
  run<'fail-job'>({ type: 'fail-job', jobKey: activate('check'), retries: 0 });
  run<'fail-job'>({ type: 'fail-job', jobKey: activate('check'), retries: 2, retryBackOff: 1_000 });
  run<'complete-job'>({ type: 'complete-job', jobKey: activate('ask'), variables: { answer: 'A' } });
  publish('reply', 'c');
  publish('request', 'k');
  create('one-service-task');
  const [waiting] = [...state.elementInstances.values()].filter(
    ({ elementId }) => elementId === 'timer-catch',
  );
  run<'cancel-process-instance'>({ type: 'cancel-process-instance', processInstanceKey: waiting?.key ?? '' });
  expect(inOrder()).not.toEqual(before.rows);

  state.undo(taken);
  expect(inOrder()).toEqual(before.rows);
  expect(JSON.stringify(state.indexes())).toBe(before.indexes);
  expect(state.hasChanges).toBe(false);
  // What was handed out before is still held, what was activated since is not.
  expect(activate('check')).not.toBe(held);
});
