import { expect, test } from '@jest/globals';
import type { YearlyReport } from '../../../src/contract/accountability.ts';
import { reportCsv } from '../../../web/src/oversight/report-csv.ts';

const report: YearlyReport = {
  year: 2026,
  asOf: '2026-11-20T09:30:00.000Z',
  hiddenBelow: 3,
  opened: 12,
  tables: [
    {
      tableId: 'closure-reasons',
      total: null,
      rows: [
        { rowId: 'goals-reached', count: 8 },
        { rowId: 'other', count: null },
        { rowId: '=HYPERLINK("x")', count: 4 },
      ],
    },
  ],
  durations: [{ durationId: 'opened-to-closed', medianDays: null }],
};

test('has a line per count, and nothing where the report hides a count', () => {
  expect(reportCsv(report)).toBe(
    '\uFEFF' +
      [
        'year,table,row,count',
        '2026,opened,total,12',
        '2026,closure-reasons,goals-reached,8',
        '2026,closure-reasons,other,',
        // A designer's own row id is text, never a formula.
        '2026,closure-reasons,"\'=HYPERLINK(""x"")",4',
        '2026,closure-reasons,total,',
        '2026,median-days,opened-to-closed,',
        '',
      ].join('\r\n'),
  );
});
