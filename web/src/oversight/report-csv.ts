import type { YearlyReport } from '../../../src/contract/accountability.ts';

/**
 * The yearly report as CSV (RFC 4180, with a byte order mark so that spreadsheets read it as UTF-8): a line per count,
 * `year,table,row,count`. A count that the report hides is empty here as well.
 */
export function reportCsv({ year, opened, tables, durations }: YearlyReport): string {
  const lines: (readonly (string | number | null)[])[] = [
    ['year', 'table', 'row', 'count'],
    [year, 'opened', 'total', opened],
    ...tables.flatMap(({ tableId, total, rows }) => [
      ...rows.map(({ rowId, count }) => [year, tableId, rowId, count] as const),
      [year, tableId, 'total', total] as const,
    ]),
    ...durations.map(({ durationId, medianDays }) => [year, 'median-days', durationId, medianDays] as const),
  ];
  return `\uFEFF${lines.map((cells) => cells.map(cellOf).join(',')).join('\r\n')}\r\n`;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
