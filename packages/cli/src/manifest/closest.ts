import { distance } from 'fastest-levenshtein';

/** A name is misspelt if at most so many of its letters differ, and one more in short names. */
const LETTERS_PER_DIFFERENCE = 2.5;

/** The name that a misspelt one probably means; null if none is similar. */
export function closest(unknown: string, names: readonly string[]): string | null {
  const ranked = names
    .map((name) => ({ name, away: distance(unknown.toLowerCase(), name.toLowerCase()) }))
    .filter(({ away }) => away <= Math.floor(unknown.length / LETTERS_PER_DIFFERENCE) + 1)
    .toSorted((a, b) => a.away - b.away);
  return ranked[0]?.name ?? null;
}
