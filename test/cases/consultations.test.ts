import { expect, test } from '@jest/globals';
import type { Municipality, Region } from '../../src/cases/configuration.ts';
import { chairPartnerIdOf, invitationsOf, municipalitiesOf } from '../../src/cases/consultations.ts';

const municipality = (municipalityId: string, consultation: Municipality['consultation']): Municipality => ({
  municipalityId,
  name: municipalityId,
  municipalityPartnerId: `municipality-${municipalityId}`,
  policePartnerId: 'police',
  prosecutionPartnerId: 'prosecution',
  consultation,
});
const care = { partnerId: 'care', reason: 'Nodig' };
const probation = { partnerId: 'probation', reason: 'Nodig' };
const town = municipality('town', { kind: 'local', invited: [care] });
const village = municipality('village', { kind: 'region', regionId: 'valley' });
const hamlet = municipality('hamlet', { kind: 'region', regionId: 'valley' });
const regions: readonly Region[] = [
  { regionId: 'valley', name: 'Valley', safetyHousePartnerId: 'safety-house', invited: [probation] },
];
const configuration = { municipalities: [town, village, hamlet], regions };

test('a designation for a region covers its municipalities and no other', () => {
  expect(municipalitiesOf('valley', configuration)).toEqual(['village', 'hamlet']);
  expect(municipalitiesOf('hamlet', configuration)).toEqual(['hamlet']);
  expect(municipalitiesOf('town', configuration)).toEqual(['town']);
  expect(municipalitiesOf('elsewhere', configuration)).toEqual([]);
});

test('the municipality chairs its own consultation, the safety house that of its region', () => {
  expect(chairPartnerIdOf(town, configuration)).toBe('municipality-town');
  expect(chairPartnerIdOf(village, configuration)).toBe('safety-house');
});

test('whom a consultation invites is a setting of the municipality or its region', () => {
  expect(invitationsOf('town', configuration)).toEqual([care]);
  expect(invitationsOf('village', configuration)).toEqual([probation]);
  expect(invitationsOf('elsewhere', configuration)).toEqual([]);
});
