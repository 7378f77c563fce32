import fc from 'fast-check';
import type { Command } from '../../../src/local/engine/index.ts';
import type { EngineDriver } from './engine-driver.ts';
import { KEY, MESSAGE, PING, SIGNAL } from './random-models.ts';

const MINUTE_MS = 60_000;
/** How long a worker holds a job. */
const HOLD_MINUTES = 10;
/** With more element instances nothing goes on: every round of a loop that forks makes more. */
const CROWD = 60;
const JOB_TYPES = ['work', 'io.camunda.zeebe:userTask'];

/** Something a worker, a client, an operator or time does. `pick` chooses among what is there. */
export type Action =
  | {
      readonly kind:
        | 'complete'
        | 'fail'
        | 'back-off'
        | 'error'
        | 'time-out'
        | 'return'
        | 'retry-job'
        | 'resolve'
        | 'set'
        | 'enter'
        | 'leave'
        | 'migrate'
        | 'cancel'
        | 'restart'
        | 'reject'
        | 'broadcast';
      readonly pick: number;
    }
  | { readonly kind: 'advance'; readonly minutes: number }
  | { readonly kind: 'publish'; readonly name: string; readonly minutes: number };

const doing = (weight: number, ...kinds: Exclude<Action['kind'], 'advance' | 'publish'>[]) => ({
  weight,
  arbitrary: fc.record({ kind: fc.constantFrom(...kinds), pick: fc.nat(30) }),
});

const ofWorkersAndTime = [
  doing(8, 'complete', 'complete', 'fail', 'error'),
  doing(2, 'back-off', 'time-out', 'return'),
  doing(3, 'resolve', 'restart', 'reject', 'retry-job'),
  doing(2, 'set', 'broadcast'),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('publish' as const),
      name: fc.constantFrom(MESSAGE, PING),
      minutes: fc.constantFrom(0, 0, 30),
    }),
  },
];

/** What may happen without changing the way a process goes. */
export const actions: fc.Arbitrary<Action> = fc.oneof(...ofWorkersAndTime);

/** A long story in which operators intervene too: a process may then wait for ever at a join. */
export const stories: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(...ofWorkersAndTime, doing(1, 'enter', 'leave'), doing(1, 'migrate', 'cancel')),
  { minLength: 10, maxLength: 50, size: 'max' },
);

const choose = <T>(among: Iterable<T>, pick: number): T | undefined => {
  const all = [...among];
  return all[pick % all.length];
};

/** Does it; where there is nothing to do it to, or too much going on, nothing happens. */
export function perform(engine: EngineDriver, action: Action): void {
  if (engine.state.elementInstances.size > CROWD) return;
  switch (action.kind) {
    case 'advance':
      return advance(engine, action.minutes);
    case 'publish':
      engine.publish(action.name, KEY, { pick: 1 }, action.minutes * MINUTE_MS);
      return;
    case 'broadcast':
      engine.do({ type: 'broadcast-signal', signalName: SIGNAL, variables: { pick: action.pick % 3 } });
      return;
    case 'restart':
      return engine.restart();
    case 'reject':
      engine.refused({ type: 'complete-job', jobKey: '1' });
      return;
    case 'cancel':
      return cancelOne(engine, action.pick);
    case 'resolve':
      return resolveOne(engine, action.pick);
    case 'retry-job': {
      const job = choose(engine.state.jobs.values(), action.pick);
      if (job !== undefined)
        doTo(engine, job.elementInstanceKey, { type: 'update-job-retries', jobKey: job.key, retries: 2 });
      return;
    }
    case 'set': {
      const scope = choose(engine.instances(), action.pick);
      if (scope === undefined) return;
      doTo(engine, scope.key, {
        type: 'set-variables',
        elementInstanceKey: scope.key,
        variables: { pick: action.pick % 4 },
        local: action.pick % 2 === 1,
      });
      return;
    }
    case 'enter':
    case 'leave':
      return modify(engine, action.kind, action.pick);
    case 'migrate':
      return migrate(engine, action.pick);
  }
  const key = takeJob(engine, action.pick);
  if (key === undefined) return;
  switch (action.kind) {
    case 'complete':
      engine.do({ type: 'complete-job', jobKey: key, variables: { pick: action.pick % 4 } });
      return;
    case 'fail':
      engine.do({ type: 'fail-job', jobKey: key, retries: (action.pick % 4) - 1 });
      return;
    case 'back-off':
      engine.do({ type: 'fail-job', jobKey: key, retries: 1, retryBackOff: MINUTE_MS });
      return;
    case 'error':
      engine.do({ type: 'throw-error', jobKey: key, errorCode: `E${action.pick % 4}` });
      return;
    case 'return':
      engine.do({ type: 'return-jobs', jobKeys: [key] });
      return;
    case 'time-out':
      return advance(engine, HOLD_MINUTES);
  }
}

function advance(engine: EngineDriver, minutes: number): void {
  for (let minute = 0; minute < minutes && engine.state.elementInstances.size <= CROWD; minute += 1) {
    engine.advance(MINUTE_MS);
  }
}

/** Activates one activatable job, not always the oldest. */
function takeJob(engine: EngineDriver, pick: number): string | undefined {
  const job = choose(
    [...engine.state.jobs.values()].filter(
      ({ state, type }) => state === 'activatable' && JOB_TYPES.includes(type),
    ),
    pick,
  );
  if (job === undefined) return undefined;
  const { jobs } = engine.do({
    type: 'activate-jobs',
    jobType: job.type,
    worker: 'test',
    maxJobs: 1,
    timeout: HOLD_MINUTES * MINUTE_MS,
    jobKeys: [job.key],
  });
  if (jobs.length > 0 && engine.state.hasEnded(job.elementInstanceKey))
    throw new Error(`Job ${job.key} of an element that has ended was handed out`);
  return jobs[0]?.key;
}

/** A command on something of an element instance; of one that has ended and is not cleared away it finds nothing. */
function doTo(engine: EngineDriver, elementInstanceKey: string, command: Command): void {
  if (!engine.state.hasEnded(elementInstanceKey)) {
    engine.do(command);
    return;
  }
  const { type, reason } = engine.refused(command);
  if (type !== 'NOT_FOUND') throw new Error(`${command.type} of what has ended is ${type}: ${reason}`);
}

function cancelOne(engine: EngineDriver, pick: number): void {
  const roots = engine
    .instances()
    .filter(
      ({ type, parentElementInstanceKey }) => type === 'process' && parentElementInstanceKey === undefined,
    );
  const root = choose(roots, pick);
  if (root !== undefined)
    doTo(engine, root.key, { type: 'cancel-process-instance', processInstanceKey: root.key });
}

/** Corrects the cause as far as an operator can, and resolves an incident. */
export function resolveOne(engine: EngineDriver, pick = 0): void {
  const incident = choose(engine.incidents(), pick);
  if (incident === undefined) return;
  if (incident.jobKey !== undefined)
    doTo(engine, incident.elementInstanceKey, {
      type: 'update-job-retries',
      jobKey: incident.jobKey,
      retries: 1,
    });
  doTo(engine, incident.elementInstanceKey, { type: 'resolve-incident', incidentKey: incident.key });
}

/** Enters a random element of a random instance, or ends a random one; it may be refused. */
function modify(engine: EngineDriver, what: 'enter' | 'leave', pick: number): void {
  const instance = choose(engine.instances(), pick);
  if (instance === undefined) return;
  const { processInstanceKey, processDefinitionKey, key, type } = instance;
  if (what === 'leave') {
    if (type === 'process') return;
    engine.send({
      type: 'modify-process-instance',
      processInstanceKey,
      terminateInstructions: [{ elementInstanceKey: key }],
    });
    return;
  }
  const element = choose(engine.state.processes.get(processDefinitionKey)?.model.elements ?? [], pick);
  if (element === undefined) return;
  engine.send({
    type: 'modify-process-instance',
    processInstanceKey,
    activateInstructions: [{ elementId: element.id }],
  });
}

/** Moves a random instance to the latest version of its process; it may be refused. */
function migrate(engine: EngineDriver, pick: number): void {
  const root = choose(
    engine.instances().filter(({ type }) => type === 'process'),
    pick,
  );
  const latest = engine.state.processVersions.get(root?.elementId ?? '')?.versions.at(-1);
  if (root === undefined || latest === undefined) return;
  const active = new Set(
    engine
      .instances()
      .filter(({ processInstanceKey, type }) => processInstanceKey === root.key && type !== 'process')
      .map(({ elementId }) => elementId),
  );
  engine.send({
    type: 'migrate-process-instance',
    processInstanceKey: root.key,
    targetProcessDefinitionKey: latest.key,
    mappingInstructions: [...active].map((id) => ({ sourceElementId: id, targetElementId: id })),
  });
}
