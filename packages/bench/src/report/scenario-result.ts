/** One quantity, measured for several subjects in the same rounds. */
export interface Metric {
  /** Such as `1 KB`; metrics with the same unit share a table. */
  readonly name: string;
  /** Such as `µs of CPU per request`. */
  readonly unit: string;
  readonly series: readonly Series[];
}

/** What one subject gave, one value per round. Empty if it could not be measured. */
export interface Series {
  readonly subject: string;
  readonly samples: readonly number[];
}

/** A quantity over time. */
export interface Curve {
  readonly subject: string;
  readonly points: readonly { readonly minutes: number; readonly value: number }[];
}

export interface ScenarioResult {
  /** The subject that the others are compared with, round by round; null for none. */
  readonly baseline: string | null;
  readonly metrics: readonly Metric[];
  readonly curves?: { readonly unit: string; readonly series: readonly Curve[] };
}

/** A measured scenario with what it is about. */
export interface Measured {
  readonly name: string;
  readonly title: string;
  /** How it is measured, in a few sentences. */
  readonly method: string;
  readonly result: ScenarioResult;
  /** What could not be measured, and why. */
  readonly failures: readonly string[];
}

/** The series of one value per subject and round. @param value null leaves the value out */
export function seriesOf<S extends { readonly name: string }, T>(
  rounds: ReadonlyMap<S, readonly T[]>,
  value: (one: T) => number | null,
): Series[] {
  return Array.from(rounds, ([{ name }, results]) => ({
    subject: name,
    samples: results.map(value).filter((sample) => sample !== null),
  }));
}
