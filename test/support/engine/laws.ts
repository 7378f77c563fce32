import { compileProcess } from '../../../src/local/engine/compiled-process.ts';
import { type ElementInstance, EngineState, type StoredRow } from '../../../src/local/engine/index.ts';
import { variableKey } from '../../../src/local/engine/state.ts';

/** What must hold after every command. Returns the broken laws; empty: all hold. */
export function brokenLaws(state: EngineState, persisted: ReadonlyMap<string, StoredRow>): string[] {
  return [...rebuiltStateIsDifferent(state, persisted), ...orphans(state), ...stuckInstances(state)];
}

/** The rows and all derived indexes in a comparable form. */
export function snapshot(state: EngineState): string {
  const rows = [...state.rows()]
    .map(({ table, key, value }) => `${table} ${key} ${JSON.stringify(value)}`)
    .sort();
  return JSON.stringify([rows, state.indexes()]);
}

function rebuiltStateIsDifferent(state: EngineState, persisted: ReadonlyMap<string, StoredRow>): string[] {
  const rebuilt = EngineState.load(persisted.values(), state.partitionId);
  return snapshot(rebuilt) === snapshot(state)
    ? []
    : ['the state rebuilt from the persisted changes differs'];
}

function orphans(state: EngineState): string[] {
  const broken: string[] = [];
  const instances = state.elementInstances;
  const must = (holds: boolean, what: string): void => {
    if (!holds) broken.push(what);
  };
  for (const row of instances.values()) {
    must(state.processes.has(row.processDefinitionKey), `${row.elementId} ${row.key} has no definition`);
    must(
      instances.get(row.processInstanceKey)?.type === 'process',
      `${row.elementId} ${row.key} has no process instance`,
    );
    if (row.type === 'process') {
      must(row.scopeKey === '', `process instance ${row.key} has a scope`);
      if (row.parentElementInstanceKey !== undefined) {
        const caller = instances.get(row.parentElementInstanceKey);
        must(caller?.calledInstanceKey === row.key, `called instance ${row.key} has no caller`);
      }
    } else {
      must(instances.has(row.scopeKey), `${row.elementId} ${row.key} has no living scope`);
    }
    if (row.jobKey !== undefined)
      must(state.jobs.has(row.jobKey), `${row.elementId} ${row.key} lost its job`);
    // One whose output mappings fail has outlived it.
    if (row.calledInstanceKey !== undefined && row.state !== 'completing' && !state.hasEnded(row.key)) {
      must(instances.has(row.calledInstanceKey), `${row.elementId} ${row.key} lost its called instance`);
    }
  }
  for (const row of state.decisions.values()) {
    must(
      state.decisionRequirements.has(row.decisionRequirementsKey),
      `decision ${row.decisionId} ${row.key} has no graph`,
    );
  }
  for (const job of state.jobs.values()) {
    must(instances.get(job.elementInstanceKey)?.jobKey === job.key, `job ${job.key} is an orphan`);
    if ((job.state === 'failed' || job.state === 'error-thrown') && !state.hasEnded(job.elementInstanceKey)) {
      const incidents = state.incidentsOf.get(job.elementInstanceKey);
      must(
        incidents.some((key) => state.incidents.get(key)?.jobKey === job.key),
        `${job.state} job ${job.key} has no incident`,
      );
    }
  }
  for (const timer of state.timers.values()) {
    const owner = timer.elementInstanceKey;
    must(
      owner === '' ? state.processes.has(timer.processDefinitionKey) : instances.has(owner),
      `timer ${timer.key} is an orphan`,
    );
  }
  for (const row of state.messageSubscriptions.values()) {
    must(instances.has(row.elementInstanceKey), `message subscription ${row.key} is an orphan`);
  }
  for (const row of state.signalSubscriptions.values()) {
    const owner = row.elementInstanceKey;
    must(
      owner === '' ? state.processes.has(row.processDefinitionKey) : instances.has(owner),
      `signal subscription ${row.key} is an orphan`,
    );
  }
  for (const row of state.messageStartSubscriptions.values()) {
    must(state.processes.has(row.processDefinitionKey), `message start subscription ${row.key} is an orphan`);
  }
  for (const row of state.messageStartLocks.values()) {
    const instance = instances.get(row.processInstanceKey);
    must(
      instance?.startedByCorrelationKey !== undefined,
      `message start lock of ${row.processInstanceKey} is an orphan`,
    );
  }
  for (const incident of state.incidents.values()) {
    must(instances.has(incident.elementInstanceKey), `incident ${incident.key} is an orphan`);
    must(
      incident.jobKey === undefined || state.jobs.has(incident.jobKey),
      `the job of incident ${incident.key} is gone`,
    );
  }
  for (const row of state.variables.values()) {
    must(instances.has(row.scopeKey), `variable ${variableKey(row.scopeKey, row.name)} is an orphan`);
  }
  for (const key of state.joinTokens.keys()) must(instances.has(key), `join tokens of ${key} are orphans`);
  for (const [key, { cleared, remainSince }] of state.multiInstances.entries()) {
    must(
      cleared === undefined
        ? instances.get(key)?.type === 'multi-instance-body'
        : remainSince !== undefined && !instances.has(key),
      `multiInstances ${key} is an orphan`,
    );
  }
  for (const key of state.multiInstanceItems.keys())
    must(instances.get(key)?.type === 'multi-instance-body', `multiInstanceItems ${key} is an orphan`);
  for (const { bodyKey, index } of state.multiInstanceOutputs.values()) {
    const { cleared = 0 } = state.multiInstances.get(bodyKey) ?? { cleared: Infinity };
    must(index >= cleared, `output of ${bodyKey} is an orphan`);
  }
  for (const row of state.compensations.values()) {
    must(instances.has(row.processInstanceKey), `compensation subscription ${row.key} is an orphan`);
    must(
      instances.has(row.scopeKey) || state.compensations.has(row.scopeKey),
      `compensation subscription ${row.key} has no scope`,
    );
  }
  return broken;
}

function stuckInstances(state: EngineState): string[] {
  const broken: string[] = [];
  for (const row of state.elementInstances.values()) {
    if (state.hasEnded(row.key)) {
      if (!isClearedAway(state, row))
        broken.push(`${row.type} ${row.elementId} ${row.key} has ended and nothing clears it away`);
      continue;
    }
    const waiting = Object.values(state.joinTokens.get(row.key) ?? {}).reduce((sum, count) => sum + count, 0);
    if (row.tokens !== waiting)
      broken.push(`scope ${row.elementId} ${row.key} holds ${row.tokens} tokens, ${waiting} wait`);
    if (!waits(state, row))
      broken.push(`${row.type} ${row.elementId} ${row.key} is ${row.state} and waits for nothing`);
  }
  return broken;
}

/** Whether a command that is due comes to this row, which has ended. */
function isClearedAway(state: EngineState, row: ElementInstance): boolean {
  const remains = state.elementInstances.get(row.key)?.remains;
  if (row.state === 'terminating' && remains !== undefined) return true;
  const outer = state.elementInstances.get(row.scopeKey || (row.parentElementInstanceKey ?? ''));
  if (outer === undefined) return false;
  if (outer.remains?.before !== undefined && BigInt(row.key) < BigInt(outer.remains.before)) return true;
  return isClearedAway(state, outer);
}

function waits(state: EngineState, row: ElementInstance): boolean {
  if (state.incidentsOf.has(row.key)) return true;
  if (row.state !== 'activated') return false;
  switch (row.type) {
    case 'process':
    case 'sub-process':
    case 'event-sub-process':
      return state.children.has(row.key) || row.tokens > 0;
    case 'multi-instance-body':
      return state.children.has(row.key) || state.multiInstances.get(row.key)?.remainSince !== undefined;
    case 'call-activity':
      return row.calledInstanceKey !== undefined;
    case 'receive-task':
    case 'intermediate-catch-event':
    case 'event-based-gateway':
      return (
        state.timersOf.has(row.key) || state.subscriptionsOf.has(row.key) || state.signalsOf.has(row.key)
      );
    case 'intermediate-throw-event':
    case 'end-event':
      return row.jobKey !== undefined || state.compensationsThrownBy.has(row.key);
    default: {
      const definition = state.processes.get(row.processDefinitionKey);
      const element = definition && compileProcess(definition.model).elements.get(row.elementId);
      return row.jobKey !== undefined && element !== undefined;
    }
  }
}
