import { LOG_LINES_DROPPED } from '../metrics/metric-families';
import type { ProcessFigures } from '../metrics/process-figures';
import type { SeriesBook, SeriesIncrement } from '../metrics/series-book';
import type { UnavailableTarget } from '../metrics/target-availability';

/** How often a worker tells its metrics. */
const REPORT_INTERVAL_MS = 1_000;
/** So that a message stays small; the rest is told a second later. */
const SERIES_PER_REPORT_MAX = 2_000;

/** What a worker tells the primary for Prometheus. */
export interface WorkerMetrics {
  readonly figures: ProcessFigures;
  /** What has increased since its last report. A worker that dies takes less than a second's increments with it. */
  readonly increments: readonly SeriesIncrement[];
  /** Null if they are the same. */
  readonly unavailableTargets: readonly UnavailableTarget[] | null;
}

export interface MetricReportsOptions {
  readonly book: Pick<SeriesBook, 'takeIncrements' | 'family'>;
  /** How many lines the log has dropped since the start. */
  readonly logLinesDropped: () => number;
  readonly figures: () => Promise<ProcessFigures>;
  readonly unavailableTargets: () => Promise<readonly UnavailableTarget[]>;
  /** Resolves when the report is on its way. */
  readonly send: (metrics: WorkerMetrics) => Promise<void>;
}

/** Tells the primary each second what Prometheus is to know of this worker. */
export class MetricReports {
  readonly #options: MetricReportsOptions;
  readonly #interval: NodeJS.Timeout;
  #toldTargets = '[]';
  #telling: Promise<unknown> = Promise.resolve();

  constructor(options: MetricReportsOptions) {
    this.#options = options;
    this.#interval = setInterval(() => this.#tell(), REPORT_INTERVAL_MS).unref();
  }

  /** Tells the rest. Resolves when all of it is on its way. */
  async close(): Promise<void> {
    clearInterval(this.#interval);
    await this.#telling;
    while ((await this.#tellNow()) === SERIES_PER_REPORT_MAX);
  }

  /** One report after the other. */
  #tell(): void {
    this.#telling = this.#telling.then(() => this.#tellNow());
  }

  /** @returns how many series it told about */
  async #tellNow(): Promise<number> {
    const { book, figures, logLinesDropped, unavailableTargets, send } = this.#options;
    const targets = await unavailableTargets();
    const text = JSON.stringify(targets);
    const isSame = text === this.#toldTargets;
    this.#toldTargets = text;
    const own = await figures();
    book.family(LOG_LINES_DROPPED)?.of([]).values.splice(0, 1, logLinesDropped());
    // Taken last: what is taken must be sent.
    const increments = book.takeIncrements(SERIES_PER_REPORT_MAX);
    await send({ figures: own, increments, unavailableTargets: isSame ? null : targets });
    return increments.length;
  }
}
