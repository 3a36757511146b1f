import type { ImageReferences, ImageValue } from '../../change/image-content';
import type { ConfiguredKind } from '../../objects/kinds';

/** An object in its present, past or desired state. */
export interface ConfiguredObject {
  readonly kind: ConfiguredKind;
  /** Null if it is known by its path alone, as in a manifest. */
  readonly id: string | null;
  /** The path of names to it, its own last. */
  readonly path: readonly string[];
  /** As in its image in the history: names for ids, and no credential. */
  readonly value: ImageValue;
  /** The ids of the objects that `value` names; absent if they are known by name alone, as in a manifest. */
  readonly references?: ImageReferences;
}

/** The whole configuration, or a part of it. */
export interface Configuration {
  readonly objects: readonly ConfiguredObject[];
}
