import { selectEntities } from '../../kernel/database/plain-rows';
import { byId, manyBy, rowsOf } from '../loaders/loaders';
import { EndpointEntity } from './endpoint-entity';

export const findEndpoints = rowsOf(EndpointEntity);
export const endpointById = byId(findEndpoints);

/** By name. */
export const endpointsOfProvider = manyBy(
  ({ providerId }: EndpointEntity) => providerId,
  (manager, providerIds) =>
    selectEntities(manager, EndpointEntity, 'WHERE provider_id = ANY($1) ORDER BY name_key', [providerIds]),
);
