import { figureOf, percentile } from '@switchyard/conformance';
import { pairedRatios } from '../rounds/rounds';
import { formatFigure, formatRatio } from './format-figure';
import type { Metric, Series } from './scenario-result';

/** A table in Markdown, with columns as wide as their cells. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = [headings, ...rows].map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = headings.map((_, column) => Math.max(3, ...escaped.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [first = [], ...others] = escaped;
  return [line(first), rule, ...others.map(line)].join('\n');
}

/**
 * Metrics of one unit: a row for each subject, and for each metric the median, the least and greatest value, and how the
 * subject compares with the baseline: the median of the rounds' ratios.
 */
export function metricTable(metrics: readonly Metric[], baseline: string | null): string {
  const subjects = [...new Set(metrics.flatMap(({ series }) => series.map(({ subject }) => subject)))];
  const rows = subjects.map((subject) => [
    subject,
    ...metrics.map((metric) => cellOf(metric.series, subject, baseline)),
  ]);
  return markdownTable(['', ...metrics.map(({ name }) => name)], rows);
}

function cellOf(series: readonly Series[], subject: string, baseline: string | null): string {
  const samplesOf = (name: string | null) => series.find((one) => one.subject === name)?.samples ?? [];
  const samples = samplesOf(subject);
  if (samples.length === 0) return '–';
  const { value, min, max } = figureOf(samples);
  const spread = samples.length > 1 ? ` (${formatFigure(min)}–${formatFigure(max)})` : '';
  const ratios = pairedRatios(samples, samplesOf(baseline));
  const ratio = subject === baseline || ratios.length === 0 ? '' : `, ${formatRatio(percentile(ratios, 0.5))}`;
  return `${formatFigure(value)}${spread}${ratio}`;
}
