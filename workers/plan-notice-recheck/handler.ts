import { planNoticeRecheck } from '../../src/cases/person/notice.ts';
import { caseStep } from '../case-step.ts';
import { requireTerm } from '../terms.ts';

/** Sets when the reason not to inform the person is looked at again. Out: `noticeRecheckAt`. */
export const handler = caseStep((caseFile, { at, context: { calendar, configuration } }) => {
  const noticeRecheckAt = calendar.termDates(requireTerm(configuration, 'notice-recheck'), at).dueAt;
  return {
    caseFile: planNoticeRecheck(caseFile, new Date(noticeRecheckAt)),
    variables: { noticeRecheckAt },
  };
});
