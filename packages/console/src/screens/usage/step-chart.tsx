import { AreaChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import type { Steps } from './stacked-steps';

const DAY_MS = 86_400_000;
const REST_COLOUR = 'var(--sy-idle)';
const REST = 'rest';

interface StepChartProps {
  readonly height: number;
  readonly steps: Steps;
  readonly stepMs: number;
  readonly series: readonly { readonly label: string; readonly colour: string }[];
  readonly text: (value: number) => string;
}

/**
 * Stacked steps over time, each series one shape: a bar for each step and series would hold the page up. The table of the page
 * has the sums, for those who cannot see it.
 */
export function StepChart({ height, steps, stepMs, series, text }: StepChartProps) {
  const keys = series.map((_series, index) => `group${index}`);
  const hasRest = steps.rest.some((value) => value > 0);
  const data = steps.starts.map((startMs, step) => ({
    at: startText(startMs, stepMs),
    ...Object.fromEntries(keys.map((key, index) => [key, steps.values[index]?.[step] ?? 0])),
    [REST]: steps.rest[step] ?? 0,
  }));
  return (
    <AreaChart
      h={height}
      data={data}
      dataKey="at"
      type="stacked"
      withLegend
      gridAxis="x"
      series={[
        ...series.map(({ label, colour }, index) => ({ name: keys[index] ?? '', label, color: colour })),
        ...(hasRest ? [{ name: REST, label: series.length === 0 ? 'All' : 'Others', color: REST_COLOUR }] : []),
      ]}
      valueFormatter={text}
      curveType="step"
      withDots={false}
      withGradient={false}
      fillOpacity={0.7}
      areaProps={{ isAnimationActive: false }}
      yAxisProps={{ width: 64 }}
      xAxisProps={{ minTickGap: 24 }}
    />
  );
}

function startText(startMs: number, stepMs: number): string {
  const at = new Date(startMs);
  if (stepMs >= DAY_MS) return at.toLocaleDateString('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return stepMs >= 3 * 3_600_000 ? `${at.toLocaleDateString('en', { month: 'short', day: 'numeric' })}, ${time}` : time;
}
