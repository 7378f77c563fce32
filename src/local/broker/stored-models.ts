import type { Change, StoredRow } from '../engine/state.ts';
import { compileBpmn } from './bpmn/compile.ts';
import { compileDmn } from './dmn/compile.ts';

/** A row that stores the file of a deployed model. */
interface FileRow {
  readonly content: string;
  readonly model?: unknown;
}

/** Tables whose rows have a model, which is derived from the file that is stored as well. */
const MODEL_TABLES: ReadonlySet<string> = new Set(['processes', 'decisionRequirements']);

/** What is stored of a change. */
export const withoutModel = (change: Change): Change => {
  if (!MODEL_TABLES.has(change.table) || change.value === undefined) return change;
  const { model: _model, ...row } = change.value as FileRow;
  return { ...change, value: row };
};

/** Runs once for the same text. */
const once = <T>(compile: (text: string) => Promise<T>): ((text: string) => Promise<T>) => {
  const done = new Map<string, Promise<T>>();
  return (text) => {
    const result = done.get(text) ?? compile(text);
    done.set(text, result);
    return result;
  };
};

/**
 * Stored rows as the engine needs them: the files of deployed models are compiled again, each once.
 *
 * @throws Error when this release cannot read a deployed file
 */
export const withModels = async (rows: Iterable<StoredRow>): Promise<StoredRow[]> => {
  const processesIn = once(compileBpmn);
  const decisionsIn = once(compileDmn);
  const loaded: StoredRow[] = [];
  for (const stored of rows) {
    if (stored.table === 'processes') {
      const row = stored.value as FileRow & { bpmnProcessId: string };
      const file = await processesIn(row.content);
      const model = file.isComplete ? file.processes.find(({ id }) => id === row.bpmnProcessId) : undefined;
      if (model === undefined) throw unreadable(`process '${row.bpmnProcessId}'`, stored.key, file.problem);
      loaded.push({ ...stored, value: { ...row, model } });
    } else if (stored.table === 'decisionRequirements') {
      const row = stored.value as FileRow & { decisionRequirementsId: string };
      const { graph: model, problem } = await decisionsIn(row.content);
      if (model === undefined)
        throw unreadable(`decision graph '${row.decisionRequirementsId}'`, stored.key, problem);
      loaded.push({ ...stored, value: { ...row, model } });
    } else {
      loaded.push(stored);
    }
  }
  return loaded;
};

const unreadable = (what: string, key: string, problem = 'it is not in its file'): Error =>
  new Error(
    `The deployed ${what} (key ${key}) cannot be read by this release: ${problem}. Start the release that deployed it.`,
  );
