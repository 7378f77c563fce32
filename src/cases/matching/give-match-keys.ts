import type { Connection } from 'mongoose';
import { caseModel, complete, type CaseFile } from '../case-file.ts';
import type { MatchKeys } from './match-keys.ts';

/**
 * Gives cases from before signals were compared their match keys; a closed or destroyed case gets none. Call at start; finds nothing to
 * do from the second time on.
 */
export async function giveCasesMatchKeys(connection: Connection, keys: MatchKeys): Promise<void> {
  const cases = caseModel(connection);
  const without = { matchKeys: null };
  const cursor = cases.find(without, { _id: 0 }).lean<CaseFile>().cursor();
  for await (const stored of cursor) {
    const caseFile = complete(stored);
    const found = caseFile.shieldedAt === null || caseFile.phase === 'not-admitted';
    await cases.updateOne(
      { caseId: caseFile.caseId, ...without },
      // The version is left: nothing that a command decides on has changed.
      { $set: { matchKeys: found ? [...keys.of(caseFile)] : [] } },
    );
  }
}
