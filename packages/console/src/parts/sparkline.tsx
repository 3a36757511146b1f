interface SparklineProps {
  readonly values: readonly number[];
  /** The part of each that failed. */
  readonly failed: readonly number[];
  /** What it shows, for those who cannot see it. */
  readonly label: string;
}

const WIDTH = 180;
const HEIGHT = 24;
const GAP = 0.6;

/** Bars over time, without axes: a shape to notice, not to read off. */
export function Sparkline({ values, failed, label }: SparklineProps) {
  const most = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length);
  return (
    <svg
      className="sy-sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {values.map((value, index) => {
        const height = (value / most) * HEIGHT;
        const red = ((failed[index] ?? 0) / most) * HEIGHT;
        const x = index * step;
        return (
          <g key={index}>
            <rect x={x} y={HEIGHT - height} width={step - GAP} height={height} fill="var(--sy-share-0)" />
            <rect x={x} y={HEIGHT - red} width={step - GAP} height={red} fill="var(--sy-fail)" />
          </g>
        );
      })}
    </svg>
  );
}
