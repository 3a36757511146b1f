/**
 * How many series a process has at most, those of the process itself and the `other` ones included: Prometheus keeps each in memory.
 */
export const SERIES_MAX = 20_000;
/**
 * The part of it for what does not depend on how many objects are configured: series without such a label, those named `other`, and
 * what is read at a scrape.
 */
const FIXED_SERIES_MAX = 2_500;

/** In place of a label's value, if there are too many series for another one. */
export const OTHER = 'other';

/** Numbers that only grow, and what they are about. */
export class Series {
  /** What the primary was told of `values`. */
  readonly told: number[];

  /** @param labels in the order of the family's `labelNames` */
  constructor(
    readonly labels: readonly string[],
    /** A counter's number; or a histogram's count of each bucket, of larger values, and the sum of all. */
    readonly values: number[],
  ) {
    this.told = values.map(() => 0);
  }

  /** Whether the primary was told of all. */
  get isTold(): boolean {
    return this.values.every((value, at) => value === this.told[at]);
  }

  /** Counts one of it, or so many. */
  add(count = 1): void {
    this.values[0] = (this.values[0] ?? 0) + count;
  }
}

/** Configured objects by the labels that name them, such as `ai_api`. */
export type ObjectLabels = Readonly<Record<string, string>>;

/** A metric with a series for each combination of labels. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** The upper bounds of a histogram's buckets; null for a counter. */
  readonly bounds: readonly number[] | null;
}

/** What has increased in a series. */
export type SeriesIncrement = readonly [family: number, labels: readonly string[], increments: readonly number[]];

export interface FamilyOptions extends MetricFamily {
  /** The labels that are named after configured objects, of which there may be any number. */
  readonly openLabels: ReadonlySet<string>;
}

/** The series of one metric. */
export class SeriesFamily implements MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly bounds: readonly number[] | null;
  readonly #isOpen: readonly boolean[];
  readonly #takeRoom: (count: number) => boolean;
  readonly #series = new Map<string, Series>();

  /** @param takeRoom takes room for so many time series, if there is any */
  constructor({ name, help, labelNames, bounds, openLabels }: FamilyOptions, takeRoom: (count: number) => boolean) {
    this.name = name;
    this.help = help;
    this.labelNames = labelNames;
    this.bounds = bounds;
    this.#isOpen = labelNames.map((label) => openLabels.has(label));
    this.#takeRoom = takeRoom;
  }

  get all(): Iterable<Series> {
    return this.#series.values();
  }

  /** What Prometheus has of the series that depend on configured objects. */
  get openSeries(): number {
    let count = 0;
    for (const { labels } of this.#series.values()) if (this.#isBounded(labels)) count += 1;
    return count * this.#seriesEach;
  }

  /** The configured objects that a series names, by label. */
  objectsOf({ labels }: Series): ObjectLabels {
    const named = (label: string, index: number) => this.#isOpen[index] === true && label !== OTHER && label !== '';
    return Object.fromEntries(
      labels.flatMap((label, index) => (named(label, index) ? [[this.labelNames[index] ?? '', label] as const] : [])),
    );
  }

  /** Forgets a series; if it increases again, it begins from 0. */
  drop({ labels }: Series): void {
    this.#series.delete(keyOf(labels));
  }

  /** The series of a combination of labels; beyond the bound, that of `other` in place of each configured object. */
  of(labels: readonly string[]): Series {
    return this.#find(labels) ?? this.#add(this.#isBounded(labels) && !this.#hasRoom() ? this.#folded(labels) : labels);
  }

  #isBounded(labels: readonly string[]): boolean {
    return labels.some((label, index) => this.#isOpen[index] === true && label !== OTHER && label !== '');
  }

  #hasRoom(): boolean {
    return this.#takeRoom(this.#seriesEach);
  }

  /** A histogram takes a series for each bucket, one for larger values, and those of sum and count. */
  get #seriesEach(): number {
    return this.bounds === null ? 1 : this.bounds.length + 3;
  }

  #folded(labels: readonly string[]): readonly string[] {
    return labels.map((label, index) => (this.#isOpen[index] === true && label !== '' ? OTHER : label));
  }

  #add(labels: readonly string[]): Series {
    const present = this.#find(labels);
    if (present !== undefined) return present;
    const width = this.bounds === null ? 1 : this.bounds.length + 2;
    const added = new Series(labels, Array<number>(width).fill(0));
    this.#series.set(keyOf(labels), added);
    return added;
  }

  #find(labels: readonly string[]): Series | undefined {
    return this.#series.get(keyOf(labels));
  }
}

/** All series that requests and workers increase. */
export class SeriesBook {
  readonly #families: SeriesFamily[] = [];
  readonly #openSeriesMax: number;
  #openSeries = 0;
  /** The series for which the last report had no room: where the next begins. */
  #next = { family: 0, place: 0 };

  constructor(openSeriesMax: number = SERIES_MAX - FIXED_SERIES_MAX) {
    this.#openSeriesMax = openSeriesMax;
  }

  get families(): readonly SeriesFamily[] {
    return this.#families;
  }

  /** The series of a metric, by its name. */
  family(name: string): SeriesFamily | undefined {
    return this.#families.find((family) => family.name === name);
  }

  /** Whether what is new counts as `other`. */
  get isFull(): boolean {
    return this.#openSeries >= this.#openSeriesMax;
  }

  /** How many series depend on configured objects, and how many may. */
  get openSeries(): { readonly count: number; readonly max: number } {
    return { count: this.#openSeries, max: this.#openSeriesMax };
  }

  /** Adds a metric. Both sides of a data plane add the same ones in the same order. */
  add(options: FamilyOptions): SeriesFamily {
    const family = new SeriesFamily(options, (count) => this.takeRoom(count));
    this.#families.push(family);
    return family;
  }

  /** Takes room for so many series that depend on configured objects. @returns whether there is any */
  takeRoom(count: number): boolean {
    if (this.#openSeries + count > this.#openSeriesMax) {
      // A histogram may find no room where a counter would; from then on nothing new is added.
      this.#openSeries = this.#openSeriesMax;
      return false;
    }
    this.#openSeries += count;
    return true;
  }

  /** Makes room again for what was dropped. */
  countOpenSeries(): void {
    this.#openSeries = this.#families.reduce((sum, { openSeries }) => sum + openSeries, 0);
  }

  /** What has increased since it was last taken, at most so many series. It begins where the last call ended, so that each gets its turn. */
  takeIncrements(seriesMax: number): SeriesIncrement[] {
    const taken: SeriesIncrement[] = [];
    const start = this.#next;
    const familyCount = this.#families.length;
    // The family that it begins in comes again at the end, for the series before the start.
    for (let step = 0; step <= familyCount; step += 1) {
      const index = (start.family + step) % familyCount;
      let place = -1;
      for (const series of this.#families[index]?.all ?? []) {
        place += 1;
        if (step === 0 && place < start.place) continue;
        if (series.isTold) continue;
        if (taken.length >= seriesMax) {
          this.#next = { family: index, place };
          return taken;
        }
        const { labels, values, told } = series;
        taken.push([index, labels, values.map((value, at) => value - (told[at] ?? 0))]);
        for (const [at, value] of values.entries()) told[at] = value;
      }
    }
    return taken;
  }

  /** Adds what a worker has taken. */
  addIncrements(increments: readonly SeriesIncrement[]): void {
    for (const [index, labels, increase] of increments) {
      const series = this.#families[index]?.of(labels);
      if (series === undefined) continue;
      for (const [at, value] of increase.entries()) series.values[at] = (series.values[at] ?? 0) + value;
    }
  }
}

/** No label has a NUL. */
function keyOf(labels: readonly string[]): string {
  return labels.join('\0');
}
