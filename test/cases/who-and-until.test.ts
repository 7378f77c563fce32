import { expect, test } from '@jest/globals';
import { whoAndUntil } from '../../src/cases/who-and-until.ts';
import { attendee } from '../support/case-file.ts';

const users = [attendee('anna', 'police'), attendee('bert', 'care'), attendee('carel', 'care')];
const told = (item: Partial<Parameters<typeof whoAndUntil>[0]>) =>
  whoAndUntil(
    { assigneeId: null, candidateUserIds: [], candidatePartnerIds: [], dueAt: null, ...item },
    {
      people: { byId: async (userId) => users.find((user) => user.userId === userId) },
      partnerName: (partnerId) => partnerId.toUpperCase(),
      timeZone: 'Europe/Amsterdam',
    },
  );

test.each([
  ['of an organisation', { candidatePartnerIds: ['town', 'police'] }, 'TOWN, POLICE'],
  ['that somebody took', { candidatePartnerIds: ['police'], assigneeId: 'usr-anna' }, 'POLICE'],
  ['for named people, as a review is', { candidateUserIds: ['usr-bert', 'usr-carel'] }, 'CARE'],
  ['of somebody who left', { candidatePartnerIds: ['police'], assigneeId: 'usr-gone' }, 'POLICE'],
])('a step %s is told by organisation', async (_whose, item, who) => {
  expect(await told(item)).toBe(who);
});

test('the day is that of the people who work on it', async () => {
  expect(await told({ candidatePartnerIds: ['police'], dueAt: new Date('2026-03-02T23:30:00Z') })).toBe(
    'POLICE, uiterlijk 3 maart 2026',
  );
});
