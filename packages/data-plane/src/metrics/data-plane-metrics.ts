import { pause } from '@switchyard/runtime';
import { Gauge, type Metric, Registry } from 'prom-client';
import { customMetric, familyMetric, labelsOf } from './custom-metric';
import { LOG_LINES_DROPPED, TARGET_AVAILABLE } from './metric-families';
import type { ProcessFigures } from './process-figures';
import { type SeriesBook, SERIES_MAX, type SeriesFamily } from './series-book';
import { lowestAvailability, type UnavailableTarget } from './target-availability';

/** What is read at a scrape, because it is a state and not an event. Null where it is not known. */
export interface MetricSources {
  readonly requestsInFlight: () => number;
  /** Of each process that serves requests, by its number. */
  readonly processes: () => Promise<readonly (ProcessFigures & { readonly worker: number })[]>;
  readonly unavailableTargets: () => Promise<readonly UnavailableTarget[]>;
  /** Drops series of configured objects that are gone. */
  readonly dropGone: () => Promise<void>;
  readonly appliedRevision: () => number | null;
  readonly observedRevision: () => number | null;
  /** Whether the newest revision was refused. */
  readonly isRejected: () => boolean;
  /** When the table was last known to be current, in ms since the epoch. */
  readonly currentAtMs: () => number | null;
  /** Whether what is served cannot be kept for the next start. */
  readonly hasStorageProblem: () => boolean;
  /** Endpoints that are out of rotation because a credential or certificate cannot be read. */
  readonly endpointFaults: () => number;
  /** How many lines the log of this process has dropped. */
  readonly logLinesDropped: () => number;
  /** What waits to be reported, and what was lost; null if nothing is reported. */
  readonly usage: () => {
    readonly spooledBytes: number;
    readonly spoolBytesMax: number;
    readonly waitingBatches: number;
    readonly droppedBatches: number;
    readonly droppedRecords: number;
  } | null;
}

const MS_PER_SECOND = 1_000;
/** How long a scrape waits for a busy worker to say what is gone; the next scrape knows. */
const DROPPING_MS_MAX = 1_000;

/** The text that Prometheus scrapes from a data plane, for all its processes. */
export class DataPlaneMetrics {
  readonly registry = new Registry();
  readonly #sources: MetricSources;
  readonly #book: SeriesBook;
  /** A scrape under way, which others share. */
  #rendering: Promise<string> | null = null;
  /** As of the scrape under way, by labels. */
  #unavailable: ReadonlyMap<string, UnavailableTarget> = new Map();

  /** @param book that of the gateway, with the metrics that requests increase */
  constructor(version: string, book: SeriesBook, sources: MetricSources) {
    this.#sources = sources;
    this.#book = book;
    for (const family of book.families) {
      this.registry.registerMetric(this.#metricOf(family));
    }
    this.#addTable();
    this.#addUsage();
    this.#addProcesses();
    this.#gauge('switchyard_requests_in_flight', 'Requests in flight.', sources.requestsInFlight);
    this.#gauge('switchyard_metric_series', 'Series named after configured objects.', () => book.openSeries.count);
    this.#gauge(
      'switchyard_metric_series_max',
      `How many of them there may be; what is new beyond that counts as other, so that all series are at most ${SERIES_MAX}.`,
      () => book.openSeries.max,
    );
    new Gauge({
      name: 'switchyard_build_info',
      help: 'Always 1; the label has the version.',
      labelNames: ['version'],
      registers: [this.registry],
    }).set({ version }, 1);
  }

  text(): Promise<string> {
    this.#rendering ??= this.#render().finally(() => (this.#rendering = null));
    return this.#rendering;
  }

  async #render(): Promise<string> {
    const { unavailableTargets, dropGone } = this.#sources;
    this.#unavailable = lowestAvailability(await unavailableTargets());
    // One that only peers have asked is shown too, as far as there is room.
    for (const { labels } of this.#unavailable.values()) this.#book.family(TARGET_AVAILABLE)?.of(labels);
    const waited = new AbortController();
    await Promise.race([dropGone(), pause(DROPPING_MS_MAX, waited.signal)]);
    waited.abort();
    return this.registry.metrics();
  }

  #metricOf(family: SeriesFamily): Metric {
    if (family.name === TARGET_AVAILABLE) return this.#targetAvailability(family);
    if (family.name !== LOG_LINES_DROPPED) return familyMetric(family);
    const { logLinesDropped } = this.#sources;
    return customMetric(family, 'counter', () => [
      { labels: {}, value: (family.of([]).values[0] ?? 0) + logLinesDropped() },
    ]);
  }

  #targetAvailability(family: SeriesFamily): Metric {
    return customMetric(family, 'gauge', () =>
      Array.from(family.all, (series) => ({
        labels: {},
        sharedLabels: labelsOf(family, series),
        value: this.#unavailable.get(series.labels.join('\0'))?.value ?? 1,
      })),
    );
  }

  #addTable(): void {
    const { appliedRevision, observedRevision, isRejected, currentAtMs, hasStorageProblem, endpointFaults } =
      this.#sources;
    new Gauge({
      name: 'switchyard_routing_table_revision',
      help: 'The revision that is served, and the newest that was seen; NaN while there is none.',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        this.set({ state: 'applied' }, appliedRevision() ?? Number.NaN);
        this.set({ state: 'observed' }, observedRevision() ?? Number.NaN);
      },
    });
    this.#gauge('switchyard_routing_table_rejected', 'Whether the newest revision was refused: 1 or 0.', () =>
      Number(isRejected()),
    );
    this.#gauge(
      'switchyard_routing_table_age_seconds',
      'How long ago the table was last known to be current; NaN if it never was.',
      () => {
        const atMs = currentAtMs();
        return atMs === null ? Number.NaN : Math.max(0, (Date.now() - atMs) / MS_PER_SECOND);
      },
    );
    this.#gauge('switchyard_storage_problem', 'Whether the table cannot be kept for the next start: 1 or 0.', () =>
      Number(hasStorageProblem()),
    );
    this.#gauge(
      'switchyard_endpoint_faults',
      'Endpoints out of rotation because a credential or certificate cannot be read.',
      endpointFaults,
    );
  }

  #addUsage(): void {
    const { usage } = this.#sources;
    this.#gauge(
      'switchyard_usage_spool_bytes',
      'Size of the usage that the queue does not have yet.',
      () => usage()?.spooledBytes ?? 0,
    );
    this.#gauge(
      'switchyard_usage_spool_bytes_max',
      'How much of it may wait; beyond that the oldest is lost.',
      () => usage()?.spoolBytesMax ?? 0,
    );
    this.#gauge(
      'switchyard_usage_spool_batches',
      'Batches of usage that the queue does not have yet.',
      () => usage()?.waitingBatches ?? 0,
    );
    const counter = (name: string, help: string, read: () => number) =>
      this.registry.registerMetric(
        customMetric({ name, help, labelNames: [] }, 'counter', () => [{ labels: {}, value: read() }]),
      );
    counter(
      'switchyard_usage_dropped_batches_total',
      'Batches of usage that were lost.',
      () => usage()?.droppedBatches ?? 0,
    );
    counter(
      'switchyard_dropped_request_records_total',
      'Request records that were not kept: too many at once.',
      () => usage()?.droppedRecords ?? 0,
    );
  }

  #addProcesses(): void {
    const { processes } = this.#sources;
    const perProcess = (name: string, help: string, read: (figures: ProcessFigures) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['worker'],
        registers: [this.registry],
        async collect() {
          const all = await processes();
          this.reset();
          for (const figures of all) this.set({ worker: String(figures.worker) }, read(figures));
        },
      });
    perProcess(
      'switchyard_event_loop_delay_seconds',
      'The longest that a process that serves requests was held up, in the last half minute or more.',
      ({ eventLoopDelaySeconds }) => eventLoopDelaySeconds,
    );
    perProcess(
      'switchyard_worker_resident_memory_bytes',
      'Resident memory of a process that serves requests.',
      ({ residentBytes }) => residentBytes,
    );
    perProcess('switchyard_worker_connections', 'Connections of consumers.', ({ connections }) => connections);
    this.registry.registerMetric(
      customMetric(
        {
          name: 'switchyard_worker_cpu_seconds_total',
          help: 'CPU time of a process that serves requests; from 0 again when it is replaced.',
          labelNames: ['worker'],
        },
        'counter',
        async () =>
          (await processes()).map(({ worker, cpuSeconds }) => ({
            labels: { worker: String(worker) },
            value: cpuSeconds,
          })),
      ),
    );
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
