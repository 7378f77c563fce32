import { Button, Heading, Label, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { YearlyReport } from '../../../src/contract/index.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { dateText } from '../ui/dates.ts';
import { Problem } from '../ui/Problem.tsx';
import { saveFile } from '../ui/save-file.ts';
import { yearlyReportQuery } from './oversight-api.ts';
import { reportCsv } from './report-csv.ts';

/** How many years back can be chosen. */
const yearsBack = 6;

/** The yearly report (Wgpart art. 18): counts without small ones, and the same as CSV. */
export default function YearlyReportPage() {
  const { t } = useTranslation('oversight');
  const [parameters, setParameters] = useSearchParams();
  const thisYear = new Date().getFullYear();
  const years = Array.from({ length: yearsBack }, (_, index) => thisYear - index);
  const year = years.find((known) => String(known) === parameters.get('year')) ?? thisYear;
  const query = useQuery(yearlyReportQuery(year));
  return (
    <>
      <PageHeading lead={<Paragraph>{t('report.lead')}</Paragraph>}>{t('report.title')}</PageHeading>
      <div className="app-panel app-panel--form app-stack-tight">
        <Label htmlFor="report-year">{t('report.year')}</Label>
        <select
          className="ams-select"
          id="report-year"
          onChange={(event) => setParameters({ year: event.target.value })}
          value={year}
        >
          {years.map((known) => (
            <option key={known} value={known}>
              {known}
            </option>
          ))}
        </select>
      </div>
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!query.data && !query.isError && <LoadingPage />}
      {query.data && <Report report={query.data} />}
    </>
  );
}

function Report({ report }: { report: YearlyReport }) {
  const { t, i18n } = useTranslation('oversight');
  const countText = (count: number | null): string => (count === null ? t('report.hidden') : String(count));
  return (
    <>
      <section className="app-panel app-stack" aria-labelledby="report-year-title">
        <Heading level={2} id="report-year-title">
          {t('report.of', { year: report.year })}
        </Heading>
        <Paragraph>
          {t('report.asOf', { date: dateText(report.asOf, i18n.language), hiddenBelow: report.hiddenBelow })}
        </Paragraph>
        <dl className="app-lines">
          <div>
            <dt>{t('report.opened')}</dt>
            <dd>{countText(report.opened)}</dd>
          </div>
          {report.durations.map(({ durationId, medianDays }) => (
            <div key={durationId}>
              <dt>{t(`report.durations.${durationId}`)}</dt>
              <dd>{medianDays === null ? t('report.tooFew') : t('report.days', { count: medianDays })}</dd>
            </div>
          ))}
        </dl>
        <div>
          <Button
            onClick={() => saveFile(csvOf(report), `casusoverleg-jaarverslag-${report.year}.csv`)}
            variant="secondary"
          >
            {t('report.download')}
          </Button>
          <p className="app-muted app-small">{t('report.downloadHint')}</p>
        </div>
      </section>
      {report.tables.map(({ tableId, rows, total }) => (
        <section className="app-panel app-stack" aria-labelledby={`report-${tableId}`} key={tableId}>
          <Heading level={2} id={`report-${tableId}`}>
            {t(`report.tables.${tableId}`)}
          </Heading>
          <table className="app-table app-table--narrow">
            <caption className="ams-visually-hidden">{t(`report.tables.${tableId}`)}</caption>
            <thead>
              <tr>
                <th scope="col">{t('report.kind')}</th>
                <th className="app-number" scope="col">
                  {t('report.count')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ rowId, count }) => (
                <tr key={rowId}>
                  <th scope="row">
                    {t(`report.rows.${rowId}` as 'report.rows.admit', { defaultValue: rowId })}
                  </th>
                  <td className="app-number">{countText(count)}</td>
                </tr>
              ))}
              <tr>
                <th scope="row">{t('report.total')}</th>
                <td className="app-number">{countText(total)}</td>
              </tr>
            </tbody>
          </table>
        </section>
      ))}
    </>
  );
}

const csvOf = (report: YearlyReport): Blob =>
  new Blob([reportCsv(report)], { type: 'text/csv;charset=utf-8' });
