import type { Connection } from 'mongoose';
import { caseModel, type CaseFile } from './case-file.ts';
import { inboxItemModel } from './inbox-item.ts';

/**
 * Gives inbox items from before municipalities were kept apart the municipality of their case; until then nobody sees
 * them. Call at start; finds nothing to do from the second time on.
 */
export async function giveItemsTheirMunicipality(connection: Connection): Promise<void> {
  const items = inboxItemModel(connection);
  const caseIds: string[] = await items.distinct('caseId', { municipalityId: null });
  for (const caseId of caseIds) {
    const found = await caseModel(connection)
      .findOne({ caseId }, { municipalityId: 1 })
      .lean<Pick<CaseFile, 'municipalityId'>>();
    if (found === null) continue;
    await items.updateMany(
      { caseId, municipalityId: null },
      { $set: { municipalityId: found.municipalityId } },
    );
  }
}
