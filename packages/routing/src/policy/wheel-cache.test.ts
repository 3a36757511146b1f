import { entriesWith, routable, weighted } from '../testing/entry-fixture.suite';
import { WheelCache, WHEELS_PER_SIDE_MAX } from './wheel-cache';

const cacheOf = (weights: readonly number[]) =>
  new WheelCache(routable(entriesWith([weighted(0, weights)])).production.loadBalancing?.targets ?? []);

describe('WheelCache', () => {
  test('builds the wheel of a set once', () => {
    const cache = cacheOf([3, 2, 1]);
    expect(cache.whole()).toBe(cache.whole());
    expect(cache.partial(0b101)).toBe(cache.partial(0b101));
    expect(cache.partial(0b101)).not.toBe(cache.partial(0b110));
  });

  test('keeps the most recently used wheels, up to its limit', () => {
    const cache = cacheOf([1, 2, 3, 4, 5, 6, 7, 8]);
    const kept = cache.partial(1);
    const dropped = cache.partial(2);
    for (let mask = 3; mask < 3 + WHEELS_PER_SIDE_MAX; mask += 1) {
      cache.partial(1);
      cache.partial(mask);
    }
    expect(cache.partialCount).toBe(WHEELS_PER_SIDE_MAX);
    expect(cache.partial(1)).toBe(kept);
    expect(cache.partial(2)).not.toBe(dropped);
  });

  test('the 32nd target has a bit like the others', () => {
    const cache = cacheOf(Array.from({ length: 32 }, () => 1));
    expect(
      cache
        .partial((1 << 31) | 1)
        .order(0)
        .map((target) => target.model.name),
    ).toEqual(['model-0', 'model-31']);
  });
});
