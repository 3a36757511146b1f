import { byId, rowsOf } from '../loaders/loaders';
import { ConsumerEntity } from './consumer-entity';

export const findConsumers = rowsOf(ConsumerEntity);
export const consumerById = byId(findConsumers);
