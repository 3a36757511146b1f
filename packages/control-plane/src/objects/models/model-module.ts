import { resolver } from '../../kernel/noun-module';
import type { KindsIn } from '../../kernel/object-kind';
import type { Noun } from '../noun';
import { referenceQueries } from '../references/reference-queries';
import { ModelEntity } from './model-entity';
import { modelKind } from './model-kind';
import { findModels } from './model-loaders';
import { ModelQueries } from './model-queries';
import { ModelResolver } from './model-resolver';
import { ModelService } from './model-service';

const kinds = { MODEL: 'A model.' } as const;
declare module '../../kernel/object-kind' {
  interface ObjectKinds extends KindsIn<typeof kinds> {}
}

export const modelModule: Noun<'MODEL'> = {
  kinds,
  configured: [modelKind],
  entities: [ModelEntity],
  nodes: [findModels],
  resolvers: [
    resolver(ModelResolver, (parts) => [
      new ModelService(parts.corridor),
      new ModelQueries(parts.dataSource),
      referenceQueries(parts),
    ]),
  ],
};
