import { LATENCY_BUCKETS_MAX, LatencyHistogram } from '@switchyard/contract';
import fc from 'fast-check';
import { addLatencyBytes, latencyBytes, latencyCounts } from './latency-bytes';

it('gives counts back, whatever their size', () => {
  const bucket = fc.integer({ min: 0, max: LATENCY_BUCKETS_MAX - 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(bucket, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }))), (pairs) => {
      const counts = Object.fromEntries(pairs);
      expect(latencyCounts(latencyBytes(counts))).toEqual(counts);
    }),
  );
});

it('takes two bytes for a bucket that follows another, and refuses bytes that are truncated', () => {
  const bytes = latencyBytes({ 100: 3, 101: 7, 102: 1 });
  expect(bytes).toHaveLength(6);
  expect(() => latencyCounts(bytes.subarray(0, 5))).toThrow('truncated');
});

it('adds up histograms that are joined by the separator, empty ones too', () => {
  const separator = Buffer.from([0, 0]);
  const parts = [{ 0: 4, 7: 300 }, {}, { 7: 1, 200: 2 }, {}].map(latencyBytes);
  const joined = Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
  const histogram = new LatencyHistogram();
  addLatencyBytes(histogram, joined);
  expect(histogram.counts()).toEqual({ 0: 4, 7: 301, 200: 2 });
});
