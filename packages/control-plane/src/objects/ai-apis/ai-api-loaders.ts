import { byId, rowsOf } from '../loaders/loaders';
import { AiApiEntity } from './ai-api-entity';

export const findAiApis = rowsOf(AiApiEntity);
export const aiApiById = byId(findAiApis);
