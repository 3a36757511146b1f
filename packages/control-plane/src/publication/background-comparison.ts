import type { KeyValueStore } from '@switchyard/contract';
import type { Logger } from 'pino';
import type { BucketMirror } from './bucket-mirror';
import { Interval } from './interval';
import type { RoutingTableSource } from './routing-table-source';
import { compareTable } from './table-comparison';
import type { TablePublication } from './table-publication';
import { unlessAborted } from './unless-aborted';

/** How often the whole table is compared with the mirror. */
export const COMPARISON_INTERVAL_MS = 300_000;
/** How soon a comparison or a recompilation that failed is tried again. */
export const COMPARISON_RETRY_MS = 10_000;
/** Every so many comparisons the bucket is read anew, because the mirror could be wrong. */
export const COMPARISONS_PER_READING = 6;

export interface BackgroundComparisonOptions {
  readonly source: RoutingTableSource;
  readonly store: KeyValueStore;
  readonly publication: Pick<TablePublication, 'isComparable' | 'isRecompilationDue' | 'recompile'>;
  /** Ends a comparison. */
  readonly signal: AbortSignal;
  /** A clock that is never set, in milliseconds. */
  readonly monotonicMs: () => number;
  /** Called when there is something to publish. */
  readonly onFound: () => void;
  readonly log: Logger;
}

/** What a comparison with a mirror found. */
export interface Findings {
  readonly mirror: BucketMirror;
  /** Keys whose entries differ, to be looked at again by the next publication. */
  readonly keys: readonly string[];
}

interface RunningComparison {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Compares the whole table with the bucket while changes are published, and recompiles it if that is due. */
export class BackgroundComparison {
  readonly #options: BackgroundComparisonOptions;
  readonly #interval: Interval;
  #running: RunningComparison | null = null;
  #count = 0;
  #findings: Findings | null = null;

  constructor(options: BackgroundComparisonOptions) {
    this.#options = options;
    this.#interval = new Interval(COMPARISON_INTERVAL_MS, options.monotonicMs);
  }

  /** What the last comparison found in this mirror; null if nothing is to be looked at again. */
  findingsIn(mirror: BucketMirror): Findings | null {
    return this.#findings?.mirror === mirror ? this.#findings : null;
  }

  /** These were looked at again. */
  settle(findings: Findings | null): void {
    if (this.#findings === findings) this.#findings = null;
  }

  /** The bucket was read anew. @param isCompared whether it was compared with the whole table; if not, that is due */
  restart(isCompared: boolean): void {
    if (isCompared) this.#interval.restart();
    else this.#interval.endIn(0);
  }

  /** Begins a recompilation or a comparison if one is due. */
  beginIfDue(mirror: BucketMirror): void {
    const { publication, signal, log } = this.#options;
    const { isRecompilationDue } = publication;
    if (this.#running !== null || !this.#interval.isDue) return;
    if (!isRecompilationDue && !publication.isComparable) return;
    this.#interval.restart();
    const stop = new AbortController();
    const ending = AbortSignal.any([signal, stop.signal]);
    const running = isRecompilationDue ? this.#recompile(mirror, ending) : this.#compare(mirror, ending);
    const ended = running
      .catch((error: unknown) => {
        if (ending.aborted) return;
        this.#interval.endIn(COMPARISON_RETRY_MS);
        log.warn({ err: error }, 'cannot compare the routing table with the database; trying again soon');
      })
      .finally(() => {
        this.#running = null;
      });
    this.#running = { stop, ended };
  }

  /** Resolves when nothing runs. */
  async ended(): Promise<void> {
    await this.#running?.ended;
  }

  /**
   * Ends what runs, before the mirror is given up: what was found in the bucket then no longer holds, and must not be
   * recorded as a recompilation. Waits only for what is being committed.
   */
  async end(): Promise<void> {
    this.#running?.stop.abort();
    await this.ended();
    this.#findings = null;
  }

  async #recompile(mirror: BucketMirror, signal: AbortSignal): Promise<void> {
    await this.#options.publication.recompile(mirror, signal);
    this.#options.onFound();
  }

  async #compare(mirror: BucketMirror, signal: AbortSignal): Promise<void> {
    this.#count += 1;
    const { source, store, onFound, log } = this.#options;
    const isReadAnew = this.#count % COMPARISONS_PER_READING === 0;
    const readAnew = () =>
      unlessAborted(
        signal,
        store.read((key) => mirror.sequenceOf(key) !== null),
      );
    if (isReadAnew && (await mirror.contradicts(await readAnew()))) {
      signal.throwIfAborted();
      log.warn('the routing table in NATS is not what it was; reading it again');
      mirror.invalidate();
      onFound();
      return;
    }
    const { keys } = await compareTable(source, mirror, signal);
    this.#findings = { mirror, keys };
    if (keys.length > 0) onFound();
  }
}
