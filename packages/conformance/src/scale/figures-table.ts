import type { Figure } from './figure';
import { MEASURES, type Measure, type MeasureId } from './measures';

/** What was measured, or why it was not. */
export type Results = ReadonlyMap<MeasureId, Figure | string>;

const HEADINGS = ['', 'bound', 'measured', 'min–max', 'samples', 'before'];

/** The table that is printed: each measure with its bound, and with the state before. */
export function figuresTable(results: Results): string {
  const rows = MEASURES.map((measure) => rowOf(measure, results.get(measure.id) ?? 'not measured'));
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [HEADINGS, ...rows].map((cells) => line(cells).trimEnd()).join('\n');
}

function rowOf({ what, unit, bound, before }: Measure, result: Figure | string): string[] {
  const withUnit = (value: number | null) => (value === null ? '–' : `${short(value)} ${unit}`);
  if (typeof result === 'string') return [what, withUnit(bound), result, '', '', withUnit(before)];
  const { value, min, max, count } = result;
  const isOver = bound !== null && value > bound;
  return [
    what,
    withUnit(bound),
    `${withUnit(value)}${isOver ? ' OVER' : ''}`,
    `${short(min)}–${short(max)}`,
    String(count),
    withUnit(before),
  ];
}

/** Three significant digits, and all digits before the point. */
function short(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
