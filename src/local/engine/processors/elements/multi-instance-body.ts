import type { CompiledElement } from '../../compiled-process.ts';
import { toJson, type Lookup } from '../../expression.ts';
import type { ElementProcessor, Execution } from '../../execution.ts';
import { expectPresent } from '../../failures.ts';
import type { Expression, MultiInstance } from '../../model.ts';
import type { ElementInstance } from '../../rows.ts';
import { collectedOutputs } from '../../collected-outputs.ts';
import { evaluateOr, lookupFrom, propagate, unexpected } from '../../variables.ts';

/** Runs its activity once per item of a collection, all at once or one after the other. */
export const multiInstanceBody: ElementProcessor = {
  activate(execution, instance, element) {
    const loop = loopOf(element);
    const { inputCollection } = loop;
    const lookup = lookupFrom(execution.state, instance.key);
    const items = toJson(evaluateOr('EXTRACT_VALUE_ERROR', inputCollection, lookup, execution));
    if (!Array.isArray(items)) throw unexpected(inputCollection, 'ARRAY', items);
    execution.emit({ type: 'multi-instance-started', bodyKey: instance.key, items });
    if (!loop.sequential) startItemsAtOnce(execution, instance);
    else if (items.length > 0) startNextItem(execution, instance, element);
    return items.length === 0 ? 'complete' : 'wait';
  },
  completing(execution, instance, element) {
    const { outputCollection } = loopOf(element);
    if (outputCollection === undefined) return;
    propagate(execution, instance.scopeKey, {
      [outputCollection]: collectedOutputs(execution.state, instance.key),
    });
  },
  childCompleting(execution, body, item) {
    const element = execution.elementOf(body);
    const { outputElement, outputCollection, completionCondition } = loopOf(element);
    const lookup = lookupFrom(execution.state, item.key);
    if (outputElement !== undefined && outputCollection !== undefined) {
      const value = toJson(evaluateOr('EXTRACT_VALUE_ERROR', outputElement, lookup, execution));
      const index = (item.loopCounter ?? 1) - 1;
      execution.emit({ type: 'multi-instance-output', bodyKey: body.key, index, value });
    }
    const done =
      completionCondition !== undefined &&
      isComplete(execution, completionCondition, counting(execution, body, lookup));
    execution.emit({ type: 'multi-instance-item-completed', bodyKey: body.key });
    return done;
  },
  childEnded(execution, body, _item, endsScope) {
    if (endsScope) {
      if (progressOf(execution, body).remainSince !== undefined)
        execution.emit({ type: 'multi-instance-items-remain', bodyKey: body.key });
      execution.terminateChildren(body.key);
      execution.complete(body.key);
      return;
    }
    const { size, started } = progressOf(execution, body);
    const element = execution.elementOf(body);
    if (loopOf(element).sequential && started < size) startNextItem(execution, body, element);
    else if (started === size && !execution.state.children.has(body.key)) execution.complete(body.key);
  },
  emptied(execution, body) {
    if (progressOf(execution, body).remainSince === undefined) execution.complete(body.key);
  },
};

function loopOf(element: CompiledElement): MultiInstance {
  return expectPresent(element.node.multiInstance, `The loop characteristics of '${element.id}'`);
}

function progressOf(execution: Execution, body: ElementInstance) {
  return expectPresent(execution.state.multiInstances.get(body.key), `Multi-instance body ${body.key}`);
}

/** Starts items of a body that runs them at once, as many as a command may; the rest follow in further commands. */
export function startItemsAtOnce(execution: Execution, body: ElementInstance): void {
  const { size, started, remainSince } = progressOf(execution, body);
  const element = execution.elementOf(body);
  const last = Math.min(size, started + execution.itemsAtOnce);
  for (let i = started; i < last; i++) startNextItem(execution, body, element);
  if (last < size && remainSince === undefined)
    execution.emit({ type: 'multi-instance-items-remain', bodyKey: body.key, since: execution.now });
  else if (last === size && remainSince !== undefined)
    execution.emit({ type: 'multi-instance-items-remain', bodyKey: body.key });
}

/** An output element that is only a name or a path gets a variable of its own in every item. */
const PLAIN_PATH = /^\s*([\p{L}_$][\p{L}\p{N}_$]*)(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*\s*$/u;

function startNextItem(execution: Execution, body: ElementInstance, element: CompiledElement): void {
  const { inputElement, outputElement } = loopOf(element);
  const { items } = expectPresent(
    execution.state.multiInstanceItems.get(body.key),
    `Items of body ${body.key}`,
  );
  const index = progressOf(execution, body).started;
  execution.emit({ type: 'multi-instance-item-started', bodyKey: body.key });
  const variables: Record<string, unknown> = { loopCounter: index + 1 };
  const output = PLAIN_PATH.exec(outputElement?.kind === 'feel' ? outputElement.source : '')?.[1];
  if (output !== undefined) variables[output] = null;
  if (inputElement !== undefined) variables[inputElement] = items[index] ?? null;
  if (output === 'loopCounter' || inputElement === 'loopCounter') variables['loopCounter'] = index + 1;
  execution.enterItem(body, element, index + 1, variables);
}

/** The lookup of a completion condition: counters that shadow variables, as they are once this item has completed. */
function counting(execution: Execution, body: ElementInstance, lookup: Lookup): Lookup {
  const { size, started, completed, terminated } = progressOf(execution, body);
  return (name) => {
    switch (name) {
      case 'numberOfInstances':
        return size;
      case 'numberOfActiveInstances':
        return started - completed - terminated - 1;
      case 'numberOfCompletedInstances':
        return completed + 1;
      case 'numberOfTerminatedInstances':
        return terminated;
      default:
        return lookup(name);
    }
  };
}

function isComplete(execution: Execution, condition: Expression, lookup: Lookup): boolean {
  const value = evaluateOr('EXTRACT_VALUE_ERROR', condition, lookup, execution);
  if (typeof value !== 'boolean') throw unexpected(condition, 'BOOLEAN', value);
  return value;
}
