import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DashboardRow } from '../../../src/contract/http.ts';
import { ChevronDownIcon, ChevronUpIcon } from '../ui/icons.tsx';
import { buckets, columns, countOf, sorted, type Column, type Sorting } from './counts.ts';
import { useCountText } from './use-count-text.ts';

interface AgeingTableProps {
  caption: string;
  /** What the rows are: the heading of the first column. */
  subject: string;
  rows: readonly DashboardRow[];
}

/** The counts of all rows; every column can be sorted. */
export function AgeingTable({ caption, subject, rows }: AgeingTableProps) {
  const { t, i18n } = useTranslation('dashboard');
  const countText = useCountText();
  const [sorting, setSorting] = useState<Sorting>({ column: 'overdue', direction: 'descending' });

  const heading = (column: Column | 'name') => {
    if (column === 'name') return subject;
    return column === 'open' || column === 'dueSoon' || column === 'overdue'
      ? t(column)
      : t(`buckets.${column}`);
  };
  const inWords = (column: Column) =>
    column === 'open' || column === 'dueSoon' || column === 'overdue'
      ? t(column)
      : t('days', { days: t(`buckets.${column}`) });
  const sortBy = (column: Column | 'name') =>
    setSorting({
      column,
      direction:
        sorting.column === column
          ? sorting.direction === 'ascending'
            ? 'descending'
            : 'ascending'
          : column === 'name'
            ? 'ascending'
            : 'descending',
    });
  const headerCell = (column: Column | 'name', rowSpan?: number) => (
    <th
      key={column}
      scope="col"
      rowSpan={rowSpan}
      className={column === 'name' ? undefined : 'app-number'}
      aria-sort={sorting.column === column ? sorting.direction : undefined}
    >
      <button type="button" className="dashboard__sort" onClick={() => sortBy(column)}>
        <span>{heading(column)}</span>
        {column !== 'name' && heading(column) !== inWords(column) && (
          <span className="ams-visually-hidden"> ({inWords(column)})</span>
        )}
        {sorting.column === column &&
          (sorting.direction === 'ascending' ? <ChevronUpIcon /> : <ChevronDownIcon />)}
      </button>
    </th>
  );

  return (
    // A wide table scrolls inside its own box, which the keyboard can reach.
    <div className="dashboard__scroll" role="group" aria-label={caption} tabIndex={0}>
      <table className="app-table dashboard__table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {headerCell('name', 2)}
            {columns.filter((column) => !isBucket(column)).map((column) => headerCell(column, 2))}
            <th scope="colgroup" colSpan={buckets.length} className="dashboard__group">
              {t('ageing')}
            </th>
          </tr>
          <tr>{buckets.map((bucket) => headerCell(bucket))}</tr>
        </thead>
        <tbody>
          {sorted(rows, sorting, i18n.language).map((row) => (
            <tr key={row.id}>
              <th scope="row" lang="nl">
                {row.name}
              </th>
              {columns.map((column) => {
                const count = countOf(row, column);
                return (
                  <td key={column} className={count === null ? 'app-number dashboard__hidden' : 'app-number'}>
                    {countText(count)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const isBucket = (column: Column) => buckets.some((bucket) => bucket === column);
