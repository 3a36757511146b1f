import type { EntityManager } from 'typeorm';
import type { ConfigurationEntity } from './database/configuration-entity';
import type { ObjectKind } from './object-kind';

/**
 * Everything that a noun adds to the control plane. `objects/nouns.ts` lists the nouns that operators configure, and
 * `wiring/modules.ts` all modules; the GraphQL schema, the resolvers, the entities of the data source and the objects that
 * `node` finds come from that list.
 *
 * @typeParam Parts what its resolvers are constructed from
 */
export interface NounModule<Parts> {
  /** The kinds of its configuration objects, each with its description; see `ObjectKinds`. */
  readonly kinds?: { readonly [Kind in ObjectKind]?: string };
  /** Its tables and views. */
  readonly entities?: readonly (new () => object)[];
  readonly resolvers?: readonly ResolverEntry<Parts>[];
  /** GraphQL types that no field returns: implementations of an interface, and shapes for clients. */
  readonly orphanedTypes?: readonly (abstract new () => object)[];
  /** GraphQL inputs of which exactly one field is given. type-graphql has no option for it. */
  readonly oneOfInputs?: readonly (new () => object)[];
  /** Finds its objects for `node`, one function for each kind. */
  readonly nodes?: readonly FindByIds<ConfigurationEntity>[];
}

/** Finds objects of one kind by their ids, in any order; unknown ids are left out. */
export type FindByIds<T> = (manager: EntityManager, ids: readonly string[]) => Promise<T[]>;

export interface ResolverEntry<Parts> {
  /** The class that carries the decorators of type-graphql. */
  readonly type: Function;
  readonly create: (parts: Parts) => object;
}

/** @param argumentsFrom returns the arguments of the class's constructor */
export function resolver<Parts, Arguments extends readonly unknown[]>(
  type: new (...args: Arguments) => object,
  argumentsFrom: (parts: Parts) => [...Arguments],
): ResolverEntry<Parts> {
  return { type, create: (parts) => new type(...argumentsFrom(parts)) };
}
