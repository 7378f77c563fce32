import type { User } from '../src/cases/people.ts';
import type { WorkerContext } from './context.ts';

/** Who chairs the consultation of a municipality and may work on its cases now. */
export async function chairIdsOf(
  municipalityId: string,
  { configuration, people }: Pick<WorkerContext, 'configuration' | 'people'>,
): Promise<string[]> {
  const everyone = await Promise.all(
    configuration.partners.map(({ partnerId }) => people.byPartner(partnerId)),
  );
  const chairs = ({ roles, missing, chairedMunicipalityIds }: User): boolean =>
    roles.includes('chair') && missing.length === 0 && chairedMunicipalityIds.includes(municipalityId);
  return everyone
    .flat()
    .filter(chairs)
    .map(({ userId }) => userId);
}
