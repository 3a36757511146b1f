/** How many buckets of one width lie between a power of two and the next: each is at most 1/16 of its values wide. */
const BUCKETS_PER_OCTAVE = 16;
const OCTAVE_BITS = 4;
/** Of 53 bits, as many as an integer can have: 50 octaves and what is below them. */
export const LATENCY_BUCKETS_MAX = 800;
/** A bucket's middle is at most half a bucket's width from any of its values. */
export const LATENCY_ERROR_MAX = 1 / (2 * BUCKETS_PER_OCTAVE);
const UINT32_RANGE = 2 ** 32;

/** How often values fell into each bucket: sparse, so an empty bucket takes no room. */
export type LatencyCounts = Readonly<Record<number, number>>;

/**
 * A log-linear histogram of durations in µs. Histograms merge by addition, in any order, whichever process counted, and
 * every quantile of the merged one is off by at most `LATENCY_ERROR_MAX` of its value.
 */
export class LatencyHistogram {
  readonly #counts = new Map<number, number>();
  #total = 0;

  /** How many values it holds. */
  get total(): number {
    return this.#total;
  }

  /** @param us of any size; negative ones count as 0 */
  record(us: number): void {
    this.add(latencyBucket(us), 1);
  }

  /** Adds values of one bucket. */
  add(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#total += count;
  }

  /** Adds the counts of another one. */
  merge(counts: LatencyCounts): void {
    for (const [bucket, count] of Object.entries(counts)) this.add(Number(bucket), count);
  }

  /** The counts of the buckets that are not empty. */
  counts(): LatencyCounts {
    return Object.fromEntries(this.#counts);
  }

  /**
   * The value below which this share of the values lies, in µs; null if there are none.
   *
   * @param share such as 0.99
   */
  quantile(share: number): number | null {
    if (this.#total === 0) return null;
    const rank = Math.min(this.#total, Math.max(1, Math.ceil(share * this.#total)));
    let seen = 0;
    let last = 0;
    for (const [bucket, count] of [...this.#counts].toSorted(([a], [b]) => a - b)) {
      seen += count;
      last = bucket;
      if (seen >= rank) break;
    }
    return middleOf(last);
  }
}

/** The bucket of a duration. Below 16 µs each µs has its own. */
export function latencyBucket(us: number): number {
  const value = Math.min(Math.max(0, Math.floor(us)), Number.MAX_SAFE_INTEGER);
  if (value < BUCKETS_PER_OCTAVE) return value;
  const bits = value < UINT32_RANGE ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / UINT32_RANGE));
  const octave = bits - OCTAVE_BITS - 1;
  return octave * BUCKETS_PER_OCTAVE + Math.floor(value / 2 ** octave);
}

/** The middle of a bucket, in µs. */
function middleOf(bucket: number): number {
  if (bucket < 2 * BUCKETS_PER_OCTAVE) return bucket;
  const octave = Math.floor(bucket / BUCKETS_PER_OCTAVE) - 1;
  const width = 2 ** octave;
  return (bucket - octave * BUCKETS_PER_OCTAVE) * width + (width - 1) / 2;
}
