import pino from 'pino';
import { ageMs, serveFirstTable } from './first-table';
import type { StoredTable } from './journal/stored-table';

const POSITION = { lineage: 'lineage', revision: 1 };
const STORED: StoredTable = { ...POSITION, head: '', leftLineages: [], currentAtMs: 0, async *entries() {} };
const silentLog = pino({ level: 'silent' });

/** A follower of which the test says what happens to it. */
class Follower {
  position: { lineage: string; revision: number } | null = null;
  isSettled = false;
  readonly calls: string[] = [];
  readonly #listeners = new Set<() => void>();
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  change(change: Partial<Pick<Follower, 'position' | 'isSettled'>>): void {
    Object.assign(this, change);
    for (const listener of this.#listeners) listener();
  }
  start(): void {
    this.calls.push('start');
  }
  expectStored(): void {
    this.calls.push('expectStored');
  }
  async restore(): Promise<void> {
    this.calls.push('restore');
    this.position = POSITION;
  }
}

let follower: Follower;
const begun: string[] = [];
const kept = (stored: StoredTable | null) => ({
  stored,
  folder: { tableFile: 'file' },
  journal: { beginAnew: async () => void begun.push('new file'), giveUp: () => void begun.push('given up') },
});
beforeEach(() => {
  jest.useFakeTimers({ now: 1_000 });
  follower = new Follower();
  begun.length = 0;
});
afterEach(() => jest.useRealTimers());

/** Whether it is ready after this time. */
async function isReady(waiting: Promise<void>, afterMs: number): Promise<boolean> {
  let ready = false;
  void waiting.then(() => (ready = true));
  await jest.advanceTimersByTimeAsync(afterMs);
  return ready;
}
const serve = (stored: StoredTable | null, options: Partial<Parameters<typeof serveFirstTable>[2]> = {}) =>
  serveFirstTable(follower, stored === null ? null : kept(stored), { tableWaitMs: 30_000, log: silentLog, ...options });

test('serves what the bucket has, and not the stored table, if the bucket answers within 10 s', async () => {
  const waiting = serve(STORED);
  expect(await isReady(waiting, 9_999)).toBe(false);
  follower.change({ position: { ...POSITION, revision: 2 }, isSettled: true });
  expect(await isReady(waiting, 0)).toBe(true);
  expect([follower.calls, begun]).toEqual([['expectStored', 'start'], ['new file']]);
});

test('serves the stored table after 10 s if the bucket is reachable but slow', async () => {
  const waiting = serve(STORED);
  expect(await isReady(waiting, 9_999)).toBe(false);
  expect(await isReady(waiting, 1)).toBe(true);
  expect(follower.calls).toEqual(['expectStored', 'start', 'restore']);
});

test('serves the stored table at once if the bucket cannot be reached, or has nothing that may be served', async () => {
  const waiting = serve(STORED);
  expect(await isReady(waiting, 100)).toBe(false);
  follower.change({ isSettled: true });
  expect(await isReady(waiting, 0)).toBe(true);
  expect(follower.calls).toEqual(['expectStored', 'start', 'restore']);
});

test('gives the folder up if the disk does not answer for 30 s, and serves what the bucket has', async () => {
  const silent = kept(STORED);
  const journal = { ...silent.journal, beginAnew: () => new Promise<void>(() => {}) };
  const waiting = serveFirstTable(follower, { ...silent, journal }, { tableWaitMs: 30_000, log: silentLog });
  expect(await isReady(waiting, 29_999)).toBe(false);
  expect([follower.calls, begun]).toEqual([['expectStored'], []]);
  expect(await isReady(waiting, 1)).toBe(false);
  expect([follower.calls, begun]).toEqual([['expectStored', 'start'], ['given up']]);
  follower.change({ position: { ...POSITION, revision: 2 }, isSettled: true });
  expect(await isReady(waiting, 0)).toBe(true);
});

test('does not serve a stored table that is too old, and waits for another one', async () => {
  const onTooOld = jest.fn();
  const waiting = serve(STORED, { tableAgeMsMax: 400, onTooOld });
  follower.change({ isSettled: true });
  expect(await isReady(waiting, 20_000)).toBe(false);
  expect(onTooOld.mock.calls).toEqual([[{ ageSeconds: 1, ageSecondsMax: 0.4 }]]);
  follower.change({ position: POSITION });
  expect(await isReady(waiting, 0)).toBe(true);
  expect(follower.calls).toEqual(['expectStored', 'start']);
});

test('without a stored table it waits for the first one, however the bucket is, but not for ever', async () => {
  const waiting = serve(null);
  follower.change({ isSettled: true });
  expect(await isReady(waiting, 29_000)).toBe(false);
  follower.change({ position: POSITION });
  expect(await isReady(waiting, 0)).toBe(true);
  follower = new Follower();
  expect(await isReady(serve(null), 30_000)).toBe(true);
});

test('a start that is ended while it waits throws the reason', async () => {
  const ending = new AbortController();
  const waiting = serve(null, { signal: ending.signal });
  ending.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
});

test('the age of a stored table is never below 0, whatever the clock does', () => {
  expect(ageMs({ currentAtMs: 2 }, 5)).toBe(3);
  expect(ageMs({ currentAtMs: 9 }, 5)).toBe(0);
});
