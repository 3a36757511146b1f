export interface Point {
  readonly at: string;
  readonly value: number;
}

export interface Steps {
  /** When each step begins, in ms since 1970. */
  readonly starts: readonly number[];
  /** For each series, a value per step. */
  readonly values: readonly (readonly number[])[];
  /** What the overall sum has beyond the series. */
  readonly rest: readonly number[];
}

/**
 * Sums series into the steps of a period. The API leaves out steps without usage; here they are 0.
 *
 * @param series those that are drawn apart
 * @param overall the sum of all, drawn or not
 */
export function stackedSteps(
  { fromMs, toMs, stepMs }: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
  series: readonly (readonly Point[])[],
  overall: readonly Point[],
): Steps {
  const firstMs = Math.floor(fromMs / stepMs) * stepMs;
  const count = Math.max(1, Math.ceil((toMs - firstMs) / stepMs));
  const sum = (points: readonly Point[]) => {
    const sums = Array.from({ length: count }, () => 0);
    for (const { at, value } of points) {
      const index = Math.floor((new Date(at).getTime() - firstMs) / stepMs);
      // A day or an hour may begin before the period does.
      const step = Math.min(count - 1, Math.max(0, index));
      sums[step] = (sums[step] ?? 0) + value;
    }
    return sums;
  };
  const values = series.map(sum);
  const all = sum(overall);
  return {
    starts: all.map((_sum, index) => firstMs + index * stepMs),
    values,
    rest: all.map((total, index) => Math.max(0, total - values.reduce((sums, each) => sums + (each[index] ?? 0), 0))),
  };
}
