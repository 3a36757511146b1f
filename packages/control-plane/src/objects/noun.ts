import type { ConfigurationEntity } from '../kernel/database/configuration-entity';
import type { NounModule } from '../kernel/noun-module';
import type { ObjectKind } from '../kernel/object-kind';
import type { Kind } from './kind/kind';
import type { ObjectParts } from './object-parts';

/**
 * What a noun adds to the control plane, and how manifests configure it. `objects/nouns.ts` lists the nouns.
 *
 * @typeParam K the object kinds that manifests configure; none by default
 */
export interface Noun<K extends ObjectKind = never> extends NounModule<ObjectParts> {
  /** How manifests, plans, rollbacks and the history handle its objects; each kind after those that it refers to. */
  readonly configured?: readonly Kind<ConfigurationEntity, K>[];
}
