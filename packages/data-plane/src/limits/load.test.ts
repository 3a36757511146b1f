import fc from 'fast-check';
import { Load, type Place } from './load';

describe('Load', () => {
  it('gives exactly as many places as there are, and one again for each that was left', () => {
    const load = new Load({ requestsInFlightMax: 2, bufferedBytesMax: 0 });
    const places = [load.enter(), load.enter()];
    expect([places.includes(null), load.enter()]).toEqual([false, null]);
    places[0]?.leave();
    places[0]?.leave();
    expect(load.requestsInFlight).toBe(1);
    expect([load.enter() === null, load.enter()]).toEqual([false, null]);
  });

  it('holds bytes up to the limit over all places, and refuses one more as overloaded, with Retry-After', () => {
    const load = new Load({ requestsInFlightMax: 10, bufferedBytesMax: 100 });
    const [left, right] = [load.enter()!, load.enter()!];
    left.hold(60);
    right.hold(40);
    expect(() => right.hold(1)).toThrow(expect.objectContaining({ code: 'overloaded', retryAfterSeconds: 1 }));
    left.letGo(1);
    right.hold(1);
    expect(load.bufferedBytes).toBe(100);
  });

  it('is empty when everybody has left, whatever they did before', () => {
    const act = fc.record({ place: fc.nat(4), bytes: fc.nat(60), leaves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 100 }), (acts) => {
        const load = new Load({ requestsInFlightMax: 3, bufferedBytesMax: 100 });
        const places: (Place | null)[] = Array.from({ length: 5 }, () => load.enter());
        for (const { place, bytes, leaves } of acts) {
          try {
            if (leaves) places[place]?.leave();
            else places[place]?.hold(bytes);
          } catch {
            // It was full.
          }
          expect(load.bufferedBytes).toBeLessThanOrEqual(100);
        }
        for (const place of places) place?.leave();
        expect([load.requestsInFlight, load.bufferedBytes]).toEqual([0, 0]);
      }),
    );
  });
});
