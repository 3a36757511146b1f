import { type NounModule, resolver } from '../../kernel/noun-module';
import { rowsOf } from '../loaders/loaders';
import type { ObjectParts } from '../object-parts';
import { AccessTokenEntity } from './access-token-entity';
import { AccessTokenQueries } from './access-token-queries';
import { AccessTokenResolver } from './access-token-resolver';
import { AccessTokenService } from './access-token-service';

export const accessTokenModule: NounModule<ObjectParts> = {
  entities: [AccessTokenEntity],
  nodes: [rowsOf(AccessTokenEntity)],
  resolvers: [
    resolver(AccessTokenResolver, ({ corridor, dataSource, now }) => [
      new AccessTokenService(corridor),
      new AccessTokenQueries(dataSource),
      now,
    ]),
  ],
};
