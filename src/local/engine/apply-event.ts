import type { EngineEvent } from './events.ts';
import { expectPresent, InvariantViolation } from './failures.ts';
import type { Key } from './records.ts';
import type { ElementInstance, ElementInstanceState, Job, MultiInstanceProgress, Versions } from './rows.ts';
import { outputKey, pair, variableKey, type EngineState } from './state.ts';
import type { Table } from './table.ts';

/** Applies a fact: the only writer to the tables. Throws `InvariantViolation` when the fact contradicts the state. */
export function applyEvent(state: EngineState, event: EngineEvent): void {
  switch (event.type) {
    case 'keys-issued':
      return state.counters.put('keys', { value: event.last });

    case 'process-deployed':
      return deploy(state.processes, state.processVersions, event.row.bpmnProcessId, event.row);
    case 'process-deleted':
      return undeploy(state.processes, state.processVersions, event.key, (row) => row.bpmnProcessId);
    case 'decision-requirements-deployed': {
      const { decisionRequirements, decisionRequirementsVersions } = state;
      const { row } = event;
      return deploy(decisionRequirements, decisionRequirementsVersions, row.decisionRequirementsId, row);
    }
    case 'decision-requirements-deleted': {
      const { decisionRequirements, decisionRequirementsVersions } = state;
      return undeploy(
        decisionRequirements,
        decisionRequirementsVersions,
        event.key,
        (row) => row.decisionRequirementsId,
      );
    }
    case 'decision-deployed':
      return deploy(state.decisions, state.decisionVersions, event.row.decisionId, event.row);
    case 'decision-deleted':
      return undeploy(state.decisions, state.decisionVersions, event.key, (row) => row.decisionId);
    case 'form-deployed':
      return deploy(state.forms, state.formVersions, event.row.formId, event.row);
    case 'form-deleted':
      return undeploy(state.forms, state.formVersions, event.key, (row) => row.formId);

    case 'element-activating': {
      const { row, tokens, joined } = event;
      if (tokens > 0) changeTokens(state, row.scopeKey, -tokens);
      if (joined !== undefined) for (const flowId of joined) changeJoin(state, row.scopeKey, flowId, -1);
      state.elementInstances.put(row.key, row);
      return;
    }
    case 'element-activated':
      return setState(state, event.key, 'activating', 'activated');
    case 'element-completing':
      return setState(state, event.key, 'activated', 'completing');
    case 'element-terminating':
      return setState(state, event.key, undefined, 'terminating');
    case 'element-completed':
    case 'element-terminated':
      return removeInstance(state, event.key);
    case 'remains-left':
      return update(state, event.key, { remains: event.remains });
    case 'remains-cleared': {
      const { remains: _remains, ...row } = instance(state, event.key);
      state.elementInstances.put(row.key, row);
      return;
    }
    case 'sequence-flow-taken':
      changeTokens(state, event.scopeKey, 1);
      if (event.waitsAtJoin) changeJoin(state, event.scopeKey, event.flowId, 1);
      return;
    case 'tokens-dropped': {
      const scope = instance(state, event.scopeKey);
      const { interruptedBy } = event;
      state.elementInstances.put(scope.key, {
        ...scope,
        tokens: 0,
        ...(interruptedBy === undefined ? {} : { interruptedBy }),
      });
      state.joinTokens.delete(scope.key);
      return;
    }
    case 'process-called':
      return update(state, event.key, { calledInstanceKey: event.calledInstanceKey });
    case 'gateway-triggered':
      return update(state, event.key, { trigger: event.trigger });
    case 'element-migrated':
      return update(state, event.key, {
        elementId: event.elementId,
        processDefinitionKey: event.processDefinitionKey,
      });

    case 'variable-set':
      state.variables.put(variableKey(event.scopeKey, event.name), {
        scopeKey: event.scopeKey,
        name: event.name,
        value: event.value,
      });
      return;

    case 'multi-instance-started':
      state.multiInstanceItems.put(event.bodyKey, { items: event.items });
      state.multiInstances.put(event.bodyKey, {
        size: event.items.length,
        started: 0,
        completed: 0,
        terminated: 0,
      });
      return;
    case 'multi-instance-item-started':
      return count(state, event.bodyKey, 'started');
    case 'multi-instance-items-remain': {
      const { remainSince: _remainSince, ...progress } = progressOf(state, event.bodyKey);
      state.multiInstances.put(event.bodyKey, {
        ...progress,
        ...(event.since === undefined ? {} : { remainSince: event.since }),
      });
      return;
    }
    case 'multi-instance-item-completed':
      return count(state, event.bodyKey, 'completed');
    case 'multi-instance-item-terminated':
      return count(state, event.bodyKey, 'terminated');
    case 'multi-instance-outputs-left': {
      const progress = progressOf(state, event.bodyKey);
      state.multiInstances.put(event.bodyKey, { ...progress, remainSince: event.since, cleared: 0 });
      return;
    }
    case 'multi-instance-outputs-cleared': {
      const { bodyKey, below } = event;
      const progress = progressOf(state, bodyKey);
      removeOutputs(state, bodyKey, progress.cleared ?? 0, below);
      if (below >= progress.started) state.multiInstances.delete(bodyKey);
      else state.multiInstances.put(bodyKey, { ...progress, cleared: below });
      return;
    }
    case 'multi-instance-output':
      state.multiInstanceOutputs.put(outputKey(event.bodyKey, event.index), {
        bodyKey: event.bodyKey,
        index: event.index,
        value: event.value,
      });
      return;

    case 'job-created':
      state.jobs.put(event.row.key, event.row);
      return update(state, event.row.elementInstanceKey, { jobKey: event.row.key });
    case 'job-activated': {
      const job = expectPresent(state.jobs.get(event.key), `Job ${event.key}`);
      state.jobs.put(job.key, { ...job, state: 'activated', worker: event.worker, dueAt: event.deadline });
      return;
    }
    case 'job-made-activatable':
      return setJob(state, event.key, { state: 'activatable' });
    case 'job-set-aside':
      return setJob(state, event.key, { state: 'failed' });
    case 'job-failed': {
      const { retries, errorMessage, backOffUntil } = event;
      if (retries > 0 && backOffUntil !== undefined) {
        return setJob(state, event.key, { state: 'backing-off', retries, errorMessage, dueAt: backOffUntil });
      }
      return setJob(state, event.key, {
        state: retries > 0 ? 'activatable' : 'failed',
        retries,
        errorMessage,
      });
    }
    case 'job-error-thrown':
      return setJob(state, event.key, { state: 'error-thrown', errorMessage: event.errorMessage });
    case 'job-retries-updated': {
      const job = expectPresent(state.jobs.get(event.key), `Job ${event.key}`);
      state.jobs.put(job.key, { ...job, retries: event.retries });
      return;
    }
    case 'job-deadline-updated': {
      const job = expectPresent(state.jobs.get(event.key), `Job ${event.key}`);
      state.jobs.put(job.key, { ...job, dueAt: event.deadline });
      return;
    }
    case 'job-migrated': {
      const job = expectPresent(state.jobs.get(event.key), `Job ${event.key}`);
      state.jobs.put(job.key, {
        ...job,
        elementId: event.elementId,
        processDefinitionKey: event.processDefinitionKey,
      });
      return;
    }
    case 'job-completed':
    case 'job-cancelled':
      return removeJob(state, event.key);

    case 'timer-created':
      state.timers.put(event.row.key, event.row);
      return;
    case 'timer-triggered': {
      if (event.next === undefined) return state.timers.delete(event.key);
      const timer = expectPresent(state.timers.get(event.key), `Timer ${event.key}`);
      state.timers.put(timer.key, { ...timer, ...event.next });
      return;
    }
    case 'timer-cancelled':
      return state.timers.delete(event.key);

    case 'message-published':
      state.messages.put(event.row.key, event.row);
      return;
    case 'message-correlated': {
      const message = state.messages.get(event.key);
      if (message === undefined) return;
      state.messages.put(message.key, {
        ...message,
        correlatedTo: [...message.correlatedTo, event.bpmnProcessId],
      });
      return;
    }
    case 'message-expired':
      return state.messages.delete(event.key);
    case 'message-subscription-opened':
      state.messageSubscriptions.put(event.row.key, event.row);
      return;
    case 'message-subscription-closed':
      return state.messageSubscriptions.delete(event.key);
    case 'message-subscription-migrated': {
      const row = expectPresent(
        state.messageSubscriptions.get(event.key),
        `Message subscription ${event.key}`,
      );
      const { elementId, bpmnProcessId } = event;
      state.messageSubscriptions.put(row.key, { ...row, elementId, bpmnProcessId });
      return;
    }
    case 'message-start-subscription-opened':
      state.messageStartSubscriptions.put(event.row.key, event.row);
      return;
    case 'message-start-subscription-closed':
      return state.messageStartSubscriptions.delete(event.key);
    case 'message-start-locked':
      state.messageStartLocks.put(pair(event.bpmnProcessId, event.correlationKey), {
        processInstanceKey: event.processInstanceKey,
      });
      return;
    case 'message-start-released':
      return state.messageStartLocks.delete(pair(event.bpmnProcessId, event.correlationKey));

    case 'signal-broadcast':
      return;
    case 'signal-goes-on':
      state.signalBroadcasts.put(event.row.key, event.row);
      return;
    case 'signal-spread':
      return state.signalBroadcasts.delete(event.key);
    case 'signal-subscription-opened':
      state.signalSubscriptions.put(event.row.key, event.row);
      return;
    case 'signal-subscription-closed':
      return state.signalSubscriptions.delete(event.key);

    case 'incident-created':
      state.incidents.put(event.row.key, event.row);
      return;
    case 'incident-resolved':
      return state.incidents.delete(event.key);
    case 'incident-migrated': {
      const row = expectPresent(state.incidents.get(event.key), `Incident ${event.key}`);
      const { elementId, processDefinitionKey } = event;
      state.incidents.put(row.key, { ...row, elementId, processDefinitionKey });
      return;
    }

    case 'compensation-subscribed':
      state.compensations.put(event.row.key, event.row);
      return;
    case 'compensation-triggered': {
      const row = expectPresent(state.compensations.get(event.key), `Compensation subscription ${event.key}`);
      state.compensations.put(row.key, { ...row, throwKey: event.throwKey });
      return;
    }
    case 'compensation-ended':
      return removeCompensation(state, event.key);
  }
}

/** One version of something that was deployed. */
interface Definition {
  readonly key: Key;
  readonly version: number;
}

function deploy<T extends Definition>(table: Table<T>, versions: Table<Versions>, id: string, row: T): void {
  const { key, version } = row;
  table.put(key, row);
  versions.put(id, {
    lastVersion: version,
    versions: [...(versions.get(id)?.versions ?? []), { version, key }],
  });
}

function undeploy<T extends Definition>(
  table: Table<T>,
  versions: Table<Versions>,
  key: Key,
  idOf: (row: T) => string,
): void {
  const id = idOf(expectPresent(table.get(key), `${key} in ${table.name}`));
  const before = expectPresent(versions.get(id), `'${id}' in ${versions.name}`);
  table.delete(key);
  versions.put(id, { ...before, versions: before.versions.filter((version) => version.key !== key) });
}

function instance(state: EngineState, key: Key): ElementInstance {
  return expectPresent(state.elementInstances.get(key), `Element instance ${key}`);
}

function update(state: EngineState, key: Key, change: Partial<ElementInstance>): void {
  state.elementInstances.put(key, { ...instance(state, key), ...change });
}

function setState(
  state: EngineState,
  key: Key,
  from: ElementInstanceState | undefined,
  to: ElementInstanceState,
): void {
  const row = instance(state, key);
  if (from !== undefined && row.state !== from) {
    throw new InvariantViolation(`Element instance ${key} is ${row.state} and cannot become ${to}`);
  }
  state.elementInstances.put(key, { ...row, state: to });
}

function changeTokens(state: EngineState, scopeKey: Key, by: number): void {
  const scope = instance(state, scopeKey);
  const tokens = scope.tokens + by;
  if (tokens < 0) throw new InvariantViolation(`Scope ${scopeKey} would hold ${tokens} tokens`);
  state.elementInstances.put(scopeKey, { ...scope, tokens });
}

function changeJoin(state: EngineState, scopeKey: Key, flowId: string, by: number): void {
  const waiting = { ...state.joinTokens.get(scopeKey) };
  const tokens = (waiting[flowId] ?? 0) + by;
  if (tokens < 0)
    throw new InvariantViolation(`Flow '${flowId}' in scope ${scopeKey} would hold ${tokens} tokens`);
  if (tokens === 0) delete waiting[flowId];
  else waiting[flowId] = tokens;
  if (Object.keys(waiting).length === 0) state.joinTokens.delete(scopeKey);
  else state.joinTokens.put(scopeKey, waiting);
}

/** An element instance goes with everything that is only its own. */
function removeInstance(state: EngineState, key: Key): void {
  for (const name of state.variableNames.get(key)) state.variables.delete(variableKey(key, name));
  state.joinTokens.delete(key);
  const progress = state.multiInstances.get(key);
  if (progress !== undefined) {
    state.multiInstanceItems.delete(key);
    if (progress.cleared === undefined) {
      removeOutputs(state, key, 0, progress.started);
      state.multiInstances.delete(key);
    }
  }
  // What completed in a sub-process stays undoable as long as the completed sub-process is.
  if (!state.compensations.has(key))
    for (const nested of state.compensationsOf.get(key)) removeCompensation(state, nested);
  state.elementInstances.delete(key);
}

function removeCompensation(state: EngineState, key: Key): void {
  for (const nested of state.compensationsOf.get(key)) removeCompensation(state, nested);
  state.compensations.delete(key);
}

function count(state: EngineState, bodyKey: Key, what: 'started' | 'completed' | 'terminated'): void {
  const progress = progressOf(state, bodyKey);
  state.multiInstances.put(bodyKey, { ...progress, [what]: progress[what] + 1 });
}

function progressOf(state: EngineState, bodyKey: Key): MultiInstanceProgress {
  return expectPresent(state.multiInstances.get(bodyKey), `Multi-instance body ${bodyKey}`);
}

/** Removes the outputs with indexes from `from` to below `to`. */
function removeOutputs(state: EngineState, bodyKey: Key, from: number, to: number): void {
  for (let index = from; index < to; index++) state.multiInstanceOutputs.delete(outputKey(bodyKey, index));
}

/** Replaces the transient properties of a job: who had it and until when no longer counts. */
function setJob(state: EngineState, key: Key, change: Partial<Job> & Pick<Job, 'state'>): void {
  const { worker: _worker, dueAt: _dueAt, ...job } = expectPresent(state.jobs.get(key), `Job ${key}`);
  state.jobs.put(key, { ...job, ...change });
}

function removeJob(state: EngineState, key: Key): void {
  const job = expectPresent(state.jobs.get(key), `Job ${key}`);
  const owner = state.elementInstances.get(job.elementInstanceKey);
  if (owner?.jobKey === key) {
    const { jobKey: _jobKey, ...rest } = owner;
    state.elementInstances.put(owner.key, rest);
  }
  state.jobs.delete(key);
}
