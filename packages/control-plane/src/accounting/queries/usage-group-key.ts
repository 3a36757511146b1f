/** Identifies a group of usage among those of its report. @param row of any of the tables of sums */
export function groupKey(row: Readonly<Record<string, unknown>>, dimensions: readonly string[]): string {
  return JSON.stringify(['is_other', ...dimensions].map((column) => row[column]));
}
