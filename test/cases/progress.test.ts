import { describe, expect, test } from '@jest/globals';
import type { CaseFile, StepRecord } from '../../src/cases/case-file.ts';
import type { InboxItem } from '../../src/cases/inbox-item.ts';
import { outlinesOf, progressOf, type OutlineStep, type ProcessOutline } from '../../src/cases/progress.ts';
import { aCase, monday } from '../support/case-file.ts';

const outline = (
  processId: string,
  steps: readonly Omit<OutlineStep, 'order' | 'name'>[],
): ProcessOutline => ({
  processId,
  version: 1,
  processDefinitionKey: `key-${processId}`,
  name: processId,
  steps: steps.map((step, order) => ({ ...step, name: `Stap ${step.elementId}`, order })),
});
const lifecycle = outline('case-lifecycle', [
  { elementId: 'screening', type: 'call-activity', calledProcessId: 'screening' },
  { elementId: 'information-exchange', type: 'call-activity', calledProcessId: 'information-exchange' },
  { elementId: 'risk-taxation', type: 'call-activity', calledProcessId: 'risk-taxation' },
  { elementId: 'fill-information-gaps', type: 'call-activity', calledProcessId: 'information-exchange' },
]);
const screening = outline('screening', [
  { elementId: 'start-round', type: 'service-task' },
  { elementId: 'vote', type: 'user-task' },
  { elementId: 'tally', type: 'service-task' },
]);

let minute = 0;
const place = (processId: string, elementId: string, processInstanceKey = processId) => {
  minute += 1;
  return {
    jobKey: String(minute),
    processId,
    processVersion: 1,
    processDefinitionKey: `key-${processId}`,
    processInstanceKey,
    elementId,
    elementInstanceKey: '1',
    at: new Date(monday.getTime() + minute * 60_000),
  };
};
const record = (processId: string, elementId: string, instance?: string): StepRecord => ({
  ...place(processId, elementId, instance),
  jobType: elementId,
  variables: {},
});
const item = (processId: string, elementId: string, state: InboxItem['state']): InboxItem => {
  const { at, ...where } = place(processId, elementId);
  return {
    ...where,
    itemId: `itm-${where.jobKey}`,
    caseId: 'case-1',
    caseReference: 'C-2026-0001',
    municipalityId: 'town',
    stepName: elementId,
    formId: 'f',
    assigneeId: null,
    candidateUserIds: [],
    candidatePartnerIds: ['police'],
    refs: {},
    reason: 'r',
    legalBasis: 'l',
    termId: null,
    createdAt: at,
    dueAt: null,
    reminders: [],
    state,
    deliveredAt: at,
    withdrawnReason: null,
    completedAt: null,
    completedBy: null,
  };
};
const progress = (caseFile: CaseFile, items: readonly InboxItem[], outlines = [lifecycle, screening]) =>
  progressOf(caseFile, items, outlines, () => 'Politie').map(({ steps }) =>
    steps.map(({ elementId, state, detail }) => [elementId, state, detail]),
  );

describe('progress', () => {
  test('marks what is done, what waits for whom, and what is ahead', () => {
    const caseFile = aCase({ phase: 'screening', steps: [record('screening', 'start-round')] });
    expect(progress(caseFile, [item('screening', 'vote', 'open')])[1]).toEqual([
      ['start-round', 'done', null],
      ['vote', 'active', 'Politie'],
      ['tally', 'ahead', null],
    ]);
  });

  test('a step that is done and open again, in a loop or beside others, is active', () => {
    const items = [item('screening', 'vote', 'completed'), item('screening', 'vote', 'open')];
    expect(progress(aCase({ phase: 'screening' }), items)[1]?.[1]).toEqual(['vote', 'active', 'Politie']);
  });

  test('a withdrawn step is neither', () => {
    expect(progress(aCase(), [item('screening', 'vote', 'withdrawn')])[1]?.[1]).toEqual([
      'vote',
      'ahead',
      null,
    ]);
  });

  test('the lifecycle follows from what its called processes did', () => {
    const steps = [record('screening', 'tally'), record('information-exchange', 'send')];
    expect(progress(aCase({ phase: 'information-exchange', steps }), [])[0]).toEqual([
      ['screening', 'done', null],
      ['information-exchange', 'active', null],
      ['risk-taxation', 'ahead', null],
      ['fill-information-gaps', 'ahead', null],
    ]);
  });

  test('the second instance of a process belongs to its second caller', () => {
    const steps = [
      record('screening', 'tally'),
      record('information-exchange', 'send', 'first'),
      record('risk-taxation', 'compare'),
      record('information-exchange', 'send', 'second'),
    ];
    expect(progress(aCase({ phase: 'information-exchange', steps }), [])[0]).toEqual([
      ['screening', 'done', null],
      ['information-exchange', 'done', null],
      ['risk-taxation', 'done', null],
      ['fill-information-gaps', 'active', null],
    ]);
  });
});

test('outlines come in order of appearance after the lifecycle in force when the case opened', async () => {
  const asked: string[] = [];
  const caseFile = aCase({ steps: [record('screening', 'tally'), record('unknown', 'x')] });
  const found = await outlinesOf(caseFile, [], {
    byKey: async (key) => (key === 'key-screening' ? screening : undefined),
    inForceAt: async (processId, moment) => {
      asked.push(`${processId} at ${moment.toISOString()}`);
      return lifecycle;
    },
    stepName: async () => undefined,
  });
  expect(found.map(({ processId }) => processId)).toEqual(['case-lifecycle', 'screening']);
  expect(asked).toEqual([`case-lifecycle at ${monday.toISOString()}`]);
});

test('tells what is part of the life of the case, how deep, and what runs beside it', () => {
  const calling = (processId: string, ...called: string[]) =>
    outline(
      processId,
      called.map((calledProcessId) => ({
        elementId: `call-${calledProcessId}`,
        type: 'call-activity' as const,
        calledProcessId,
      })),
    );
  const outlines = [
    calling('case-lifecycle', 'risk-taxation', 'monitoring'),
    calling('risk-taxation'),
    calling('monitoring', 'risk-taxation', 'case-lifecycle'),
    calling('break-glass-review'),
  ];
  // Also when a process calls the life of the case again.
  expect(progressOf(aCase(), [], outlines, () => '').map(({ depth }) => depth)).toEqual([0, 2, 1, null]);
});
