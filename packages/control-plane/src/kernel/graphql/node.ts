import { Field, ID, Int, InterfaceType } from 'type-graphql';
import type { ObjectKind } from '../object-kind';
import { DateTimeScalar } from './scalars';

const TYPE_OF_KIND: Record<ObjectKind, string> = {
  PROVIDER: 'Provider',
  MODEL: 'Model',
  ENDPOINT: 'Endpoint',
  AI_API: 'AiApi',
  ROUND_ROBIN_POLICY: 'RoundRobinPolicy',
  WEIGHTED_ROUND_ROBIN_POLICY: 'WeightedRoundRobinPolicy',
  FAILOVER_POLICY: 'FailoverPolicy',
  CONSUMER: 'Consumer',
  CONSUMER_KEY: 'ConsumerKey',
  ACCESS_GRANT: 'AccessGrant',
  ACCESS_TOKEN: 'AccessToken',
};

const resolveType = ({ objectKind }: { readonly objectKind: ObjectKind }) => TYPE_OF_KIND[objectKind];

@InterfaceType({ description: 'Anything that can be read by its id alone.', resolveType })
export abstract class Node {
  @Field(() => ID, { description: "The object's id." })
  id: string;
}

@InterfaceType({
  description: 'A part of the configuration. Its history is `revisions` with its id in the filter.',
  implements: [Node],
  resolveType,
})
export abstract class ConfigurationObject extends Node {
  @Field(() => Int, {
    description: 'The number of the revision that last changed it; send it back as `expectedVersion`.',
  })
  version: number;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  updatedAt: Date;
}
