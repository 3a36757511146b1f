import { resolver } from '../../kernel/noun-module';
import type { KindsIn } from '../../kernel/object-kind';
import type { Noun } from '../noun';
import { referenceQueries } from '../references/reference-queries';
import { ProviderEntity } from './provider-entity';
import { providerKind } from './provider-kind';
import { findProviders } from './provider-loaders';
import { ProviderQueries } from './provider-queries';
import { ProviderResolver } from './provider-resolver';
import { ProviderService } from './provider-service';
import { ProviderTemplateResolver } from './provider-template-resolver';

const kinds = { PROVIDER: 'A provider.' } as const;
declare module '../../kernel/object-kind' {
  interface ObjectKinds extends KindsIn<typeof kinds> {}
}

export const providerModule: Noun<'PROVIDER'> = {
  kinds,
  configured: [providerKind],
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
