import { ageMs, whenReadyToServe } from './first-table';

class Follower {
  position: { lineage: string; revision: number } | null = null;
  isSettled = false;
  readonly #listeners = new Set<() => void>();
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  change(change: Partial<Pick<Follower, 'position' | 'isSettled'>>): void {
    Object.assign(this, change);
    for (const listener of this.#listeners) listener();
  }
}

const POSITION = { lineage: 'lineage', revision: 1 };
let follower: Follower;
beforeEach(() => {
  jest.useFakeTimers();
  follower = new Follower();
});
afterEach(() => jest.useRealTimers());

/** Whether it is ready after this time. */
async function isReady(waiting: Promise<void>, afterMs: number): Promise<boolean> {
  let ready = false;
  void waiting.then(() => (ready = true));
  await jest.advanceTimersByTimeAsync(afterMs);
  return ready;
}

test('with a stored table it waits 10 s at most for a bucket that is slow', async () => {
  follower.position = POSITION;
  const waiting = whenReadyToServe(follower, { tableWaitMs: 30_000 });
  expect(await isReady(waiting, 9_999)).toBe(false);
  expect(await isReady(waiting, 1)).toBe(true);
});

test('with a stored table it serves as soon as it has looked at the bucket, or knows that it cannot', async () => {
  follower.position = POSITION;
  const waiting = whenReadyToServe(follower, {});
  expect(await isReady(waiting, 1_000)).toBe(false);
  follower.change({ isSettled: true });
  expect(await isReady(waiting, 0)).toBe(true);
});

test('without a stored table it waits for the first one, however the bucket is', async () => {
  const waiting = whenReadyToServe(follower, { tableWaitMs: 30_000 });
  follower.change({ isSettled: true });
  expect(await isReady(waiting, 29_000)).toBe(false);
  follower.change({ position: POSITION });
  expect(await isReady(waiting, 0)).toBe(true);
  const late = whenReadyToServe(new Follower(), { tableWaitMs: 30_000 });
  expect(await isReady(late, 30_000)).toBe(true);
});

test('a start that is ended while it waits throws the reason', async () => {
  const ending = new AbortController();
  const waiting = whenReadyToServe(follower, { tableWaitMs: 30_000, signal: ending.signal });
  ending.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  await expect(whenReadyToServe(follower, { signal: ending.signal })).rejects.toThrow('stopped');
});

test('the age of a stored table is not known without a time, and never below 0', () => {
  expect(ageMs({ currentAtMs: null }, 5)).toBe(Infinity);
  expect(ageMs({ currentAtMs: 2 }, 5)).toBe(3);
  expect(ageMs({ currentAtMs: 9 }, 5)).toBe(0);
});
