import fc from 'fast-check';
import { availability, type FailureSuspension, type Suspension, suspendedTimes, suspensionGrade } from './suspension';

const soft = { hardUntilMs: null, untilMs: 1_000, probing: false };

describe('availability', () => {
  test('a target without suspension is available', () => {
    expect(availability(undefined, 0)).toBe('AVAILABLE');
  });

  test('a suspended target is out until its time is over, and is then probed', () => {
    expect(availability(soft, 999)).toBe('SUSPENDED');
    expect(availability(soft, 1_000)).toBe('PROBE');
  });

  test('while a probe is claimed, the target is suspended for all other requests', () => {
    expect(availability({ ...soft, probing: true }, 1_000_000)).toBe('SUSPENDED');
  });
});

describe('suspensionGrade', () => {
  test('is hard for its hard part, and soft from then on', () => {
    const both = { hardUntilMs: 400, untilMs: 1_000, probing: false };
    expect([0, 399, 400, 999].map((nowMs) => suspensionGrade(both, nowMs))).toEqual(['HARD', 'HARD', 'SOFT', 'SOFT']);
    expect(suspensionGrade(soft, 0)).toBe('SOFT');
  });

  test('is soft while a probe is under way, because every hard part is over by then', () => {
    expect(suspensionGrade({ ...soft, probing: true }, 5_000)).toBe('SOFT');
    expect(suspensionGrade({ hardUntilMs: 400, untilMs: 1_000, probing: true }, 5_000)).toBe('SOFT');
    const hardToItsEnd = { hardUntilMs: 1_000, untilMs: 1_000, probing: true };
    expect([999, 1_000].map((nowMs) => suspensionGrade(hardToItsEnd, nowMs))).toEqual(['HARD', 'SOFT']);
  });
});

const SOFT: FailureSuspension = { grade: 'SOFT', cause: 'FAILURE_STATUS', retryAfterMs: null };
const wait = (retryAfterMs: number): FailureSuspension => ({ grade: 'HARD', cause: 'FAILURE_STATUS', retryAfterMs });

describe('suspendedTimes', () => {
  const at = (failure: FailureSuspension, present?: Suspension) => suspendedTimes(present, failure, 1_000, 30_000);

  test("a soft one lasts for the policy's duration", () => {
    expect(at(SOFT)).toEqual({ hardUntilMs: null, untilMs: 31_000 });
  });

  test("one whose time the vendor named is hard until then, and soft to the end of the policy's duration", () => {
    expect(at(wait(5_000))).toEqual({ hardUntilMs: 6_000, untilMs: 31_000 });
    expect(at(wait(60_000))).toEqual({ hardUntilMs: 61_000, untilMs: 61_000 });
  });

  test.each(['CREDENTIAL_REJECTED', 'ACCOUNT_EXHAUSTED'] as const)(
    "one for %s is hard for the policy's duration, and for the vendor's time if that is longer",
    (cause) => {
      const until = (retryAfterMs: number | null) => at({ grade: 'HARD', cause, retryAfterMs });
      expect(until(null)).toEqual({ hardUntilMs: 31_000, untilMs: 31_000 });
      expect(until(5_000)).toEqual({ hardUntilMs: 31_000, untilMs: 31_000 });
      expect(until(60_000)).toEqual({ hardUntilMs: 61_000, untilMs: 61_000 });
    },
  );

  test('a hard part that is over does not come back with a soft failure', () => {
    const over = { hardUntilMs: 1_000, untilMs: 20_000, probing: false };
    expect(at(SOFT, over)).toEqual({ hardUntilMs: null, untilMs: 31_000 });
  });

  test('no failure shortens a suspension or its hard part, whatever their order', () => {
    const failure = fc.record({
      of: fc.oneof(fc.constant(SOFT), fc.integer({ min: 1, max: 3_600_000 }).map(wait)),
      afterMs: fc.nat(10_000),
      durationMs: fc.integer({ min: 1, max: 60_000 }),
    });
    fc.assert(
      fc.property(fc.array(failure, { minLength: 1, maxLength: 8 }), (failures) => {
        let nowMs = 0;
        let present: Suspension | undefined;
        for (const { of, afterMs, durationMs } of failures) {
          nowMs += afterMs;
          const next: Suspension = { ...suspendedTimes(present, of, nowMs, durationMs), probing: false };
          expect(next.untilMs).toBeGreaterThanOrEqual(Math.max(present?.untilMs ?? 0, nowMs + durationMs));
          expect(next.untilMs).toBeGreaterThanOrEqual(next.hardUntilMs ?? 0);
          expect(next.hardUntilMs ?? 0).toBeGreaterThanOrEqual(of.grade === 'HARD' ? nowMs + of.retryAfterMs! : 0);
          const hardBeforeMs = present?.hardUntilMs ?? 0;
          if (hardBeforeMs > nowMs) expect(next.hardUntilMs ?? 0).toBeGreaterThanOrEqual(hardBeforeMs);
          present = next;
        }
      }),
    );
  });
});
