import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long a long piece of work holds the event loop before everybody else has a turn. */
const SLICE_MS = 4;

/** Does something for each item, in order, in slices of `SLICE_MS`; a slice is longer only where one item takes longer. */
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
