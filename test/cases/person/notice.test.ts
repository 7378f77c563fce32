import { describe, expect, test } from '@jest/globals';
import type { CaseFile } from '../../../src/cases/case-file.ts';
import { registerComposition } from '../../../src/cases/composition.ts';
import { shieldCase } from '../../../src/cases/closing.ts';
import { planNoticeRecheck, recordNotice, reportLapse } from '../../../src/cases/person/notice.ts';
import { personOf } from '../../../src/cases/person/person-record.ts';
import { aCase, aComposition, monday } from '../../support/case-file.ts';

const messagesOf = (caseFile: CaseFile): string[] =>
  caseFile.outbox.flatMap((entry) => (entry.kind === 'publish-message' ? [entry.name] : []));

const notice = (outcome: 'informed' | 'exception') => ({
  submissionId: '900',
  at: monday,
  userId: 'usr-town',
  outcome,
});
const lapse = {
  reportId: 'lapse-1',
  at: monday,
  partnerId: 'police',
  userId: 'usr-police',
  reason: 'Het onderzoek is afgerond.',
};

describe('informing the person', () => {
  test('is asked of the contact point as soon as a case is admitted, once', () => {
    const admitted = registerComposition(aCase(), aComposition, monday);
    const told = ['case-admitted', 'signal-concluded'];
    expect(messagesOf(admitted)).toEqual(told);
    expect(messagesOf(registerComposition(admitted, aComposition, monday))).toEqual(told);
  });

  test('ends with the case', () => {
    expect(messagesOf(shieldCase(aCase(), monday, monday))).toEqual(['case-ended']);
  });

  test('an exception has a date on which it is looked at again', () => {
    const recheckAt = new Date('2026-06-02T21:59:59.999Z');
    const excepted = planNoticeRecheck(recordNotice(aCase(), notice('exception')), recheckAt);
    expect(personOf(excepted).notices).toEqual([{ ...notice('exception'), recheckAt }]);
  });

  test('someone who was informed is not asked about again', () => {
    const informed = recordNotice(aCase(), notice('informed'));
    expect(() => planNoticeRecheck(informed, monday)).toThrow('there is nothing to look at again');
  });

  test('a partner that reports a lapsed exception brings the question back at once', () => {
    const reported = reportLapse(recordNotice(aCase(), notice('exception')), lapse);
    expect(messagesOf(reported)).toEqual(['notice-exception-lapsed']);
    expect(personOf(reported).lapseReports).toEqual([lapse]);
  });

  test('nothing lapses where no exception holds', () => {
    for (const caseFile of [aCase(), recordNotice(aCase(), notice('informed'))])
      expect(() => reportLapse(caseFile, lapse)).toThrow('Er is geen uitzondering vastgelegd');
  });

  test('a case from before this record has an empty one', () => {
    expect(personOf(aCase()).notices).toEqual([]);
  });
});
