import { SYSTEM_CLOCK } from './clock';

afterEach(() => jest.restoreAllMocks());

it('shows a monotonic time as the same wall time, until the wall clock steps', () => {
  const monotonicMs = SYSTEM_CLOCK.monotonicMs();
  const shownMs = SYSTEM_CLOCK.toWallMs(monotonicMs);
  const wallMs = Date.now();
  expect(Math.abs(shownMs - wallMs)).toBeLessThan(1_000);
  const step = (ms: number) => jest.spyOn(Date, 'now').mockImplementation(() => wallMs + ms);
  step(200);
  expect(SYSTEM_CLOCK.toWallMs(monotonicMs)).toBe(shownMs);
  step(3_600_000);
  expect(Math.abs(SYSTEM_CLOCK.toWallMs(monotonicMs) - shownMs - 3_600_000)).toBeLessThan(1_000);
});
