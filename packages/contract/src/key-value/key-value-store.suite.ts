import { until } from '@switchyard/runtime';
import { type KeyValueStore, StaleWriteError, ValueTooLargeError } from './key-value-store';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array) => new TextDecoder().decode(value);

/** A watcher's copy of the store, as of the last time it caught up. */
export class Follower {
  readonly entries = new Map<string, string>();
  /** A copy for each time it caught up. */
  caughtUp: ReadonlyMap<string, string> | null = null;
  resets = 0;
  /** Called each time it has caught up. */
  onCaughtUp: (() => void) | null = null;
  readonly calls: string[] = [];
  readonly stop: () => void;

  constructor(store: KeyValueStore, onlyKey?: string) {
    const watcher = {
      onReset: () => {
        this.calls.push('reset');
        this.resets += 1;
        this.entries.clear();
      },
      onEntry: (key: string, value: Uint8Array | null) => {
        this.calls.push(key);
        if (value === null) this.entries.delete(key);
        else this.entries.set(key, text(value));
      },
      onCaughtUp: () => {
        this.calls.push('caught up');
        this.caughtUp = new Map(this.entries);
        this.onCaughtUp?.();
      },
    };
    this.stop = onlyKey === undefined ? store.watch(watcher) : store.watch(watcher, onlyKey);
  }
}

/**
 * What every implementation of the store guarantees.
 *
 * @param open makes an empty store, isolated from those of other tests
 */
export function describeKeyValueStore(name: string, open: () => Promise<KeyValueStore>): void {
  const writes = (from: number, to: number, value: string) =>
    Array.from({ length: to - from }, (_, index) => ({ key: `key.${from + index}`, value: bytes(value) }));
  const textsOf = async (store: KeyValueStore) =>
    new Map([...(await store.read()).entries].map(([key, value]) => [key, text(value)]));

  describe(name, () => {
    let store: KeyValueStore;
    const followers: Follower[] = [];
    const follow = (onlyKey?: string) => {
      const follower = new Follower(store, onlyKey);
      followers.push(follower);
      return follower;
    };
    beforeEach(async () => {
      store = await open();
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
    });

    test('a watch of one key delivers nothing else', async () => {
      await store.writeFenced(writes(0, 3, 'a'), 0);
      const follower = follow('key.1');
      await until(() => follower.caughtUp !== null, 'the watch has caught up');
      await store.put('key.0', bytes('b'));
      await store.put('key.1', bytes('b'));
      await until(() => follower.caughtUp?.get('key.1') === 'b', 'the change has come');
      expect(follower.caughtUp).toEqual(new Map([['key.1', 'b']]));
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
      const stop = store.watch({
        onReset: () => calls.push('reset'),
        onEntry: (key) => {
          calls.push(key);
          stop();
        },
        onCaughtUp: () => calls.push('caught up'),
      });
      await until(() => calls.includes('key.0'), 'the first entry has come');
      const other = follow();
      await until(() => other.caughtUp?.size === 100, 'the other watch has caught up');
      expect(calls).toEqual(['reset', 'key.0']);
    });
  });
}
