/** Three significant digits, all digits before the point, and commas between thousands. */
export function formatFigure(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** A ratio, such as `1.24 ×`. */
export function formatRatio(ratio: number): string {
  return `${ratio >= 10 ? formatFigure(ratio) : ratio.toFixed(2)} ×`;
}
