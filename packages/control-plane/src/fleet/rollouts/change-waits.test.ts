import { setImmediate as nextTurn } from 'node:timers/promises';
import { ChangeWaits } from './change-waits';

const LONG_MS = 60_000;

/** A counter that callers can wait for. */
class Counter {
  count = 0;
  looks = 0;
  readonly waits: ChangeWaits;
  #listener: () => void = () => undefined;

  constructor(waitsMax?: number) {
    this.waits = new ChangeWaits({
      onChange: (listener) => {
        this.#listener = listener;
        return () => (this.#listener = () => undefined);
      },
      waitsMax,
    });
    open.push(this);
  }

  add(): void {
    this.count += 1;
    this.#listener();
  }

  until(wanted: number, timeoutMs = LONG_MS, signal = new AbortController().signal): Promise<number> {
    const look = async () => {
      this.looks += 1;
      return this.count;
    };
    return this.waits.until(look, (seen) => seen >= wanted, { timeoutMs, signal });
  }
}

const open: Counter[] = [];
afterEach(() => {
  for (const { waits } of open.splice(0)) waits.close();
});

describe('ChangeWaits', () => {
  test('ends a wait when the awaited state is reached', async () => {
    const counter = new Counter();
    const waited = counter.until(2);
    for (let count = 0; count < 2; count += 1) {
      await nextTurn();
      counter.add();
    }
    expect(await waited).toBe(2);
  });

  test('does not miss a change during a read', async () => {
    const counter = new Counter();
    const look = async () => {
      const seen = counter.count;
      if (seen === 0) counter.add();
      return seen;
    };
    const limits = { timeoutMs: LONG_MS, signal: new AbortController().signal };
    expect(await counter.waits.until(look, (seen) => seen === 1, limits)).toBe(1);
  });

  test('reads a few times in a burst of changes, not at each change', async () => {
    const counter = new Counter();
    const waited = counter.until(1_000);
    while (counter.count < 1_000) {
      await nextTurn();
      for (let count = 0; count < 10; count += 1) counter.add();
    }
    expect(await waited).toBe(1_000);
    expect(counter.looks).toBeLessThan(100);
  });

  test('ends a wait at its timeout, and does not wait if that is 0', async () => {
    const counter = new Counter();
    expect(await counter.until(1, 0)).toBe(0);
    expect(await counter.until(1, 30)).toBe(0);
  });

  test('ends a wait when its signal is aborted', async () => {
    const gone = new AbortController();
    const waited = new Counter().until(1, LONG_MS, gone.signal);
    await nextTurn();
    gone.abort();
    expect(await waited).toBe(0);
    expect(await new Counter().until(1, LONG_MS, gone.signal)).toBe(0);
  });

  test('ends every wait on close, and does not wait afterwards', async () => {
    const counter = new Counter();
    const waited = [counter.until(1), counter.until(1)];
    await nextTurn();
    counter.waits.close();
    expect(await Promise.all(waited)).toEqual([0, 0]);
    expect(await counter.until(1)).toBe(0);
  });

  test('does not wait if all slots are taken, and reuses a slot that was freed', async () => {
    const counter = new Counter(2);
    const gone = new AbortController();
    const waited = [counter.until(1, LONG_MS, gone.signal), counter.until(1)];
    await nextTurn();
    expect(await counter.until(1)).toBe(0);
    gone.abort();
    await waited[0];
    waited.push(counter.until(1));
    await nextTurn();
    counter.add();
    expect(await Promise.all(waited)).toEqual([0, 1, 1]);
  });
});
