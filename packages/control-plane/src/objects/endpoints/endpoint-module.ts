import { type NounModule, resolver } from '../../kernel/noun-module';
import type { KindsIn } from '../../kernel/object-kind';
import type { ObjectParts } from '../object-parts';
import { referenceQueries } from '../references/reference-queries';
import { EndpointCredentialInput } from './endpoint-credential-input';
import { EndpointEntity } from './endpoint-entity';
import { findEndpoints } from './endpoint-loaders';
import { EndpointQueries } from './endpoint-queries';
import { EndpointResolver } from './endpoint-resolver';
import { EndpointService } from './endpoint-service';

const kinds = { ENDPOINT: 'An endpoint.' } as const;
declare module '../../kernel/object-kind' {
  interface ObjectKinds extends KindsIn<typeof kinds> {}
}

export const endpointModule: NounModule<ObjectParts> = {
  kinds,
  entities: [EndpointEntity],
  nodes: [findEndpoints],
  oneOfInputs: [EndpointCredentialInput],
  resolvers: [
    resolver(EndpointResolver, (parts) => [
      new EndpointService(parts.corridor, parts.sealingKey, parts.privateEndpoints),
      new EndpointQueries(parts.dataSource),
      referenceQueries(parts),
    ]),
  ],
};
