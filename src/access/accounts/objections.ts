import type { ErrorDetail } from '../../lib/errors.ts';
import { passwordObjection } from './passwords.ts';
import type { Credentials, Directory } from './standing.ts';
import type { Account } from './account.ts';

/** What an administrator enters of a person. */
export type AccountProperties = Pick<Account, 'partnerId' | 'name' | 'email'> & {
  readonly roles: readonly Account['roles'][number][];
} & Omit<Credentials, 'secrecy'>;

/** In Dutch what is wrong with the properties of an account, by field. */
export function objectionsTo(account: AccountProperties, directory: Directory): readonly ErrorDetail[] {
  const errors: ErrorDetail[] = [];
  if (account.name.trim().length < 2 || account.name.length > 200)
    errors.push({ pointer: '/name', message: 'Geef een naam van 2 tot 200 tekens.' });
  if (account.email.length > 200 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(account.email.trim()))
    errors.push({ pointer: '/email', message: 'Geef een e-mailadres, zoals naam@organisatie.nl.' });
  const isExternal = account.roles.includes('external-provider');
  const known = isExternal
    ? directory.externalParties.some(({ partyId }) => partyId === account.partnerId)
    : directory.partners.some(({ partnerId }) => partnerId === account.partnerId);
  if (!known)
    errors.push({
      pointer: '/partnerId',
      message: isExternal
        ? 'Kies voor een derde een organisatie uit config/external-parties.json.'
        : 'Deze organisatie staat niet in config/partners.json.',
    });
  if (isExternal && account.roles.length > 1)
    errors.push({ pointer: '/roles', message: 'Een derde heeft geen andere rol.' });
  if (account.roles.length === 0) errors.push({ pointer: '/roles', message: 'Geef minstens één rol.' });
  const consultations = [
    ...directory.municipalities.map(({ municipalityId }) => municipalityId),
    ...directory.regions.map(({ regionId }) => regionId),
  ];
  if (account.designations.some((designation) => !consultations.includes(designation)))
    errors.push({ pointer: '/designations', message: 'Kies casusoverleggen uit de lijst.' });
  for (const field of ['trainingValidUntil', 'screeningValidUntil'] as const) {
    const date = account[field];
    if (date !== null && !isCalendarDate(date))
      errors.push({ pointer: `/${field}`, message: 'Geef een datum die bestaat.' });
  }
  return errors;
}

/**
 * The same for a password.
 *
 * @param field where it was entered
 */
export function passwordObjections(
  password: string,
  person: Pick<Account, 'email' | 'name'>,
  field: 'password' | 'newPassword',
): readonly ErrorDetail[] {
  const objection = passwordObjection(password, person);
  return objection === null ? [] : [{ pointer: `/${field}`, message: objection }];
}

const isCalendarDate = (date: string): boolean => {
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
};
