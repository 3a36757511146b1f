import type { RoutedOperation } from '@switchyard/contract';

/** What a profile says about a path as a whole, so that all places of the path have to agree on it. */
const PATH_MEMBERS = ['name', 'canonicalWhen', 'body', 'pinned', 'streamFraming'] as const;
export type PathMember = (typeof PATH_MEMBERS)[number];

/** The first member in which two places of one path contradict each other; null if they agree. */
export function placeContradiction(one: RoutedOperation, other: RoutedOperation): PathMember | null {
  return PATH_MEMBERS.find((member) => one[member] !== other[member]) ?? null;
}
