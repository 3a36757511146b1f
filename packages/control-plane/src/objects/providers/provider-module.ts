import { type NounModule, resolver } from '../../kernel/noun-module';
import type { KindsIn } from '../../kernel/object-kind';
import type { ObjectParts } from '../object-parts';
import { referenceQueries } from '../references/reference-queries';
import { ProviderEntity } from './provider-entity';
import { findProviders } from './provider-loaders';
import { ProviderQueries } from './provider-queries';
import { ProviderResolver } from './provider-resolver';
import { ProviderService } from './provider-service';
import { ProviderTemplateResolver } from './provider-template-resolver';

const kinds = { PROVIDER: 'A provider.' } as const;
declare module '../../kernel/object-kind' {
  interface ObjectKinds extends KindsIn<typeof kinds> {}
}

export const providerModule: NounModule<ObjectParts> = {
  kinds,
  entities: [ProviderEntity],
  nodes: [findProviders],
  resolvers: [
    resolver(ProviderResolver, (parts) => [
      new ProviderService(parts.corridor),
      new ProviderQueries(parts.dataSource),
      referenceQueries(parts),
    ]),
    resolver(ProviderTemplateResolver, () => []),
  ],
};
