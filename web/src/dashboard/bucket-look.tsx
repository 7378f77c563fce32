import type { Bucket } from './counts.ts';

/** How each bucket is drawn: darker and denser the later, so that it reads without colour. */
const look: Record<Bucket, { background: string; lines: string; pattern: string; width: number }> = {
  '0-2': { background: '#fdf0d5', lines: '#7a4b00', pattern: '', width: 0 },
  '3-5': { background: '#f6c66a', lines: '#7a4b00', pattern: 'M-2 10 10 -2M4 10 10 4M-2 4 4 -2', width: 1.5 },
  '6-10': { background: '#d9622b', lines: '#ffffff', pattern: 'M0 4H8', width: 2 },
  '>10': { background: '#7d1710', lines: '#7d1710', pattern: '', width: 0 },
};

export const bucketEdge = '#4a2a00';

export const patternId = (chartId: string, bucket: Bucket) => `${chartId}-${bucket.replace('>', 'over')}`;

/** The patterns of one chart, for inside its svg. */
export function BucketPatterns({ chartId }: { chartId: string }) {
  return (
    <defs>
      {(Object.keys(look) as Bucket[]).map((bucket) => {
        const { background, lines, pattern, width } = look[bucket];
        return (
          <pattern
            key={bucket}
            id={patternId(chartId, bucket)}
            width={8}
            height={8}
            patternUnits="userSpaceOnUse"
          >
            <rect width={8} height={8} fill={background} />
            {pattern && <path d={pattern} stroke={lines} strokeWidth={width} />}
          </pattern>
        );
      })}
    </defs>
  );
}

/** What a bucket looks like, for the legend. */
export function BucketSwatch({ chartId, bucket }: { chartId: string; bucket: Bucket }) {
  return (
    <svg className="dashboard__swatch" viewBox="0 0 24 16" aria-hidden="true" focusable="false">
      <rect
        x={1}
        y={1}
        width={22}
        height={14}
        fill={`url(#${patternId(chartId, bucket)})`}
        stroke={bucketEdge}
      />
    </svg>
  );
}

/** Overdue steps of which it is hidden how late they are. */
export function UndividedSwatch() {
  return (
    <svg className="dashboard__swatch" viewBox="0 0 24 16" aria-hidden="true" focusable="false">
      <rect x={1} y={1} width={22} height={14} fill="#ffffff" stroke={bucketEdge} strokeDasharray="3 2" />
    </svg>
  );
}
