import type { LatencyCounts, LatencyHistogram } from '@switchyard/contract';

const CONTINUES = 0x80;
const LOW_BITS = 0x7f;

/** The counts of a latency histogram as bytes: pairs of the distance from the bucket before and the count, each a varint. */
export function latencyBytes(counts: LatencyCounts): Buffer {
  const bytes: number[] = [];
  let before = 0;
  for (const [bucket, count] of Object.entries(counts).map(([key, value]) => [Number(key), value] as const)) {
    pushVarint(bytes, bucket - before);
    pushVarint(bytes, count);
    before = bucket;
  }
  return Buffer.from(bytes);
}

/**
 * Between the bytes of two histograms, as a literal of Postgres, so that `string_agg` makes one text of many: no bucket has the
 * count 0.
 */
export const LATENCY_SEPARATOR = String.raw`'\x0000'::bytea`;

/** @throws RangeError for bytes that are none of a histogram */
export function latencyCounts(bytes: Buffer): LatencyCounts {
  const counts: Record<number, number> = {};
  visitCounts(bytes, (bucket, count) => {
    counts[bucket] = count;
  });
  return counts;
}

/**
 * Adds the counts of one histogram, or of several with `LATENCY_SEPARATOR` between them.
 *
 * @throws RangeError for bytes that are none of a histogram
 */
export function addLatencyBytes(histogram: LatencyHistogram, bytes: Buffer): void {
  visitCounts(bytes, (bucket, count) => histogram.add(bucket, count));
}

function visitCounts(bytes: Buffer, visit: (bucket: number, count: number) => void): void {
  let bucket = 0;
  let at = 0;
  const next = () => {
    let value = 0;
    for (let scale = 1; ; scale *= CONTINUES) {
      const byte = bytes[at];
      if (byte === undefined) throw new RangeError('a latency histogram is truncated');
      at += 1;
      value += (byte & LOW_BITS) * scale;
      if (byte < CONTINUES) return value;
    }
  };
  while (at < bytes.length) {
    bucket += next();
    const count = next();
    if (count === 0) bucket = 0;
    else visit(bucket, count);
  }
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= CONTINUES) {
    bytes.push((rest % CONTINUES) | CONTINUES);
    rest = Math.floor(rest / CONTINUES);
  }
  bytes.push(rest);
}
