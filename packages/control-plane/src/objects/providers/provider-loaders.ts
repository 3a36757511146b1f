import { byId, rowsOf } from '../loaders/loaders';
import { ProviderEntity } from './provider-entity';

export const findProviders = rowsOf(ProviderEntity);
export const providerById = byId(findProviders);
