import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long a long-running loop may hold the event loop before it yields. */
export const SLICE_MS = 4;

/** Visits each item in order and yields to the event loop every `SLICE_MS`, or after an item that takes longer. */
export async function forEachInSlices<T>(items: Iterable<T>, visit: (item: T) => void): Promise<void> {
  let sliceEnd = performance.now() + SLICE_MS;
  for (const item of items) {
    if (performance.now() >= sliceEnd) {
      await nextTurn();
      sliceEnd = performance.now() + SLICE_MS;
    }
    visit(item);
  }
}
