import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * How long long-running loops may hold the event loop, together, before they yield. A turn also has what arrived from the
 * database or NATS in the meantime, which takes as long again, and should end within 10 ms.
 */
export const SLICE_MS = 2;

/** For a program that serves nothing yet: nobody waits for its event loop, and each turn costs time. */
const SLICE_MS_AT_START = 30;

let sliceMs = SLICE_MS;

/** Lengthens the slices of all loops until the returned function is called, once the program has something to serve. */
export function lengthenSlices(): () => void {
  sliceMs = SLICE_MS_AT_START;
  return () => {
    sliceMs = SLICE_MS;
  };
}

/** Reading the clock takes as long as many an item, so quick ones are visited together. */
const QUICK_ITEMS = 4;
/** What they may take together, so that others like them do not outlast their slice by much. */
const QUICK_MS_MAX = 0.02;

/** When the slice of this turn of the event loop ends; null if none has begun. */
let currentEnd: number | null = null;
/** How many loops have yielded and not resumed. */
let waitingLoops = 0;

/** When the slice of this turn of the event loop ends, which begins now unless a loop has begun it. */
export function sliceEnd(): number {
  if (currentEnd !== null) return currentEnd;
  const end = performance.now() + sliceMs;
  currentEnd = end;
  setImmediate(() => {
    if (currentEnd === end) currentEnd = null;
  });
  return end;
}

/**
 * Yields to the event loop. @returns when this loop's part of the next slice ends: loops that resume in one turn share it,
 * because each of them would otherwise hold the event loop for a slice
 */
export async function nextSlice(): Promise<number> {
  waitingLoops += 1;
  await nextTurn();
  const left = Math.max(0, sliceEnd() - performance.now());
  const end = performance.now() + left / waitingLoops;
  waitingLoops -= 1;
  return end;
}

/**
 * Visits each item in order and yields to the event loop every `SLICE_MS`, or after an item that takes longer, or, where items
 * have been quick, after up to three more. Loops that
 * follow each other in one turn share a slice: a dozen of them, each just too short to yield, would hold the event loop for a
 * dozen slices.
 */
export async function forEachInSlices<T>(items: Iterable<T>, visit: (item: T) => void): Promise<void> {
  let end = sliceEnd();
  let readAtMs = -Infinity;
  /** How many items are visited before the clock is read again. */
  let quickItems = 0;
  for (const item of items) {
    if (quickItems > 0) {
      quickItems -= 1;
    } else {
      const nowMs = performance.now();
      if (nowMs >= end) end = await nextSlice();
      else if (nowMs - readAtMs <= QUICK_MS_MAX) quickItems = QUICK_ITEMS - 1;
      readAtMs = nowMs;
    }
    visit(item);
  }
}
