import { memoized } from '../../kernel/memoized';
import { resolver } from '../../kernel/noun-module';
import type { KindsIn } from '../../kernel/object-kind';
import { rowsOf } from '../loaders/loaders';
import type { Noun } from '../noun';
import type { ObjectParts } from '../object-parts';
import { AccessGrantEntity } from './access-grant-entity';
import { accessGrantKind } from './access-grant-kind';
import { AccessGrantResolver } from './access-grant-resolver';
import { ConsumerEntity } from './consumer-entity';
import { ConsumerKeyEntity } from './consumer-key-entity';
import { ConsumerKeyResolver } from './consumer-key-resolver';
import { ConsumerKeyService } from './consumer-key-service';
import { ConsumerKeysService } from './consumer-keys-service';
import { consumerKind } from './consumer-kind';
import { findConsumers } from './consumer-loaders';
import { consumerQueries } from './consumer-queries';
import { ConsumerResolver } from './consumer-resolver';
import { ConsumerService } from './consumer-service';

const kinds = { CONSUMER: 'A consumer.', CONSUMER_KEY: 'A consumer key.', ACCESS_GRANT: 'An access grant.' } as const;
declare module '../../kernel/object-kind' {
  interface ObjectKinds extends KindsIn<typeof kinds> {}
}

const consumerService = memoized(({ corridor }: ObjectParts) => new ConsumerService(corridor));

export const consumerModule: Noun<'CONSUMER' | 'ACCESS_GRANT'> = {
  kinds,
  configured: [consumerKind, accessGrantKind],
  entities: [AccessGrantEntity, ConsumerEntity, ConsumerKeyEntity],
  nodes: [findConsumers, rowsOf(ConsumerKeyEntity), rowsOf(AccessGrantEntity)],
  resolvers: [
    resolver(ConsumerResolver, (parts) => [consumerService(parts), consumerQueries(parts)]),
    resolver(AccessGrantResolver, (parts) => [consumerService(parts), consumerQueries(parts)]),
    resolver(ConsumerKeyResolver, (parts) => [
      new ConsumerKeyService(parts.corridor),
      new ConsumerKeysService(parts.corridor),
      consumerQueries(parts),
      parts.now,
    ]),
  ],
};
