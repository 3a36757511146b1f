/** A measured value with the spread of the samples that it comes from. */
export interface Figure {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** The value below which a share of the samples lies, by nearest rank: 0.5 is the median. @throws Error without samples */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('a percentile needs at least one sample');
  return value;
}

/** @param share the percentile that is the figure's value; the median by default */
export function figureOf(samples: readonly number[], share = 0.5): Figure {
  return {
    value: percentile(samples, share),
    min: Math.min(...samples),
    max: Math.max(...samples),
    count: samples.length,
  };
}
