import type { Metric } from 'prom-client';
import type { Series, SeriesFamily } from './series-book';

/** One line of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  /** The registry keeps the text of these labels for as long as the object lives. */
  readonly sharedLabels?: Readonly<Record<string, string>>;
  readonly metricName?: string;
  readonly value: number;
}

/**
 * A metric whose samples are made at the scrape from what is counted elsewhere. The registry needs nothing of a metric but its
 * name and `get`, but its types know only its own classes.
 */
export function customMetric(
  { name, help, labelNames }: Pick<SeriesFamily, 'name' | 'help' | 'labelNames'>,
  type: 'counter' | 'gauge' | 'histogram',
  read: () => readonly Sample[] | Promise<readonly Sample[]>,
): Metric {
  const metric = { name, help, labelNames, get: async () => ({ name, help, type, values: await read() }) };
  return metric as unknown as Metric;
}

/** A family of the book as a metric. */
export function familyMetric(family: SeriesFamily): Metric {
  const { bounds } = family;
  if (bounds !== null) return customMetric(family, 'histogram', () => histogramSamples(family, bounds));
  return customMetric(family, 'counter', () =>
    Array.from(family.all, (series) => ({
      labels: {},
      sharedLabels: labelsOf(family, series),
      value: series.values[0] ?? 0,
    })),
  );
}

/** Prometheus wants buckets that include the smaller ones. */
function histogramSamples(family: SeriesFamily, bounds: readonly number[]): Sample[] {
  const samples: Sample[] = [];
  for (const series of family.all) {
    const sharedLabels = labelsOf(family, series);
    let count = 0;
    for (let bucket = 0; bucket <= bounds.length; bucket += 1) {
      count += series.values[bucket] ?? 0;
      const le = bounds[bucket] ?? '+Inf';
      samples.push({ labels: { le }, sharedLabels, metricName: `${family.name}_bucket`, value: count });
    }
    const sum = series.values[bounds.length + 1] ?? 0;
    samples.push({ labels: {}, sharedLabels, metricName: `${family.name}_sum`, value: sum });
    samples.push({ labels: {}, sharedLabels, metricName: `${family.name}_count`, value: count });
  }
  return samples;
}

const labelObjects = new WeakMap<Series, Readonly<Record<string, string>>>();

/** The labels of a series, the same object for each scrape. */
export function labelsOf({ labelNames }: SeriesFamily, series: Series): Readonly<Record<string, string>> {
  const present = labelObjects.get(series);
  if (present !== undefined) return present;
  const labels = Object.fromEntries(labelNames.map((name, index) => [name, series.labels[index] ?? '']));
  labelObjects.set(series, labels);
  return labels;
}
