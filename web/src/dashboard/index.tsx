import { Button, Heading, Paragraph, Radio } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DashboardRow } from '../../../src/contract/http.ts';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import { momentText } from '../ui/dates.ts';
import { Problem } from '../ui/Problem.tsx';
import { AgeingChart } from './AgeingChart.tsx';
import { AgeingTable } from './AgeingTable.tsx';
import { useCountText } from './use-count-text.ts';
import { useRememberedView, views, type View } from './remembered-view.ts';
import type { Count } from './counts.ts';
import './dashboard.css';

const refreshMs = 60_000;

/** For managers: how many steps are open, almost late and late, per step and per organisation; no personal data. */
export default function DashboardPage() {
  const { t, i18n } = useTranslation('dashboard');
  const { t: common } = useTranslation();
  const [view, setView] = useRememberedView();
  const [announcement, setAnnouncement] = useState('');
  const dashboard = useQuery({
    queryKey: ['dashboard'],
    queryFn: ({ signal }) => api.dashboard(signal),
    refetchInterval: refreshMs,
  });
  const time = (instant: string) => momentText(instant, i18n.language);

  const refresh = async () => {
    setAnnouncement('');
    const { data, isSuccess } = await dashboard.refetch();
    if (data && isSuccess) setAnnouncement(t('refreshed', { time: time(data.asOf) }));
  };

  if (dashboard.isPending) {
    return (
      <>
        <PageHeading>{t('title')}</PageHeading>
        <p className="app-loading" role="status">
          {common('loading')}
        </p>
      </>
    );
  }
  const { data } = dashboard;
  if (!data) {
    return (
      <>
        <PageHeading>{t('title')}</PageHeading>
        <Problem error={dashboard.error} onRetry={() => void dashboard.refetch()} />
      </>
    );
  }
  const { totals, hiddenBelow } = data;

  return (
    <div className="dashboard app-stack">
      <PageHeading
        lead={
          <p className="dashboard__as-of">
            {t('asOf', { time: time(data.asOf) })} · <span className="app-muted">{t('automatic')}</span>
          </p>
        }
        actions={
          <Button variant="secondary" onClick={() => void refresh()} aria-disabled={dashboard.isFetching}>
            {t('refresh')}
          </Button>
        }
      >
        {t('title')}
      </PageHeading>
      <p className="app-live" role="status">
        {announcement}
      </p>
      {dashboard.isError && (
        <Problem error={dashboard.error} heading={t('refreshFailed', { time: time(data.asOf) })} />
      )}

      <section aria-labelledby="dashboard-totals">
        <Heading level={2} id="dashboard-totals" className="ams-visually-hidden">
          {t('totals')}
        </Heading>
        <dl className="dashboard__totals">
          <Total label={t('open')} hint={t('openHint')} count={totals.open} kind="open" />
          <Total
            label={t('dueSoon')}
            hint={t('dueSoonHint', { count: data.dueSoonWorkingDays })}
            count={totals.dueSoon}
            kind="due-soon"
          />
          <Total label={t('overdue')} hint={t('overdueHint')} count={totals.overdue} kind="overdue" />
        </dl>
      </section>

      <fieldset className="dashboard__view">
        <legend>{t('view.label')}</legend>
        {views.map((each) => (
          <Radio
            key={each}
            name="dashboard-view"
            value={each}
            checked={view === each}
            onChange={() => setView(each)}
          >
            {t(`view.${each}`)}
          </Radio>
        ))}
      </fieldset>

      <Breakdown kind="perStep" rows={data.perStep} view={view} nothingOpen={totals.open === 0} />
      <Breakdown kind="perPartner" rows={data.perPartner} view={view} nothingOpen={totals.open === 0} />

      <section className="app-readable dashboard__about" aria-labelledby="dashboard-about">
        <Heading level={2} id="dashboard-about">
          {t('about.title')}
        </Heading>
        <Paragraph>{t('about.what')}</Paragraph>
        <Paragraph>{t('about.days')}</Paragraph>
        <Paragraph>{t('about.hidden', { last: hiddenBelow - 1 })}</Paragraph>
        <Paragraph>{t('about.people')}</Paragraph>
      </section>
    </div>
  );
}

interface TotalProps {
  label: string;
  hint: string;
  count: Count;
  kind: 'open' | 'due-soon' | 'overdue';
}

function Total({ label, hint, count, kind }: TotalProps) {
  const countText = useCountText();
  return (
    <div className={`dashboard__card dashboard__card--${kind}`}>
      <dt>{label}</dt>
      <dd>
        <span className={count === null ? 'dashboard__count dashboard__count--words' : 'dashboard__count'}>
          {countText(count)}
        </span>
        <span className="app-muted app-small">{hint}</span>
      </dd>
    </div>
  );
}

interface BreakdownProps {
  kind: 'perStep' | 'perPartner';
  rows: readonly DashboardRow[];
  view: View;
  /** There really is nothing, rather than too little to show. */
  nothingOpen: boolean;
}

function Breakdown({ kind, rows, view, nothingOpen }: BreakdownProps) {
  const { t } = useTranslation('dashboard');
  const headingId = useId();
  return (
    <section className="app-panel app-stack" aria-labelledby={headingId}>
      <Heading level={2} id={headingId}>
        {t(`${kind}.title`)}
      </Heading>
      {rows.length === 0 ? (
        <p>{nothingOpen ? t(`${kind}.empty`) : t('nothingToShow')}</p>
      ) : view === 'chart' ? (
        <AgeingChart rows={rows} />
      ) : (
        <AgeingTable caption={t(`${kind}.table`)} subject={t(`${kind}.column`)} rows={rows} />
      )}
    </section>
  );
}
