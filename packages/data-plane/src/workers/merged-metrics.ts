import type { GatewayMetrics } from '../gateway/gateway';
import type { FindGone } from '../metrics/gone-series';
import { addRequestFamilies, type MetricDetail, NO_DETAIL } from '../metrics/metric-families';
import type { ProcessFigures } from '../metrics/process-figures';
import { SeriesBook } from '../metrics/series-book';
import type { UnavailableTarget } from '../metrics/target-availability';
import type { WorkerMetrics } from './metric-reports';

/** A worker, by its number. */
interface Numbered {
  readonly index: number;
}

/**
 * The metrics of all workers together. What a worker has counted stays when it ends, or the sums would go back; what it uses leaves
 * with it.
 */
export class MergedMetrics<Worker extends Numbered> implements GatewayMetrics {
  readonly book = new SeriesBook();
  readonly #figures = new Map<Worker, ProcessFigures>();
  readonly #unavailable = new Map<Worker, readonly UnavailableTarget[]>();

  /** @param findGone asks a worker */
  constructor(
    detail: MetricDetail = NO_DETAIL,
    readonly findGone: FindGone = () => Promise.resolve(null),
  ) {
    addRequestFamilies(this.book, detail);
  }

  /** Takes in what a worker tells. */
  note(worker: Worker, { figures, increments, unavailableTargets }: WorkerMetrics): void {
    this.book.addIncrements(increments);
    this.#figures.set(worker, figures);
    if (unavailableTargets !== null) this.#unavailable.set(worker, unavailableTargets);
  }

  /** The worker has ended. */
  forget(worker: Worker): void {
    this.#figures.delete(worker);
    this.#unavailable.delete(worker);
  }

  processes(): Promise<readonly (ProcessFigures & { readonly worker: number })[]> {
    return Promise.resolve(Array.from(this.#figures, ([{ index }, figures]) => ({ worker: index, ...figures })));
  }

  forgetSeries(): void {
    // What workers tell is found by its labels each time.
  }

  unavailableTargets(): Promise<readonly UnavailableTarget[]> {
    return Promise.resolve([...this.#unavailable.values()].flat());
  }
}
