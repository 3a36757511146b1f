import { memoized } from '../kernel/memoized';
import { type NounModule, resolver } from '../kernel/noun-module';
import type { ObjectParts } from '../objects/object-parts';
import { RevisionQueries } from './revision-queries';
import {
  ChangeResolver,
  ConfigurationObjectResolver,
  ObjectImageResolver,
  RevisionComparisonResolver,
  RevisionResolver,
} from './revision-resolver';

const revisionQueries = memoized(({ dataSource }: ObjectParts) => new RevisionQueries(dataSource));

export const revisionModule: NounModule<ObjectParts> = {
  resolvers: [
    resolver(RevisionResolver, (parts) => [revisionQueries(parts)]),
    resolver(RevisionComparisonResolver, (parts) => [revisionQueries(parts)]),
    resolver(ChangeResolver, () => []),
    resolver(ConfigurationObjectResolver, () => []),
    resolver(ObjectImageResolver, () => []),
  ],
};
