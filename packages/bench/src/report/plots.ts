import { figureOf } from '@switchyard/conformance';
import { dot, line, plot, type PlotOptions, ruleY, text } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { formatFigure } from './format-figure';
import type { Curve, Metric } from './scenario-result';

const WIDTH = 760;
const ROW_HEIGHT = 22;
const AXIS_HEIGHT = 60;
/** From here on, small values would vanish beside large ones on a linear axis. */
const LOGARITHMIC_FROM_RATIO = 8;

/** The medians of metrics of one unit, each with its least and greatest value: a row per subject, a panel per metric. */
export function metricPlot(metrics: readonly Metric[]): string {
  const points = metrics.flatMap(({ name: metric, series }) =>
    series
      .filter(({ samples }) => samples.length > 0)
      .map(({ subject, samples }) => ({ metric, subject, ...figureOf(samples) })),
  );
  const subjects = [...new Set(points.map(({ subject }) => subject))];
  const least = Math.min(...points.map(({ min }) => min));
  const greatest = Math.max(...points.map(({ max }) => max));
  const isLogarithmic = least > 0 && greatest / least > LOGARITHMIC_FROM_RATIO;
  const place = { y: 'subject', fy: 'metric' } as const;
  return svg({
    height: AXIS_HEIGHT + metrics.length * (subjects.length + 1) * ROW_HEIGHT,
    marginLeft: 190,
    marginRight: 150,
    x: {
      label: metrics[0]?.unit ?? '',
      grid: true,
      tickFormat: formatFigure,
      ...(isLogarithmic ? { type: 'log', nice: true } : { zero: least >= 0 }),
    },
    y: { label: null, domain: subjects },
    fy: { label: null, domain: metrics.map(({ name }) => name) },
    marks: [
      ruleY(points, { ...place, x1: 'min', x2: 'max', stroke: RANGE, strokeWidth: 4, strokeLinecap: 'round' }),
      dot(points, { ...place, x: 'value', r: 4, fill: MEDIAN }),
      text(points, { ...place, x: 'max', text: ({ value }: { value: number }) => formatFigure(value), ...BESIDE }),
    ],
  });
}

/** Quantities over time, one line per subject. */
export function curvePlot(unit: string, curves: readonly Curve[]): string {
  const points = curves.flatMap(({ subject, points }) => points.map((point) => ({ subject, ...point })));
  const ends = curves.flatMap(({ subject, points }) => points.slice(-1).map((point) => ({ subject, ...point })));
  return svg({
    height: 320,
    marginLeft: 60,
    marginRight: 150,
    x: { label: 'minutes', grid: true },
    y: { label: unit, grid: true, zero: true },
    color: { scheme: 'dark2' },
    marks: [
      line(points, { x: 'minutes', y: 'value', stroke: 'subject', strokeWidth: 2 }),
      text(ends, { x: 'minutes', y: 'value', text: 'subject', fill: 'subject', ...BESIDE }),
    ],
  });
}

const RANGE = '#9ab6d8';
const MEDIAN = '#1d4e89';
const BESIDE = { textAnchor: 'start', dx: 8 } as const;

/** A file that stands by itself: readable on a light and on a dark page. */
function svg(options: PlotOptions): string {
  const { document } = parseHTML('<html></html>');
  const style = { background: 'white', color: '#222', fontSize: '12px' };
  const figure = plot({ ...options, document, width: WIDTH, style });
  figure.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${figure.outerHTML}\n`;
}
