import fc from 'fast-check';
import { availability, suspendedUntil } from './suspension';

describe('availability', () => {
  test('a target without suspension is available', () => {
    expect(availability(undefined, 0)).toBe('AVAILABLE');
  });

  test('a suspended target is out until its time is over, and is then probed', () => {
    const suspension = { untilMs: 1_000, probing: false };
    expect(availability(suspension, 999)).toBe('SUSPENDED');
    expect(availability(suspension, 1_000)).toBe('PROBE');
  });

  test('while a probe is claimed, the target is suspended for all other requests', () => {
    expect(availability({ untilMs: 1_000, probing: true }, 1_000_000)).toBe('SUSPENDED');
  });
});

describe('suspendedUntil', () => {
  test("is the longer of the policy's duration and the upstream's wait", () => {
    expect(suspendedUntil(1_000, 30_000, null)).toBe(31_000);
    expect(suspendedUntil(1_000, 30_000, 5_000)).toBe(31_000);
    expect(suspendedUntil(1_000, 30_000, 60_000)).toBe(61_000);
  });

  test('a target is suspended until then and no longer', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 86_400_000 }),
        fc.option(fc.nat(3_600_000)),
        (now, duration, wait) => {
          const suspension = { untilMs: suspendedUntil(now, duration, wait), probing: false };
          expect(availability(suspension, suspension.untilMs - 1)).toBe('SUSPENDED');
          expect(availability(suspension, suspension.untilMs)).toBe('PROBE');
          expect(suspension.untilMs - now).toBeGreaterThanOrEqual(Math.max(duration, wait ?? 0));
        },
      ),
    );
  });
});
