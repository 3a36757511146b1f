import type { ContainerType } from 'type-graphql';
import { MODULES, type ProgramParts } from './modules';

/** Creates every resolver with the services and queries that it calls. */
export function createResolverContainer(parts: ProgramParts): ContainerType {
  const entries = MODULES.flatMap(({ resolvers = [] }) => resolvers);
  const byType = new Map<unknown, object>(entries.map(({ type, create }) => [type, create(parts)]));
  return { get: (type) => byType.get(type) };
}
