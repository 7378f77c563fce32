import { expect, test } from '@jest/globals';
import { noCredentials, standingOf, type Credentials } from '../../../src/access/accounts/standing.ts';
import { loadConfiguration } from '../../../src/cases/configuration.ts';
import type { Role } from '../../../src/contract/roles.ts';

const configuration = loadConfiguration('config');
const today = '2026-11-19';
const complete: Credentials = {
  designations: ['voorbeeldstad'],
  secrecy: { at: new Date('2026-01-05T09:00:00Z'), version: configuration.access.secrecy.version },
  trainingValidUntil: today,
  screeningValidUntil: today,
};
const standing = (
  credentials: Partial<Credentials> = {},
  roles: readonly Role[] = ['attendee'],
  partnerId = 'politie-voorbeeldland',
) => standingOf({ ...complete, ...credentials, roles, partnerId }, configuration, today);

test('somebody designated, sworn, trained and screened lacks nothing, on the last day too', () => {
  expect(standing()).toMatchObject({
    municipalityIds: ['voorbeeldstad'],
    chairedMunicipalityIds: [],
    missing: [],
  });
});

test.each<[string, Partial<Credentials>, string]>([
  ['without designation', { designations: [] }, 'designation'],
  ['designated for what no longer exists', { designations: ['opgeheven'] }, 'designation'],
  ['without secrecy acknowledged', { secrecy: null }, 'secrecy'],
  ['who acknowledged an older text', { secrecy: { at: new Date(), version: '0' } }, 'secrecy'],
  ['without training', { trainingValidUntil: null }, 'training'],
  ['whose training ended yesterday', { trainingValidUntil: '2026-11-18' }, 'training'],
  ['without screening', { screeningValidUntil: null }, 'screening'],
  ['whose screening ended yesterday', { screeningValidUntil: '2026-11-18' }, 'screening'],
])('somebody %s lacks it', (_, credentials, gap) => {
  expect(standing(credentials).missing).toEqual([gap]);
});

test.each<[Role, number]>([
  ['attendee', 4],
  ['chair', 4],
  ['lawfulness-reviewer', 4],
  ['manager', 0],
  ['process-designer', 0],
  ['administrator', 0],
  ['external-provider', 0],
])('of a new %s %i things are asked', (role, count) => {
  expect(standing(noCredentials, [role]).missing).toHaveLength(count);
});

test('a chair leads the consultations of the own organisation for which they are designated', () => {
  const both = { designations: ['voorbeeldstad', 'voorbeeldland'] };
  const safetyHouse = 'veiligheidshuis-voorbeeldland';
  expect(standing(both, ['chair'], safetyHouse).chairedMunicipalityIds).toEqual(['waterwoude']);
  expect(standing(both, ['chair'], 'gemeente-voorbeeldstad').chairedMunicipalityIds).toEqual([
    'voorbeeldstad',
  ]);
  expect(standing({}, ['chair'], safetyHouse).chairedMunicipalityIds).toEqual([]);
  expect(standing(both, ['attendee'], safetyHouse).chairedMunicipalityIds).toEqual([]);
});

test('a designation counts for its own consultation only', () => {
  expect(standing({ designations: ['voorbeeldland'] }).municipalityIds).toEqual(['waterwoude']);
  expect(standing({ designations: ['voorbeeldstad'] }).municipalityIds).toEqual(['voorbeeldstad']);
});
