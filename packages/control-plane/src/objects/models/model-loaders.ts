import { selectEntities } from '../../kernel/database/plain-rows';
import { byId, manyBy, rowsOf } from '../loaders/loaders';
import { ModelEntity } from './model-entity';

export const findModels = rowsOf(ModelEntity);
export const modelById = byId(findModels);

/** By name. */
export const modelsOfProvider = manyBy(
  ({ providerId }: ModelEntity) => providerId,
  (manager, providerIds) =>
    selectEntities(manager, ModelEntity, 'WHERE provider_id = ANY($1) ORDER BY name', [providerIds]),
);
