import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Bar,
  BarChart,
  LabelList,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type BarShapeProps,
} from 'recharts';
import type { DashboardRow } from '../../../src/contract/http.ts';
import { buckets, sorted, undivided, type Bucket } from './counts.ts';
import { useCountText } from './use-count-text.ts';
import { BucketPatterns, bucketEdge, BucketSwatch, patternId, UndividedSwatch } from './bucket-look.tsx';

/** Pixels per row (bar and room), for the axis, and for the names. */
const rowHeight = 44;
const axisHeight = 40;
const widestName = 200;
const narrowestName = 132;

type Bars = Record<Bucket | 'undivided', number> & { row: DashboardRow; name: string; total: string };

/**
 * Overdue steps as stacked bars by how late they are. Bars are to scale; what is hidden has no bar, or one undivided bar
 * where only the division is hidden. A list says the same for who does not see the chart.
 */
export function AgeingChart({ rows }: { rows: readonly DashboardRow[] }) {
  const { t, i18n } = useTranslation('dashboard');
  const chartId = useId();
  const countText = useCountText();
  const [width, setWidth] = useState(0);
  const late = sorted(rows, { column: 'overdue', direction: 'descending' }, i18n.language).filter(
    ({ overdue }) => overdue !== 0,
  );
  if (late.length === 0) return <p className="dashboard__nothing">{t('chart.none')}</p>;

  const data = late.map<Bars>((row) => ({
    row,
    name: row.name,
    total: countText(row.overdue),
    ...(Object.fromEntries(buckets.map((bucket) => [bucket, row.ageing[bucket] ?? 0])) as Record<
      Bucket,
      number
    >),
    undivided: undivided(row),
  }));
  const describe = (row: DashboardRow): string => {
    const { name } = row;
    if (row.overdue === null) return t('chart.rowHidden', { name });
    const overdue = countText(row.overdue);
    const parts = buckets.flatMap((bucket) => {
      const count = row.ageing[bucket];
      return count === null || count === 0
        ? []
        : [t('chart.bucket', { steps: countText(count), days: t(`buckets.${bucket}`) })];
    });
    const rest = undivided(row);
    if (rest > 0) parts.push(t('chart.undividedPart', { steps: countText(rest) }));
    return parts.length === 0
      ? t('chart.row', { name, overdue })
      : t('chart.rowBuckets', { name, overdue, buckets: parts.join(', ') });
  };

  return (
    <figure className="dashboard__figure">
      <figcaption>{t('chart.caption')}</figcaption>
      <ul className="dashboard__legend" aria-label={t('chart.legend')}>
        {buckets.map((bucket) => (
          <li key={bucket}>
            <BucketSwatch chartId={chartId} bucket={bucket} />
            {t(`buckets.${bucket}`)}
          </li>
        ))}
        {late.some((row) => undivided(row) > 0) && (
          <li>
            <UndividedSwatch />
            {t('chart.undivided')}
          </li>
        )}
      </ul>
      <div aria-hidden="true" className="dashboard__chart">
        <ResponsiveContainer width="100%" height={late.length * rowHeight + axisHeight} onResize={setWidth}>
          <BarChart
            accessibilityLayer={false}
            barCategoryGap={10}
            data={data}
            layout="vertical"
            margin={{ top: 4, right: 72, bottom: 4, left: 4 }}
          >
            <BucketPatterns chartId={chartId} />
            <XAxis type="number" allowDecimals={false} tickLine={false} />
            <YAxis
              type="category"
              dataKey="name"
              width={Math.min(widestName, Math.max(width * 0.38, narrowestName))}
              tickLine={false}
              interval={0}
            />
            <Tooltip
              cursor={{ fill: '#eef1f4' }}
              isAnimationActive={false}
              content={({ payload }) => {
                const shown = payload[0]?.payload as Bars | undefined;
                return shown ? <p className="dashboard__tooltip">{describe(shown.row)}</p> : null;
              }}
            />
            {buckets.map((bucket) => (
              <Bar
                key={bucket}
                dataKey={bucket}
                stackId="late"
                isAnimationActive={false}
                fill={`url(#${patternId(chartId, bucket)})`}
                stroke={bucketEdge}
              />
            ))}
            <Bar dataKey="undivided" stackId="late" isAnimationActive={false} shape={Undivided}>
              <LabelList dataKey="total" position="right" className="dashboard__total" />
            </Bar>
          </BarChart>
        </ResponsiveContainer>
      </div>
      <ul className="ams-visually-hidden">
        {late.map((row) => (
          <li key={row.id}>{describe(row)}</li>
        ))}
      </ul>
    </figure>
  );
}

/** The undivided part. Its own shape, because a bar of no width would not get the label that stands behind all bars. */
function Undivided({ x, y, width, height }: BarShapeProps) {
  if (!(width > 0)) return <g />;
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      fill="#ffffff"
      stroke={bucketEdge}
      strokeDasharray="3 2"
    />
  );
}
