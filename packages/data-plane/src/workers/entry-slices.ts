import type { RawEntry } from './worker-message';

/** So that neither sending nor reading a message holds the event loop for long. */
const SLICE_ENTRIES_MAX = 100;
const SLICE_CHARACTERS_MAX = 262_144;

/** Entries in slices of a size that suits a message; an entry that is larger is a slice by itself. */
export function* entrySlices(entries: Iterable<RawEntry>): Generator<readonly RawEntry[]> {
  let slice: RawEntry[] = [];
  let characters = 0;
  for (const entry of entries) {
    const [key, raw] = entry;
    const length = key.length + (raw?.length ?? 0);
    if (slice.length > 0 && (slice.length === SLICE_ENTRIES_MAX || characters + length > SLICE_CHARACTERS_MAX)) {
      yield slice;
      slice = [];
      characters = 0;
    }
    slice.push(entry);
    characters += length;
  }
  if (slice.length > 0) yield slice;
}
