import { Any } from 'typeorm';
import { byId, manyBy, rowsOf } from '../loaders/loaders';
import { ModelEntity } from './model-entity';

export const findModels = rowsOf(ModelEntity);
export const modelById = byId(findModels);

/** By name. */
export const modelsOfProvider = manyBy(
  ({ providerId }: ModelEntity) => providerId,
  (manager, providerIds) =>
    manager.find(ModelEntity, { where: { providerId: Any(providerIds) }, order: { name: 'ASC' } }),
);
