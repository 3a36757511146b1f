import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricSources } from './metric-sources';

/** How a batch of usage ended at this control plane. */
export type BatchResult = 'absorbed' | 'repeated' | 'rejected' | 'retried';
const BATCH_RESULTS: readonly BatchResult[] = ['absorbed', 'repeated', 'rejected', 'retried'];

/** In seconds. A change is meant to be in effect within 0.1 s (p99); above a minute something is wrong. */
const EFFECT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const OPERATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const ABSORPTION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const USAGE_AGE_BUCKETS = [0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 21_600];

/** How long the usage queue may take to say what it holds: a scrape must not wait for NATS. */
const BACKLOG_MS_MAX = 1_000;

/** An operation of GraphQL that has ended. */
export interface EndedOperation {
  /** The root field that it asks for, or what stands for it: never a caller's own text. */
  readonly operation: string;
  readonly type: 'query' | 'mutation' | 'invalid';
  /** `OK`, or the code of its first error. */
  readonly outcome: string;
  readonly seconds: number;
}

/** The metrics of a control plane, except those of its process. */
export class ControlPlaneMetrics {
  readonly registry = new Registry();
  readonly #changeToEffect: Histogram;
  readonly #operations: Counter;
  readonly #operationDuration: Histogram;
  readonly #responses: Counter;
  readonly #batches: Counter;
  readonly #absorption: Histogram;
  readonly #usageAge: Histogram;

  constructor(version: string) {
    const registers = [this.registry];
    this.#changeToEffect = new Histogram({
      name: 'switchyard_change_to_effect_seconds',
      help: 'From the commit of a change by this control plane to the report of the last live data plane that serves it.',
      buckets: EFFECT_BUCKETS,
      registers,
    });
    this.#operations = new Counter({
      name: 'switchyard_graphql_operations_total',
      help: 'GraphQL operations, by root field and outcome.',
      labelNames: ['operation', 'outcome'],
      registers,
    });
    this.#operationDuration = new Histogram({
      name: 'switchyard_graphql_operation_duration_seconds',
      help: 'How long GraphQL operations took.',
      labelNames: ['type'],
      buckets: OPERATION_BUCKETS,
      registers,
    });
    this.#responses = new Counter({
      name: 'switchyard_graphql_responses_total',
      help: 'HTTP responses at /graphql, by status; 401, 413 and 429 were refused before GraphQL.',
      labelNames: ['status'],
      registers,
    });
    this.#batches = new Counter({
      name: 'switchyard_usage_batches_total',
      help: 'Batches of usage that this control plane took from the queue, by result.',
      labelNames: ['result'],
      registers,
    });
    // So that an increase from nothing is one.
    for (const result of BATCH_RESULTS) this.#batches.inc({ result }, 0);
    this.#absorption = new Histogram({
      name: 'switchyard_usage_absorption_seconds',
      help: 'How long the database took to store a batch of usage.',
      buckets: ABSORPTION_BUCKETS,
      registers,
    });
    this.#usageAge = new Histogram({
      name: 'switchyard_usage_age_seconds',
      help: 'How old batches of usage were when they were stored, by the clock of the data plane.',
      buckets: USAGE_AGE_BUCKETS,
      registers,
    });
    new Gauge({
      name: 'switchyard_build_info',
      help: 'Always 1; the label has the version.',
      labelNames: ['version'],
      registers,
    }).set({ version }, 1);
  }

  changeInEffect(seconds: number): void {
    this.#changeToEffect.observe(seconds);
  }

  operationEnded({ operation, type, outcome, seconds }: EndedOperation): void {
    this.#operations.inc({ operation, outcome });
    this.#operationDuration.observe({ type }, seconds);
  }

  responded(status: number): void {
    this.#responses.inc({ status: String(status) });
  }

  batchEnded(result: BatchResult): void {
    this.#batches.inc({ result });
  }

  /** @param ageSeconds of the batch when it was stored */
  batchAbsorbed(seconds: number, ageSeconds: number): void {
    this.#absorption.observe(seconds);
    // The data plane's clock may be ahead.
    this.#usageAge.observe(Math.max(0, ageSeconds));
  }

  /** Adds the metrics that are read at a scrape. */
  readFrom(sources: MetricSources): void {
    this.#readPublication(sources);
    this.#readUsageQueue(sources);
    this.#gauge('switchyard_data_planes', 'Live data planes.', () => sources.dataPlanes().live);
    this.#gauge(
      'switchyard_data_planes_behind',
      'Live data planes that do not serve the published revision.',
      () => sources.dataPlanes().behind,
    );
    this.#gauge('switchyard_live_connections', 'Open WebSocket connections.', () => sources.liveCounts().connections);
    this.#gauge('switchyard_live_subscriptions', 'Open subscriptions.', () => sources.liveCounts().subscriptions);
    this.#readPools(sources);
    new Counter({
      name: 'switchyard_log_lines_dropped_total',
      help: 'Lines of the log that were dropped, because it was not read in time.',
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(sources.logLinesDropped());
      },
    });
  }

  /** The text for Prometheus. */
  async text(): Promise<string> {
    return this.registry.metrics();
  }

  #readPublication(sources: MetricSources): void {
    const { committedRevision, publishedRevision } = sources;
    new Gauge({
      name: 'switchyard_revision',
      help: 'The latest revision that is committed, and the latest that is published; NaN while it is unknown.',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        this.set({ state: 'committed' }, committedRevision() ?? Number.NaN);
        this.set({ state: 'published' }, publishedRevision() ?? Number.NaN);
      },
    });
    this.#gauge('switchyard_publisher', 'Whether this control plane is the one that publishes: 1 or 0.', () =>
      Number(sources.isPublisher()),
    );
    this.#gauge(
      'switchyard_publication_problem',
      'Whether something keeps revisions from being published: 1 or 0.',
      () => Number(sources.hasPublicationProblem()),
    );
    this.#gauge(
      'switchyard_publication_lag_seconds',
      'How long the oldest committed revision has waited to be published.',
      sources.publicationLagSeconds,
    );
  }

  #readUsageQueue({ usageBacklog }: MetricSources): void {
    let reading: Promise<Awaited<ReturnType<typeof usageBacklog>>> | null = null;
    /** One look for both gauges of a scrape, and one at a time. */
    const backlog = () => (reading ??= withinBacklogTime(usageBacklog()).finally(() => (reading = null)));
    this.#gauge(
      'switchyard_usage_queue_messages',
      'Batches of usage in the queue; NaN while NATS is away.',
      async () => {
        return (await backlog())?.messages ?? Number.NaN;
      },
    );
    this.#gauge('switchyard_usage_queue_bytes', 'Bytes in the usage queue; NaN while NATS is away.', async () => {
      return (await backlog())?.bytes ?? Number.NaN;
    });
  }

  #readPools({ pools }: MetricSources): void {
    new Gauge({
      name: 'switchyard_database_connections',
      help: 'Connections to Postgres, by pool.',
      labelNames: ['pool', 'state'],
      registers: [this.registry],
      collect() {
        for (const [pool, { open, idle }] of Object.entries(pools())) {
          this.set({ pool, state: 'idle' }, idle);
          this.set({ pool, state: 'busy' }, open - idle);
        }
      },
    });
    new Gauge({
      name: 'switchyard_database_connections_max',
      help: 'How many connections to Postgres a pool may open.',
      labelNames: ['pool'],
      registers: [this.registry],
      collect() {
        for (const [pool, { max }] of Object.entries(pools())) this.set({ pool }, max);
      },
    });
    new Gauge({
      name: 'switchyard_database_waiting',
      help: 'What waits for a connection to Postgres, by pool.',
      labelNames: ['pool'],
      registers: [this.registry],
      collect() {
        for (const [pool, { waiting }] of Object.entries(pools())) this.set({ pool }, waiting);
      },
    });
  }

  #gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }
}

/** @returns null if the queue cannot be asked, or is slow */
async function withinBacklogTime<T>(asked: Promise<T>): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), BACKLOG_MS_MAX);
  try {
    return await Promise.race([asked.catch(() => null), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
