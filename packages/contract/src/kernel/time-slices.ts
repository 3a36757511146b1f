import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * How long a long-running loop may hold the event loop before it yields. A turn also has what arrived from the database or
 * NATS in the meantime, which takes as long again, and should end within 10 ms.
 */
export const SLICE_MS = 2;

/** When the latest slice of this turn of the event loop ends; null if there is none. */
let latestEnd: number | null = null;

/** When the slice of this turn of the event loop ends, which begins now unless a loop has begun it. */
export function sliceEnd(): number {
  return latestEnd ?? beginSlice();
}

/**
 * Visits each item in order and yields to the event loop every `SLICE_MS`, or after an item that takes longer. Loops that
 * follow each other in one turn share a slice: a dozen of them, each just too short to yield, would hold the event loop for a
 * dozen slices.
 */
export async function forEachInSlices<T>(items: Iterable<T>, visit: (item: T) => void): Promise<void> {
  let end = sliceEnd();
  for (const item of items) {
    if (performance.now() >= end) {
      await nextTurn();
      end = beginSlice();
    }
    visit(item);
  }
}

function beginSlice(): number {
  const end = performance.now() + SLICE_MS;
  latestEnd = end;
  setImmediate(() => {
    if (latestEnd === end) latestEnd = null;
  });
  return end;
}
