import type { ObjectKind } from '../kernel/object-kind';
import type { Kind } from './kind/kind';
import { NOUNS } from './nouns';
import type { Noun } from './noun';

type ConfiguredBy<N extends (typeof NOUNS)[number]> = NonNullable<N['configured']>[number]['objectKinds'][number];

/** The object kinds of which a configuration consists. */
export type ConfiguredKind = ConfiguredBy<(typeof NOUNS)[number]>;

const nouns: readonly Noun<ConfiguredKind>[] = NOUNS;

/**
 * The kinds of which a configuration consists, in the order in which they are created: each follows the kinds that it
 * refers to. They are deleted in reverse. Consumer keys and access tokens are not configured: their secrets are
 * generated, not written by hand.
 */
export const KINDS: readonly Kind[] = nouns.flatMap(({ configured = [] }) => configured);

export const CONFIGURED_KINDS: readonly ConfiguredKind[] = nouns.flatMap(({ configured = [] }) =>
  configured.flatMap(({ objectKinds }) => objectKinds),
);

const BY_OBJECT_KIND = new Map<ObjectKind, Kind>(
  KINDS.flatMap((kind) => kind.objectKinds.map((objectKind) => [objectKind, kind] as const)),
);

export function isConfiguredKind(objectKind: ObjectKind): objectKind is ConfiguredKind {
  return BY_OBJECT_KIND.has(objectKind);
}

export function kindOf(objectKind: ConfiguredKind): Kind {
  const kind = BY_OBJECT_KIND.get(objectKind);
  if (kind === undefined) throw new Error(`${objectKind} is not a configured kind`);
  return kind;
}
