import type { ImageReferences, ImageValue } from '../../change/image-content';
import type { ConfiguredKind } from '../../objects/kinds';

/** An object as it is, was, or is to be. */
export interface ConfiguredObject {
  readonly kind: ConfiguredKind;
  /** Null if it is known by its path alone, as in a manifest. */
  readonly id: string | null;
  /** The names on the way to it, its own name last. */
  readonly path: readonly string[];
  /** As in its image in the history: names for ids, and no credential. */
  readonly value: ImageValue;
  /** The ids of the objects that `value` names; absent if they are known by name alone, as in a manifest. */
  readonly references?: ImageReferences;
}

/** Everything that is configured, or a part of it. */
export interface Configuration {
  readonly objects: readonly ConfiguredObject[];
}
