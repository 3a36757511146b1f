import { ConsumerWait } from './consumer-wait';

let nowMs = 0;
/** Waits for each of these spans, after as long a span without waiting as the second number says. */
function waited(...spans: [waitMs: number, restMs: number][]): ConsumerWait {
  const wait = new ConsumerWait(() => nowMs);
  for (const [waitMs, restMs] of spans) {
    nowMs += restMs;
    wait.begin();
    wait.begin();
    nowMs += waitMs;
    wait.end();
    wait.end();
  }
  return wait;
}

describe('the consumer is the cause of a slow response', () => {
  it('while the response waits for it', () => {
    const wait = waited([1, 1_000]);
    expect(wait.isCause).toBe(false);
    wait.begin();
    expect(wait.isCause).toBe(true);
  });

  it.each<[string, [number, number][], boolean]>([
    ['half of the time', [[50, 50]], true],
    ['half of the time, in parts', Array(10).fill([5, 5]) as [number, number][], true],
    ['less', [[49, 51]], false],
    ['never', [[0, 100]], false],
  ])('if the response waited for it %s: %j', (_title, spans, isCause) => {
    expect(waited(...spans).isCause).toBe(isCause);
  });
});
