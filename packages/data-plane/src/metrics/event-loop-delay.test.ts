import { EventLoopDelay } from './event-loop-delay';

let nowMs = 0;
const histogram = { max: 0, reset: () => void (histogram.max = 0), enable: () => true, disable: () => true };

it('keeps the longest delay for half a minute at least, and not for more than a minute', () => {
  const delay = new EventLoopDelay(histogram, () => nowMs);
  const at = (ms: number, delayMs: number) => {
    nowMs = ms;
    // As Node tells it: with the interval at which it looks.
    if (delayMs > 0) histogram.max = Math.max(histogram.max, (delayMs + 20) * 1e6);
    return delay.worstSeconds();
  };
  expect(at(0, 0)).toBe(0);
  expect(at(15_000, 250)).toBe(0.25);
  expect(at(30_000, 0)).toBe(0.25);
  expect(at(45_000, 100)).toBe(0.25);
  expect(at(60_000, 0)).toBe(0.25);
  expect(at(75_000, 0)).toBe(0.1);
});
