import type { Configuration } from '../cases/configuration.ts';
import type { User } from '../cases/people.ts';
import type { Person } from '../contract/http.ts';

type Partners = Pick<Configuration, 'partners'>;

/** Name of a partner; its id when the configuration no longer knows it. */
export function partnerName({ partners }: Partners, partnerId: string): string {
  return partners.find((partner) => partner.partnerId === partnerId)?.name ?? partnerId;
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
