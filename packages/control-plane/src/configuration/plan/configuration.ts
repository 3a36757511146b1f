import type { ObjectKind } from '../../kernel/object-kind';
import type { ImageValue } from '../../change/image-content';

/**
 * The kinds of which a configuration is made, each behind those that its objects refer to. Keys and tokens are none of
 * them: nobody could write one down.
 */
export const CONFIGURED_KINDS = [
  'PROVIDER',
  'MODEL',
  'ENDPOINT',
  'AI_API',
  'ROUND_ROBIN_POLICY',
  'WEIGHTED_ROUND_ROBIN_POLICY',
  'FAILOVER_POLICY',
  'CONSUMER',
  'ACCESS_GRANT',
] as const satisfies readonly ObjectKind[];
export type ConfiguredKind = (typeof CONFIGURED_KINDS)[number];

/** An object as it is, was, or is to be. */
export interface ConfiguredObject {
  readonly kind: ConfiguredKind;
  /** Null where it is known by its path alone, as in a manifest. */
  readonly id: string | null;
  /** The names on the way to it, its own name last. */
  readonly path: readonly string[];
  /** As its image in the history has it: names for ids, and no credential. */
  readonly value: ImageValue;
}

/** All that is configured, or a part of it. */
export interface Configuration {
  readonly objects: readonly ConfiguredObject[];
}

export function isConfiguredKind(kind: ObjectKind): kind is ConfiguredKind {
  return CONFIGURED_KINDS.some((configured) => configured === kind);
}
