import { type KeepsValue, type KeyValueSnapshot, type KeyValueStore, StaleWriteError } from '@switchyard/contract';

/** How often a store that changes while it is read is read again. */
const READS_MAX = 5;

/** What decides which values one reading keeps. */
export interface Reading {
  readonly keeps: KeepsValue;
}

export interface UnchangedSnapshot<R extends Reading> extends KeyValueSnapshot {
  readonly reading: R;
  /** How many values the store counts beside those that were kept, such as deletion markers of other clients. */
  readonly unreadableCount: number;
}

/**
 * Reads the store between two equal states: a removal in between raises no event, and would never be noticed.
 *
 * @param begin called for each attempt
 * @throws StaleWriteError if others keep changing the store
 */
export async function readUnchanged<R extends Reading>(
  store: KeyValueStore,
  begin: () => R,
): Promise<UnchangedSnapshot<R>> {
  for (let read = 1; read <= READS_MAX; read += 1) {
    const before = await store.state();
    const reading = begin();
    const { entries } = await store.read((...value) => reading.keeps(...value));
    const { keyCount, lastSequence } = await store.state();
    const isUnchanged = before.lastSequence === lastSequence && before.keyCount === keyCount;
    const unreadableCount = keyCount - entries.size;
    if (isUnchanged && unreadableCount >= 0) return { entries, lastSequence, reading, unreadableCount };
  }
  throw new StaleWriteError('others keep changing the store while it is read');
}
