import type { Change, StoredRow } from '../engine/state.ts';
import { compileBpmn } from './bpmn/compile.ts';

interface ProcessRow {
  readonly bpmnProcessId: string;
  readonly content: string;
  readonly model?: unknown;
}

/** What is stored of a change: the model is derived from the file, which is stored as well. */
export const withoutModel = (change: Change): Change => {
  if (change.table !== 'processes' || change.value === undefined) return change;
  const { model: _model, ...row } = change.value as ProcessRow;
  return { ...change, value: row };
};

/**
 * Stored rows as the engine needs them: the files of deployed processes are compiled again, each once.
 *
 * @throws Error when this release cannot read a deployed file
 */
export const withModels = async (rows: Iterable<StoredRow>): Promise<StoredRow[]> => {
  const compiled = new Map<string, Awaited<ReturnType<typeof compileBpmn>>>();
  const loaded: StoredRow[] = [];
  for (const stored of rows) {
    if (stored.table !== 'processes') {
      loaded.push(stored);
      continue;
    }
    const row = stored.value as ProcessRow;
    let file = compiled.get(row.content);
    if (file === undefined) {
      file = await compileBpmn(row.content);
      compiled.set(row.content, file);
    }
    const model = file.isComplete ? file.processes.find(({ id }) => id === row.bpmnProcessId) : undefined;
    if (model === undefined) {
      throw new Error(
        `The deployed process '${row.bpmnProcessId}' (key ${stored.key}) cannot be read by this release: ` +
          `${file.problem ?? 'it is not in its file'}. Start the release that deployed it.`,
      );
    }
    loaded.push({ ...stored, value: { ...row, model } });
  }
  return loaded;
};
