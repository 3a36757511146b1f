import { resolver } from '../../kernel/noun-module';
import type { KindsIn } from '../../kernel/object-kind';
import { rowsOf } from '../loaders/loaders';
import type { Noun } from '../noun';
import { AccessTokenEntity } from './access-token-entity';
import { AccessTokenQueries } from './access-token-queries';
import { AccessTokenResolver } from './access-token-resolver';
import { AccessTokenService } from './access-token-service';

const kinds = { ACCESS_TOKEN: 'An access token.' } as const;
declare module '../../kernel/object-kind' {
  interface ObjectKinds extends KindsIn<typeof kinds> {}
}

export const accessTokenModule: Noun = {
  kinds,
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
