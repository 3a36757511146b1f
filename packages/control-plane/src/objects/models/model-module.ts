import { type NounModule, resolver } from '../../kernel/noun-module';
import type { ObjectParts } from '../object-parts';
import { referenceQueries } from '../references/reference-queries';
import { ModelEntity } from './model-entity';
import { findModels } from './model-loaders';
import { ModelQueries } from './model-queries';
import { ModelResolver } from './model-resolver';
import { ModelService } from './model-service';

export const modelModule: NounModule<ObjectParts> = {
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
