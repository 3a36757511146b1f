import fc from 'fast-check';
import { LATENCY_BUCKETS_MAX, LATENCY_ERROR_MAX, latencyBucket, LatencyHistogram } from './latency-histogram';

const durations = fc.array(fc.oneof(fc.nat(40), fc.nat(10_000_000), fc.maxSafeNat()), { minLength: 1 });
const histogramOf = (values: readonly number[]) => {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

it('has every quantile within the stated error, which is below 5 %', () => {
  expect(LATENCY_ERROR_MAX).toBeLessThan(0.05);
  fc.assert(
    fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const sorted = values.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
      expect(Math.abs(histogramOf(values).quantile(share)! - exact)).toBeLessThanOrEqual(LATENCY_ERROR_MAX * exact);
    }),
  );
});

it('merges to the histogram of all values, in any order and from any parts', () => {
  fc.assert(
    fc.property(durations, durations, durations, (one, two, three) => {
      const merged = histogramOf(three);
      for (const part of [one, two]) merged.merge(histogramOf(part).counts());
      const whole = histogramOf([...one, ...two, ...three]);
      expect(merged.counts()).toEqual(whole.counts());
      expect(merged.total).toBe(whole.total);
    }),
  );
});

it('orders buckets as their values, and has no more than it says', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
      expect(Math.sign(latencyBucket(a) - latencyBucket(b)) * Math.sign(a - b)).toBeGreaterThanOrEqual(0);
    }),
  );
  expect(latencyBucket(Number.MAX_SAFE_INTEGER)).toBe(LATENCY_BUCKETS_MAX - 1);
  for (let value = 1; value < 100_000; value += 1) {
    expect(latencyBucket(value) - latencyBucket(value - 1)).toBeLessThanOrEqual(1);
  }
});

it('counts what a clock that steps back made negative as 0, and has no quantile without values', () => {
  expect(histogramOf([-5, 0.5]).counts()).toEqual({ 0: 2 });
  expect(new LatencyHistogram().quantile(0.5)).toBeNull();
});
