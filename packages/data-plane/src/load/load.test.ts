import fc from 'fast-check';
import { Load } from './load';
import type { Permit } from './permit';

describe('Load', () => {
  it('grants exactly as many permits as configured, and one more for each released one', () => {
    const load = new Load({ requestsInFlightMax: 2, bufferedBytesMax: 0 });
    const permits = [load.acquire(), load.acquire()];
    expect([permits.includes(null), load.acquire()]).toEqual([false, null]);
    permits[0]?.release();
    permits[0]?.release();
    expect(load.requestsInFlight).toBe(1);
    expect([load.acquire() === null, load.acquire()]).toEqual([false, null]);
  });

  it('holds bytes up to the limit over all permits, and refuses one more with overloaded and Retry-After', () => {
    const load = new Load({ requestsInFlightMax: 10, bufferedBytesMax: 100 });
    const [left, right] = [load.acquire()!, load.acquire()!];
    left.hold(60);
    right.hold(40);
    expect(() => right.hold(1)).toThrow(expect.objectContaining({ code: 'overloaded', retryAfterSeconds: 1 }));
    left.free(1);
    right.hold(1);
    expect(load.bufferedBytes).toBe(100);
  });

  it('is empty once every permit is released, whatever they held', () => {
    const act = fc.record({ index: fc.nat(4), bytes: fc.nat(60), isReleased: fc.boolean() });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 100 }), (acts) => {
        const load = new Load({ requestsInFlightMax: 3, bufferedBytesMax: 100 });
        const permits: (Permit | null)[] = Array.from({ length: 5 }, () => load.acquire());
        for (const { index, bytes, isReleased } of acts) {
          try {
            if (isReleased) permits[index]?.release();
            else permits[index]?.hold(bytes);
          } catch {
            // It was full.
          }
          expect(load.bufferedBytes).toBeLessThanOrEqual(100);
        }
        for (const permit of permits) permit?.release();
        expect([load.requestsInFlight, load.bufferedBytes]).toEqual([0, 0]);
      }),
    );
  });
});
