import { type KeyValueSnapshot, type KeyValueStore, StaleWriteError } from '@switchyard/contract';

/** How often a store that changes while it is read is read again. */
const READS_MAX = 5;

export interface UnchangedSnapshot extends KeyValueSnapshot {
  /** How many values the store counts beside those that it lets be read, such as deletion markers of other clients. */
  readonly unreadableCount: number;
}

/**
 * Reads the store between two equal states: a removal in between raises no event, and would never be noticed.
 *
 * @throws StaleWriteError if others keep changing the store
 */
export async function readUnchanged(store: KeyValueStore): Promise<UnchangedSnapshot> {
  for (let read = 1; read <= READS_MAX; read += 1) {
    const before = await store.state();
    const { entries } = await store.read();
    const { keyCount, lastSequence } = await store.state();
    const isUnchanged = before.lastSequence === lastSequence && before.keyCount === keyCount;
    const unreadableCount = keyCount - entries.size;
    if (isUnchanged && unreadableCount >= 0) return { entries, lastSequence, unreadableCount };
  }
  throw new StaleWriteError('others keep changing the store while it is read');
}
