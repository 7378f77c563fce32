import { expect, test } from '@jest/globals';
import type { PlanVersion } from '../../src/cases/case-file.ts';
import { readableChanges } from '../../src/cases/readable-changes.ts';
import { monday } from '../support/case-file.ts';

const version = (planVersion: number, titles: readonly string[]): PlanVersion => ({
  planVersion,
  draftedAt: monday,
  draftedBy: 'usr-town',
  submissionId: String(planVersion),
  goals: titles.map((title) => ({ goalId: title, title })),
  interventions: [],
  approverPartnerIds: [],
  approvals: [],
  status: 'adopted',
  decidedAt: monday,
  dissent: [],
});
const [before, after] = [version(1, ['Wonen', 'Zorg']), version(2, ['Wonen', 'Werk'])];
const data = ({ goals }: PlanVersion) => ({ goals: goals.map(({ title }) => ({ title })) });

test('a change of the plan is shown only when the field that it is about may be read', () => {
  const titles = (readable: typeof data): string[] =>
    readableChanges(before, after, readable).map(({ title }) => title);
  expect(titles(data)).toEqual(['Werk', 'Zorg']);
  expect(titles(() => ({ goals: [] }))).toEqual([]);
  expect(titles((of) => (of === after ? { goals: [] } : data(of)))).toEqual(['Zorg']);
});
