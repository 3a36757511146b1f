import { Any } from 'typeorm';
import { byId, manyBy, rowsOf } from '../loaders/loaders';
import { EndpointEntity } from './endpoint-entity';

export const findEndpoints = rowsOf(EndpointEntity);
export const endpointById = byId(findEndpoints);

/** By name. */
export const endpointsOfProvider = manyBy(
  ({ providerId }: EndpointEntity) => providerId,
  (manager, providerIds) =>
    manager.find(EndpointEntity, { where: { providerId: Any(providerIds) }, order: { nameKey: 'ASC' } }),
);
