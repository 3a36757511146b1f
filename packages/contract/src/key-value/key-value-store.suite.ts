import { until } from '@switchyard/runtime';
import {
  InvalidKeyError,
  type KeyValueStore,
  StaleWriteError,
  ValueTooLargeError,
  type WatchOptions,
} from './key-value-store';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array) => new TextDecoder().decode(value);

/** Holds the event loop, as work on an entry does. */
export function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

let followerCount = 0;

/** A watcher's copy of the store, as of the last time it caught up. */
export class Follower {
  readonly entries = new Map<string, string>();
  /** Of each key's last entry. */
  readonly sequences = new Map<string, number>();
  /** A copy for each time it caught up. */
  caughtUp: ReadonlyMap<string, string> | null = null;
  resets = 0;
  /** Called for each entry. */
  onEntry: (() => void) | null = null;
  /** Called each time it has caught up. */
  onCaughtUp: (() => void) | null = null;
  readonly calls: string[] = [];
  readonly stop: () => void;

  constructor(store: KeyValueStore, options: Partial<WatchOptions> = {}) {
    const watcher = {
      onReset: () => {
        this.calls.push('reset');
        this.resets += 1;
        this.entries.clear();
      },
      onEntry: (key: string, value: Uint8Array | null, sequence: number) => {
        this.calls.push(key);
        this.sequences.set(key, sequence);
        if (value === null) this.entries.delete(key);
        else this.entries.set(key, text(value));
        this.onEntry?.();
      },
      onCaughtUp: () => {
        this.calls.push('caught up');
        this.caughtUp = new Map(this.entries);
        this.onCaughtUp?.();
      },
    };
    this.stop = store.watch(watcher, { name: `follower-${(followerCount += 1)}`, ...options });
  }
}

/**
 * What every implementation of the store guarantees.
 *
 * @param open makes an empty store, isolated from those of other tests, as two programs have it
 */
export function describeKeyValueStore(name: string, open: () => Promise<[KeyValueStore, KeyValueStore]>): void {
  const writes = (from: number, to: number, value: string) =>
    Array.from({ length: to - from }, (_, index) => ({ key: `key.${from + index}`, value: bytes(value) }));
  const textsOf = async (store: KeyValueStore) =>
    new Map([...(await store.read()).entries].map(([key, { value }]) => [key, text(value)]));

  describe(name, () => {
    let store: KeyValueStore;
    /** The same store, as another program has it. */
    let elsewhere: KeyValueStore;
    const followers: Follower[] = [];
    const follow = (options?: Partial<WatchOptions>) => {
      const follower = new Follower(store, options);
      followers.push(follower);
      return follower;
    };
    beforeEach(async () => {
      [store, elsewhere] = await open();
    });
    afterEach(() => {
      for (const follower of followers.splice(0)) follower.stop();
    });

    test('reads an empty store as empty, at sequence 0', async () => {
      expect(await store.read()).toEqual({ entries: new Map(), lastSequence: 0 });
    });

    test('reads back the last value of each key', async () => {
      await store.put('head', bytes('one'));
      await store.put('consumer.a', bytes('two'));
      await store.put('head', bytes('three'));
      expect(await textsOf(store)).toEqual(
        new Map([
          ['consumer.a', 'two'],
          ['head', 'three'],
        ]),
      );
    });

    test('leaves out the values that a reader does not keep', async () => {
      await store.writeFenced(writes(0, 5, 'a'), 0);
      const offered: [string, string, number][] = [];
      const { entries, lastSequence } = await store.read((key, value, sequence) => {
        offered.push([key, text(value), sequence]);
        return key === 'key.2';
      });
      expect([[...entries.keys()], lastSequence]).toEqual([['key.2'], 5]);
      expect(offered).toEqual([0, 1, 2, 3, 4].map((index) => [`key.${index}`, 'a', index + 1]));
    });

    test('a snapshot has the sequence at which each value was written', async () => {
      const last = await store.writeFenced(writes(0, 3, 'a'), 0);
      await store.writeFenced(writes(1, 2, 'b'), last);
      const { entries, lastSequence } = await store.read();
      expect(lastSequence).toBe(4);
      expect(new Map([...entries].map(([key, { sequence }]) => [key, sequence]))).toEqual(
        new Map([
          ['key.0', 1],
          ['key.1', 4],
          ['key.2', 3],
        ]),
      );
    });

    test('the values of a snapshot remain as they were, whatever is written or purged later', async () => {
      const last = await store.writeFenced(writes(0, 1_000, 'old'), 0);
      const { entries } = await store.read();
      await store.writeFenced(writes(0, 1_000, 'new'), last);
      await store.purge([{ key: 'key.0', upToSequence: last + 1_000 }]);
      await store.read();
      expect(new Set([...entries.values()].map(({ value }) => text(value)))).toEqual(new Set(['old']));
    });

    test('fenced writes continue from the sequence that the last ones returned', async () => {
      const first = await store.writeFenced(writes(0, 10, 'a'), (await store.read()).lastSequence);
      const second = await store.writeFenced(writes(5, 15, 'b'), first);
      expect((await store.read()).lastSequence).toBe(second);
      expect([...(await textsOf(store)).values()].join('')).toBe('aaaaabbbbbbbbbb');
    });

    test('an empty list of writes succeeds at any sequence and does not change it', async () => {
      await store.put('head', bytes('one'));
      expect(await store.writeFenced([], 7)).toBe(7);
      expect((await store.read()).lastSequence).toBe(1);
    });

    test('refuses an entire fenced write after another writer has written', async () => {
      const { lastSequence } = await store.read();
      await store.put('head', bytes('theirs'));
      await expect(store.writeFenced(writes(0, 20, 'ours'), lastSequence)).rejects.toThrow(StaleWriteError);
      expect(await textsOf(store)).toEqual(new Map([['head', 'theirs']]));
    });

    test('of two writers with many writes each, one writes everything, and the other stores nothing after it', async () => {
      const { lastSequence } = await store.read();
      const outcomes = await Promise.allSettled([
        store.writeFenced(writes(0, 2_000, 'left'), lastSequence),
        store.writeFenced(writes(2_000, 4_000, 'right'), lastSequence),
      ]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect((await store.read()).entries.size).toBe(2_000);
    });

    test('a writer that is replaced halfway stores nothing after its successor has written', async () => {
      const replaced = store.writeFenced(writes(0, 3_000, 'old'), 0).then(
        () => 'stored',
        (error: unknown) => error,
      );
      let claimed: number | null = null;
      while (claimed === null) {
        const { lastSequence } = await store.read();
        claimed = await store.writeFenced([{ key: 'head', value: bytes('claim') }], lastSequence).catch(() => null);
      }
      const last = await store.writeFenced(writes(0, 1_000, 'new'), claimed);
      await replaced;
      expect((await store.read()).lastSequence).toBe(last);
      const texts = await textsOf(store);
      for (const { key } of writes(0, 1_000, '')) expect(texts.get(key)).toBe('new');
    });

    test('stores ten thousand fenced writes in order', async () => {
      const last = await store.writeFenced(writes(0, 10_000, 'x'), 0);
      expect(last).toBe(10_000);
      expect((await store.read()).entries.size).toBe(10_000);
    });

    test('refuses a value that is too large, names its key, and writes nothing', async () => {
      const large = { key: 'ai-api.large', value: new Uint8Array(1024 * 1024) };
      await expect(store.writeFenced([...writes(0, 3, 'a'), large], 0)).rejects.toMatchObject({
        name: 'ValueTooLargeError',
        key: 'ai-api.large',
      });
      await expect(store.put(large.key, large.value)).rejects.toThrow(ValueTooLargeError);
      expect((await store.read()).entries.size).toBe(0);
    });

    test('the state is the sequence of the last write and the number of keys', async () => {
      expect(await store.state()).toEqual({ lastSequence: 0, keyCount: 0 });
      const last = await store.writeFenced(writes(0, 10, 'a'), 0);
      expect(await store.state()).toEqual({ lastSequence: 10, keyCount: 10 });
      await store.writeFenced(writes(5, 15, 'b'), last);
      expect(await store.state()).toEqual({ lastSequence: 20, keyCount: 15 });
    });

    test('a purge removes the values written up to its sequence, and tells how many', async () => {
      await store.writeFenced(writes(0, 10, 'a'), 0);
      expect(
        await store.purge([
          { key: 'key.9', upToSequence: 10 },
          { key: 'key.2', upToSequence: 3 },
          { key: 'key.4', upToSequence: 100 },
          { key: 'key.5', upToSequence: 5 },
        ]),
      ).toBe(3);
      expect([...(await textsOf(store)).keys()].join(' ')).toBe('key.0 key.1 key.3 key.5 key.6 key.7 key.8');
    });

    test('a purge leaves other keys alone, also those that begin with its key', async () => {
      for (const key of ['a', 'a.b', 'ab']) await store.put(key, bytes('x'));
      expect(await store.purge([{ key: 'a', upToSequence: 3 }])).toBe(1);
      expect([...(await textsOf(store)).keys()]).toEqual(['a.b', 'ab']);
    });

    test('a key that was written again survives a purge up to its earlier sequence', async () => {
      await store.put('a', bytes('one'));
      await store.put('a', bytes('two'));
      expect(await store.purge([{ key: 'a', upToSequence: 1 }])).toBe(0);
      expect(await textsOf(store)).toEqual(new Map([['a', 'two']]));
    });

    test('a key that was purged and created again survives the same purge', async () => {
      await store.put('a', bytes('one'));
      const purge = [{ key: 'a', upToSequence: 1 }];
      expect(await store.purge(purge)).toBe(1);
      expect(await store.purge(purge)).toBe(0);
      await store.put('a', bytes('two'));
      expect(await store.purge(purge)).toBe(0);
      expect((await store.read()).entries.get('a')).toEqual({ value: bytes('two'), sequence: 2 });
    });

    test('a purge of what never existed, and one of nothing, remove nothing', async () => {
      await store.put('a', bytes('one'));
      expect(await store.purge([{ key: 'b', upToSequence: 100 }])).toBe(0);
      expect(await store.purge([])).toBe(0);
      expect(await store.state()).toEqual({ lastSequence: 1, keyCount: 1 });
    });

    test('refuses a purge with a wildcard, and removes nothing', async () => {
      await store.put('a.b', bytes('one'));
      for (const key of ['>', '*', 'a.*', 'a.>']) {
        const purges = ['a.b', key].map((each) => ({ key: each, upToSequence: 1 }));
        await expect(store.purge(purges)).rejects.toThrow(InvalidKeyError);
      }
      expect((await store.state()).keyCount).toBe(1);
    });

    test('a purge keeps the last sequence, even of an emptied store, and fenced writes continue from it', async () => {
      const last = await store.writeFenced(writes(0, 10, 'a'), 0);
      const all = writes(0, 10, '').map(({ key }) => ({ key, upToSequence: last }));
      expect(await store.purge(all)).toBe(10);
      expect(await store.state()).toEqual({ lastSequence: 10, keyCount: 0 });
      expect(await store.read()).toEqual({ entries: new Map(), lastSequence: 10 });
      expect(await store.writeFenced(writes(0, 10, 'b'), last)).toBe(20);
      await expect(store.writeFenced(writes(0, 10, 'c'), last)).rejects.toThrow(StaleWriteError);
      expect([...(await textsOf(store)).values()].join('')).toBe('bbbbbbbbbb');
    });

    test('purges while fenced writes are under way do not disturb them, nor remove what they write', async () => {
      const first = await store.writeFenced(writes(0, 1_000, 'old'), 0);
      const purges = writes(0, 1_000, '').map(({ key }) => ({ key, upToSequence: first }));
      const [last] = await Promise.all([store.writeFenced(writes(500, 3_000, 'new'), first), elsewhere.purge(purges)]);
      expect(last).toBe(3_500);
      const texts = await textsOf(store);
      expect(texts.size).toBe(2_500);
      expect(new Set(texts.values())).toEqual(new Set(['new']));
    });

    test('no watch announces a purge, and it goes on delivering writes', async () => {
      await store.writeFenced(writes(0, 3, 'a'), 0);
      const follower = follow();
      await until(() => follower.caughtUp !== null, 'the watch has caught up');
      await elsewhere.purge([{ key: 'key.1', upToSequence: 3 }]);
      expect((await store.state()).keyCount).toBe(2);
      await store.put('key.1', bytes('b'));
      await until(() => follower.caughtUp?.get('key.1') === 'b', 'the change has come');
      expect(follower.calls).toEqual(['reset', 'key.0', 'key.1', 'key.2', 'caught up', 'key.1', 'caught up']);
    });

    test('a watch of a store that was emptied by purges catches up', async () => {
      await store.writeFenced(writes(0, 3, 'a'), 0);
      await store.purge(writes(0, 3, '').map(({ key }) => ({ key, upToSequence: 3 })));
      const follower = follow();
      await until(() => follower.caughtUp !== null, 'the watch has caught up');
      expect(follower.calls).toEqual(['reset', 'caught up']);
    });

    test('a watch that catches up while the last keys are purged delivers the others, and catches up', async () => {
      const large = 'x'.repeat(1_024);
      await store.writeFenced(writes(0, 8_000, large), 0);
      let purged: number | null = null;
      let purging: Promise<void> | null = null;
      const follower = follow();
      follower.onEntry = () => {
        purging ??= elsewhere
          .purge(writes(7_900, 8_000, '').map(({ key }) => ({ key, upToSequence: 8_000 })))
          .then((count) => void (purged = count));
        // So slow that the purge ends before the watch comes to the keys that it removes.
        if (purged === null) work(1);
      };
      await until(() => follower.caughtUp !== null, 'the watch has caught up');
      expect(purged).toBe(100);
      expect([...(follower.caughtUp?.keys() ?? [])]).toEqual(writes(0, 7_900, '').map(({ key }) => key));
    });

    test('a slow watcher holds the event loop for a few entries only', async () => {
      const large = 'x'.repeat(4_096);
      await store.writeFenced(writes(0, 1_000, large), 0);
      let inTurn = 0;
      let most = 0;
      const follower = follow();
      follower.onEntry = () => {
        if (inTurn === 0) setImmediate(() => (inTurn = 0));
        inTurn += 1;
        most = Math.max(most, inTurn);
        work(1);
      };
      await until(() => follower.caughtUp !== null, 'the watch has caught up');
      expect(follower.caughtUp?.size).toBe(1_000);
      // Over NATS a chunk of 64 KiB is delivered whole. Unbounded, there were 500 in a turn.
      expect(most).toBeLessThan(60);
    });

    test('a watch of an empty store catches up immediately', async () => {
      const follower = follow();
      await until(() => follower.caughtUp !== null, 'the watch has caught up');
      expect(follower.calls).toEqual(['reset', 'caught up']);
    });

    test('a watch delivers what is there, catches up, and then delivers each change', async () => {
      await store.writeFenced(writes(0, 3, 'a'), 0);
      const follower = follow();
      await until(() => follower.caughtUp !== null, 'the watch has caught up');
      expect(follower.calls).toEqual(['reset', 'key.0', 'key.1', 'key.2', 'caught up']);
      await store.put('key.1', bytes('b'));
      await until(() => follower.caughtUp?.get('key.1') === 'b', 'the change has come');
      expect(follower.resets).toBe(1);
      expect(follower.sequences.get('key.0')).toBe(1);
      expect(follower.sequences.get('key.1')).toBe(4);
    });

    test('a watch of one key delivers nothing else', async () => {
      await store.writeFenced(writes(0, 3, 'a'), 0);
      const follower = follow({ onlyKey: 'key.1' });
      await until(() => follower.caughtUp !== null, 'the watch has caught up');
      await store.put('key.0', bytes('b'));
      await store.put('key.1', bytes('b'));
      await until(() => follower.caughtUp?.get('key.1') === 'b', 'the change has come');
      expect(follower.caughtUp).toEqual(new Map([['key.1', 'b']]));
    });

    test('a watch delivers the key that is wanted first right after it was opened, and again in its turn', async () => {
      await store.writeFenced([...writes(0, 3, 'a'), { key: 'head', value: bytes('one') }], 0);
      const follower = follow({ firstKey: 'head' });
      await until(() => follower.caughtUp !== null, 'the watch has caught up');
      expect(follower.calls).toEqual(['reset', 'head', 'key.0', 'key.1', 'key.2', 'head', 'caught up']);
      expect(follower.sequences.get('head')).toBe(4);
      await store.put('head', bytes('two'));
      await until(() => follower.caughtUp?.get('head') === 'two', 'the change has come');
      expect(follower.calls.slice(7)).toEqual(['head', 'caught up']);
    });

    test('a watch may want a key first that has no value', async () => {
      await store.writeFenced(writes(0, 1, 'a'), 0);
      const follower = follow({ firstKey: 'head' });
      await until(() => follower.caughtUp !== null, 'the watch has caught up');
      expect(follower.calls).toEqual(['reset', 'key.0', 'caught up']);
    });

    test('whenever a watch has caught up, it shows the store as it was between two writes', async () => {
      const rounds = 60;
      const follower = follow();
      await until(() => follower.caughtUp !== null, 'the watch has caught up');
      const torn: string[] = [];
      follower.onCaughtUp = () => {
        // The writer goes through the keys in order, so from one key to the next the round may only drop, by at most
        // one.
        const held = writes(0, 100, '').map(({ key }) => Number(follower.entries.get(key) ?? -1));
        if (held.some((round, index) => index > 0 && ![0, 1].includes((held[index - 1] ?? 0) - round))) {
          torn.push(held.join(','));
        }
      };
      let sequence = 0;
      for (let round = 0; round < rounds; round += 1) {
        sequence = await store.writeFenced(writes(0, 100, `${round}`), sequence);
      }
      await until(() => follower.caughtUp?.get('key.99') === `${rounds - 1}`, 'the last round has come');
      expect(torn).toEqual([]);
      expect(new Set(follower.caughtUp?.values())).toEqual(new Set([`${rounds - 1}`]));
    });

    test('a stopped watch delivers nothing more', async () => {
      const stopped = follow();
      const other = follow();
      await until(() => stopped.caughtUp !== null && other.caughtUp !== null, 'the watch has caught up');
      stopped.stop();
      await store.put('head', bytes('one'));
      await until(() => other.caughtUp?.get('head') === 'one', 'the change has come');
      expect(stopped.calls).toEqual(['reset', 'caught up']);
    });

    test('a watch that is stopped by its watcher does not deliver the rest', async () => {
      await store.writeFenced(writes(0, 100, 'a'), 0);
      const calls: string[] = [];
      const watcher = {
        onReset: () => calls.push('reset'),
        onEntry: (key: string) => {
          calls.push(key);
          stop();
        },
        onCaughtUp: () => calls.push('caught up'),
      };
      const stop = store.watch(watcher, { name: 'stops-itself' });
      await until(() => calls.includes('key.0'), 'the first entry has come');
      const other = follow();
      await until(() => other.caughtUp?.size === 100, 'the other watch has caught up');
      expect(calls).toEqual(['reset', 'key.0']);
    });
  });
}
