import type { Connection } from 'mongoose';
import { casePhases, type CasesOfProcess } from '../../contract/http.ts';
import { caseModel, type CaseFile, type StepPlace } from '../case-file.ts';
import { inboxItemModel, type InboxItem } from '../inbox-item.ts';
import { lifecycleProcessId } from '../progress.ts';
import { hideSmallParts } from '../small-counts.ts';

/** The newest version of a process, and since when it is used for what begins. */
export interface NewestVersion {
  readonly processId: string;
  readonly processDefinitionKey: string;
  readonly recordedAt: Date;
}

/** Phases of cases that run; each is the id of the process that the case is in. */
const runningPhases = casePhases.slice(0, casePhases.indexOf('closed'));

type CountedCase = Pick<CaseFile, 'caseId' | 'phase' | 'openedAt'> & {
  readonly steps: readonly Pick<StepPlace, 'processId' | 'processDefinitionKey'>[];
};
type CountedItem = Pick<InboxItem, 'caseId' | 'processId' | 'processDefinitionKey'>;

/**
 * How many cases are in each process, and how many of those began it with an earlier version, which they keep. The protocol of the
 * engine cannot be asked for running instances, so it is counted from what the product knows: a case is in the process of its phase,
 * in every process that waits for a person, and in its lifecycle with the version of the day on which it was opened. What only waits
 * for a date or message in another process is not counted. Nothing about a person is read, and small counts are hidden.
 *
 * @param hiddenBelow counts from 1 up to this number are small
 * @returns by process id, one for each of `newest`
 */
export async function casesOfVersions(
  connection: Connection,
  newest: readonly NewestVersion[],
  hiddenBelow: number,
): Promise<ReadonlyMap<string, CasesOfProcess>> {
  const [cases, items] = await Promise.all([
    caseModel(connection)
      .find(
        { phase: { $in: runningPhases } },
        {
          _id: 0,
          caseId: 1,
          phase: 1,
          openedAt: 1,
          'steps.processId': 1,
          'steps.processDefinitionKey': 1,
        },
      )
      .lean<CountedCase[]>(),
    inboxItemModel(connection)
      .find({ state: 'open' }, { _id: 0, caseId: 1, processId: 1, processDefinitionKey: 1 })
      .lean<CountedItem[]>(),
  ]);
  const countsOf = ({ processId, processDefinitionKey, recordedAt }: NewestVersion) => {
    const isNewest =
      processId === lifecycleProcessId
        ? cases.map(({ openedAt }) => openedAt >= recordedAt)
        : [...keysByCase(processId, cases, items).values()].map((key) => key === processDefinitionKey);
    const onNewest = isNewest.filter(Boolean).length;
    const { total, counts } = hideSmallParts([onNewest, isNewest.length - onNewest], hiddenBelow);
    return { running: total, onEarlierVersions: counts[1] ?? null };
  };
  const found = new Map(newest.map((version) => [version.processId, countsOf(version)]));
  // Every running case is in one phase: with all but one of them shown, the number of all cases would tell that one.
  const lifecycle = found.get(lifecycleProcessId);
  if (lifecycle !== undefined && runningPhases.some((phase) => found.get(phase)?.running === null)) {
    found.set(lifecycleProcessId, { ...lifecycle, running: null });
  }
  return found;
}

/** With which version each case is in this process, by the definition's key. */
function keysByCase(
  processId: string,
  cases: readonly CountedCase[],
  items: readonly CountedItem[],
): ReadonlyMap<string, string> {
  const ofPhase = cases.flatMap(({ caseId, phase, steps }) => {
    const step = phase === processId ? steps.findLast((one) => one.processId === processId) : undefined;
    return step === undefined ? [] : [[caseId, step.processDefinitionKey] as const];
  });
  const atAPerson = items
    .filter((item) => item.processId === processId)
    .map(({ caseId, processDefinitionKey }) => [caseId, processDefinitionKey] as const);
  return new Map([...ofPhase, ...atAPerson]);
}
