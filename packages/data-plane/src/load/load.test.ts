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

  it('lets one AI API have half of all permits, and of the buffered bytes', () => {
    const load = new Load({ requestsInFlightMax: 4, bufferedBytesMax: 100 });
    const enter = (aiApiId: string) => {
      const permit = load.acquire()!;
      permit.enter(aiApiId);
      return permit;
    };
    const [first, second] = [enter('silent'), enter('silent')];
    expect(() => enter('silent')).toThrow(expect.objectContaining({ code: 'overloaded', retryAfterSeconds: 1 }));
    expect(load.requestsInFlight).toBe(2);
    first.hold(30);
    expect(() => second.hold(21)).toThrow(expect.objectContaining({ code: 'overloaded' }));
    second.hold(20);
    const [other] = [enter('other'), enter('other')];
    other.hold(50);
    expect([load.acquire(), load.bufferedBytes]).toEqual([null, 100]);
    second.release();
    expect(enter('silent')).toBeTruthy();
  });

  it('lets the only request of an AI API buffer more than its share, because nothing would make room for it', () => {
    const load = new Load({ requestsInFlightMax: 2, bufferedBytesMax: 100 });
    const permit = load.acquire()!;
    permit.enter('alone');
    permit.hold(50);
    permit.hold(50);
    expect(() => permit.hold(1)).toThrow(expect.objectContaining({ code: 'overloaded' }));
  });

  it('is empty once every permit is released, whatever they held', () => {
    const act = fc.record({
      index: fc.nat(4),
      bytes: fc.nat(60),
      kind: fc.constantFrom('hold', 'release', 'enter'),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 100 }), (acts) => {
        const load = new Load({ requestsInFlightMax: 3, bufferedBytesMax: 100 });
        const permits: (Permit | null)[] = Array.from({ length: 5 }, () => load.acquire());
        const entered = new Set<number>();
        for (const { index, bytes, kind } of acts) {
          try {
            if (kind === 'release') permits[index]?.release();
            else if (kind === 'hold') permits[index]?.hold(bytes);
            else if (!entered.has(index)) {
              // A request enters its AI API once, before it holds anything.
              entered.add(index);
              permits[index]?.release();
              permits[index] = load.acquire();
              permits[index]?.enter('shared');
            }
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
