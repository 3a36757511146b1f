import { forEachInSlices } from '@switchyard/contract';
import { TARGET_AVAILABLE } from './metric-families';
import type { ObjectLabels, Series, SeriesBook, SeriesFamily } from './series-book';

/** How long what was counted of a deleted or renamed object is still shown, so that every Prometheus has the last of it. */
export const SHOWN_WHEN_GONE_MS = 5 * 60_000;
/** How often all are looked at, apart from scrapes. */
const SWEEP_INTERVAL_MS = 60_000;
/** So many objects are asked about at once: what one message between processes should have. */
const OBJECTS_PER_QUESTION_MAX = 500;

/** Which of these objects are gone, by their places; null if nobody can tell now. */
export type FindGone = (objects: readonly ObjectLabels[]) => Promise<readonly number[] | null>;

export interface GoneSeriesOptions {
  readonly book: SeriesBook;
  readonly findGone: FindGone;
  /** What the last answer of `findGone` was about: while it is the same, and there are no new series, that is still right. Never by default. */
  readonly tableVersion?: () => unknown;
  /** How long counters of objects that are gone are kept. */
  readonly keptMs: number;
  /** Whether a series may go now; any by default. */
  readonly mayGo?: (series: Series) => boolean;
  /** Called after series were dropped. */
  readonly onDropped?: () => void;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/**
 * Drops series that name configured objects which are gone. What tells a state goes at once; what was counted, after a while.
 * That makes room for others in the book.
 */
export class GoneSeries {
  readonly #options: GoneSeriesOptions;
  /** Since when the objects of a series are gone, in monotonic ms. */
  readonly #goneAtMs = new Map<Series, number>();
  #known: { readonly tableVersion: unknown; readonly openSeries: number } | null = null;
  #sweeping: Promise<void> | null = null;
  readonly #interval: NodeJS.Timeout;

  constructor(options: GoneSeriesOptions) {
    this.#options = options;
    this.#interval = setInterval(() => {
      this.#known = null;
      void this.sweep();
    }, SWEEP_INTERVAL_MS).unref();
  }

  close(): void {
    clearInterval(this.#interval);
  }

  /** Drops what is to go now. One sweep at a time: others share it. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => (this.#sweeping = null));
    return this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const { book, tableVersion } = this.#options;
    const now = { tableVersion: tableVersion?.(), openSeries: book.openSeries.count };
    const isKnown =
      tableVersion !== undefined &&
      this.#known?.tableVersion === now.tableVersion &&
      this.#known?.openSeries === now.openSeries;
    if (!isKnown && !(await this.#findGone())) return;
    this.#known = now;
    if (this.#dropDue()) this.#known = null;
  }

  /** @returns whether all that is gone was found */
  async #findGone(): Promise<boolean> {
    const { book, findGone, nowMs } = this.#options;
    const asked = new Map<string, { readonly objects: ObjectLabels; readonly series: Series[] }>();
    for (const family of book.families) {
      await forEachInSlices(family.all, (series) => {
        const objects = objectsOf(family, series);
        if (objects === null) return;
        const key = JSON.stringify(objects);
        const same = asked.get(key);
        if (same === undefined) asked.set(key, { objects, series: [series] });
        else same.series.push(series);
      });
    }
    const all = [...asked.values()];
    for (let from = 0; from < all.length; from += OBJECTS_PER_QUESTION_MAX) {
      const some = all.slice(from, from + OBJECTS_PER_QUESTION_MAX);
      const gone = await findGone(some.map(({ objects }) => objects));
      if (gone === null) return false;
      const places = new Set(gone);
      for (const [place, { series }] of some.entries()) {
        for (const each of series) {
          if (!places.has(place)) this.#goneAtMs.delete(each);
          else if (!this.#goneAtMs.has(each)) this.#goneAtMs.set(each, nowMs());
        }
      }
    }
    return true;
  }

  /** @returns whether there was any */
  #dropDue(): boolean {
    if (this.#goneAtMs.size === 0) return false;
    const { book, keptMs, mayGo, onDropped, nowMs } = this.#options;
    const now = nowMs();
    let dropped = 0;
    for (const family of book.families) {
      const keptHereMs = tellsState(family) ? 0 : keptMs;
      for (const series of family.all) {
        const goneAtMs = this.#goneAtMs.get(series);
        if (goneAtMs === undefined || now - goneAtMs < keptHereMs || mayGo?.(series) === false) continue;
        family.drop(series);
        this.#goneAtMs.delete(series);
        dropped += 1;
      }
    }
    if (dropped === 0) return false;
    book.countOpenSeries();
    onDropped?.();
    return true;
  }
}

function tellsState({ name }: SeriesFamily): boolean {
  return name === TARGET_AVAILABLE;
}

/** Null if it names none. A target is one of an environment. */
function objectsOf(family: SeriesFamily, series: Series): ObjectLabels | null {
  const objects = family.objectsOf(series);
  if (Object.keys(objects).length === 0) return null;
  const environment = tellsState(family) ? series.labels[family.labelNames.indexOf('environment')] : undefined;
  return environment === undefined ? objects : { ...objects, environment };
}
