import {
  coveredVersion,
  decodeEntryBytes,
  decodeHead,
  HEAD_KEY,
  type KeyValuePurge,
  type KeyValueStore,
  type KeyValueWrite,
  parseRaw,
  type StoreProblem,
  SealingKey,
  summandOf,
  type TableKey,
  VersionSum,
} from '@switchyard/contract';
import { pause } from '@switchyard/runtime';
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { pino } from 'pino';
import type { PublicationLease } from '../publication/publication-lease';
import type { FakeDatabase } from './fake-database.suite';

export const silentLog = pino({ level: 'silent' });

/** Authenticates what the publishers of tests write. */
export const TEST_SEALING_KEY = new SealingKey(randomBytes(32).toString('base64'));
export const TEST_TABLE_KEY = TEST_SEALING_KEY.tableKey;

/**
 * What a data plane that starts now serves: the versions that `head` covers. Null if there is no head, or if it refuses what
 * there is: a version or the head is not authentic, or the versions do not add up.
 */
export async function readTable(store: KeyValueStore, tableKey: TableKey = TEST_TABLE_KEY) {
  const { entries } = await store.read();
  const encodedHead = entries.get(HEAD_KEY);
  if (encodedHead === undefined) return null;
  try {
    const { lineage, revision, entryCount, sumMac } = decodeHead(tableKey, encodedHead.value);
    const table = new Map<string, unknown>();
    const sum = new VersionSum();
    for (const [key, { value }] of entries) {
      if (key === HEAD_KEY) continue;
      const shown = coveredVersion(decodeEntryBytes(value), { lineage, revision });
      if (shown === null || shown.raw === null) continue;
      const summand = summandOf(tableKey, key, shown);
      if (summand === null) return null;
      sum.add(summand);
      table.set(key, parseRaw(shown.raw));
    }
    return tableKey.macOfSum(sum) === sumMac && sum.count === entryCount
      ? { lineage, revision, entryCount, table }
      : null;
  } catch {
    return null;
  }
}

/** Whether a data plane that starts now serves what the database says. */
export async function isPublished(store: KeyValueStore, database: FakeDatabase): Promise<boolean> {
  const found = await readTable(store);
  return (
    found?.lineage === database.lineage &&
    found.revision === database.revision &&
    isDeepStrictEqual(found.table, database.table)
  );
}

/** The keys whose newest version is a deletion. */
export async function tombstonesIn(store: KeyValueStore): Promise<string[]> {
  const { entries } = await store.read();
  return [...entries].flatMap(([key, { value }]) =>
    key !== HEAD_KEY && decodeEntryBytes(value).newest.raw === null ? [key] : [],
  );
}

/** A store whose writer is cut off after a number of writes, as if it were killed: that call never comes back. */
export class CutOffStore implements KeyValueStore {
  writesLeft = Infinity;
  readonly written: string[] = [];
  /** Called after each single write and purge. */
  onWrite: (() => Promise<void>) | null = null;
  readonly #inner: KeyValueStore;
  #cut = Promise.withResolvers<void>();

  constructor(inner: KeyValueStore) {
    this.#inner = inner;
  }

  /** Resolves when the writer was cut off. */
  get cutOff(): Promise<void> {
    return this.#cut.promise;
  }

  read(...args: Parameters<KeyValueStore['read']>) {
    return this.#inner.read(...args);
  }

  state() {
    return this.#inner.state();
  }

  async writeFenced(writes: readonly KeyValueWrite[], lastSequence: number): Promise<number> {
    if (this.writesLeft === Infinity && this.onWrite === null) {
      const last = await this.#inner.writeFenced(writes, lastSequence);
      for (const { key } of writes) this.written.push(key);
      return last;
    }
    let sequence = lastSequence;
    for (const write of writes) {
      if (this.writesLeft === 0) {
        this.#cut.resolve();
        return new Promise(() => undefined);
      }
      this.writesLeft -= 1;
      sequence = await this.#inner.writeFenced([write], sequence);
      this.written.push(write.key);
      await this.onWrite?.();
    }
    return sequence;
  }

  put(key: string, value: Uint8Array) {
    return this.#inner.put(key, value);
  }

  async purge(purges: readonly KeyValuePurge[]): Promise<number> {
    let removed = 0;
    for (const purge of purges) {
      if (this.writesLeft === 0) {
        this.#cut.resolve();
        return new Promise(() => undefined);
      }
      this.writesLeft -= 1;
      removed += await this.#inner.purge([purge]);
      await this.onWrite?.();
    }
    return removed;
  }

  problems(): Promise<readonly StoreProblem[]> {
    return this.#inner.problems();
  }

  watch(...args: Parameters<KeyValueStore['watch']>) {
    return this.#inner.watch(...args);
  }
}

/** A lease that nobody else wants. */
export class UncontendedLease implements PublicationLease {
  held = false;
  /** Whether it can be acquired; until then, attempts are repeated. */
  isFree = true;
  async acquire(signal: AbortSignal, mayAcquire = async () => true): Promise<void> {
    while (!((await mayAcquire()) && this.isFree) && !signal.aborted) await pause(10, signal);
    signal.throwIfAborted();
    this.held = true;
  }
  async assertHeld(): Promise<void> {
    if (!this.held) throw new Error('lost the publication lease');
  }
  async release(): Promise<void> {
    this.held = false;
  }
}
