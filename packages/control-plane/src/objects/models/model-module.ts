import { type NounModule, resolver } from '../../kernel/noun-module';
import type { KindsIn } from '../../kernel/object-kind';
import type { ObjectParts } from '../object-parts';
import { referenceQueries } from '../references/reference-queries';
import { ModelEntity } from './model-entity';
import { findModels } from './model-loaders';
import { ModelQueries } from './model-queries';
import { ModelResolver } from './model-resolver';
import { ModelService } from './model-service';

const kinds = { MODEL: 'A model.' } as const;
declare module '../../kernel/object-kind' {
  interface ObjectKinds extends KindsIn<typeof kinds> {}
}

export const modelModule: NounModule<ObjectParts> = {
  kinds,
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
