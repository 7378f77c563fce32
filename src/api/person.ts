import { organisationNames, type Configuration } from '../cases/configuration.ts';
import type { User } from '../cases/people.ts';
import type { Person } from '../contract/http.ts';

type Partners = Pick<Configuration, 'partners' | 'externalParties'>;

/** Name of an organisation; its id when the configuration no longer knows it. */
export function partnerName(configuration: Partners, partnerId: string): string {
  return organisationNames(configuration).get(partnerId) ?? partnerId;
}

/** A user as the browser gets it. */
export function personOf(configuration: Partners, user: User): Person {
  const { userId, name, partnerId, roles, missing } = user;
  return {
    userId,
    name,
    partnerId,
    partnerName: partnerName(configuration, partnerId),
    roles: [...roles],
    missing: [...missing],
  };
}
