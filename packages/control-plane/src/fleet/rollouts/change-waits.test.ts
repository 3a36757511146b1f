import { setImmediate as nextTurn } from 'node:timers/promises';
import { ChangeWaits } from './change-waits';

const LONG_MS = 60_000;

/** Something that changes, and that can be waited for. */
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
  test('who waits is answered when what it waits for has come', async () => {
    const counter = new Counter();
    const waited = counter.until(2);
    for (let count = 0; count < 2; count += 1) {
      await nextTurn();
      counter.add();
    }
    expect(await waited).toBe(2);
  });

  test('a change that comes while somebody looks is not missed', async () => {
    const counter = new Counter();
    const look = async () => {
      const seen = counter.count;
      if (seen === 0) counter.add();
      return seen;
    };
    const limits = { timeoutMs: LONG_MS, signal: new AbortController().signal };
    expect(await counter.waits.until(look, (seen) => seen === 1, limits)).toBe(1);
  });

  test('a burst of changes is looked at a few times, not each time', async () => {
    const counter = new Counter();
    const waited = counter.until(1_000);
    while (counter.count < 1_000) {
      await nextTurn();
      for (let count = 0; count < 10; count += 1) counter.add();
    }
    expect(await waited).toBe(1_000);
    expect(counter.looks).toBeLessThan(100);
  });

  test('a wait ends with its time, and without one nobody waits', async () => {
    const counter = new Counter();
    expect(await counter.until(1, 0)).toBe(0);
    expect(await counter.until(1, 30)).toBe(0);
  });

  test('a wait ends when nobody is there any more for the answer', async () => {
    const gone = new AbortController();
    const waited = new Counter().until(1, LONG_MS, gone.signal);
    await nextTurn();
    gone.abort();
    expect(await waited).toBe(0);
    expect(await new Counter().until(1, LONG_MS, gone.signal)).toBe(0);
  });

  test('closing ends every wait, and whoever comes later does not wait', async () => {
    const counter = new Counter();
    const waited = [counter.until(1), counter.until(1)];
    await nextTurn();
    counter.waits.close();
    expect(await Promise.all(waited)).toEqual([0, 0]);
    expect(await counter.until(1)).toBe(0);
  });

  test('where all places are taken nobody more waits, and a place that is free again can be had', async () => {
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
