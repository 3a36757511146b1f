import { resolver } from '../../kernel/noun-module';
import type { KindsIn } from '../../kernel/object-kind';
import type { Noun } from '../noun';
import { referenceQueries } from '../references/reference-queries';
import { EndpointCredentialInput } from './endpoint-credential-input';
import { EndpointEntity } from './endpoint-entity';
import { endpointKind } from './endpoint-kind';
import { findEndpoints } from './endpoint-loaders';
import { EndpointQueries } from './endpoint-queries';
import { EndpointResolver } from './endpoint-resolver';
import { EndpointService } from './endpoint-service';

const kinds = { ENDPOINT: 'An endpoint.' } as const;
declare module '../../kernel/object-kind' {
  interface ObjectKinds extends KindsIn<typeof kinds> {}
}

export const endpointModule: Noun<'ENDPOINT'> = {
  kinds,
  configured: [endpointKind],
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
