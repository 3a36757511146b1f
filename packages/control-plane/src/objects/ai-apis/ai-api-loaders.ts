import { byId, manyBy, rowsOf } from '../loaders/loaders';
import { AiApiEntity } from './ai-api-entity';
import { aliasesOf, type AliasOfAiApi, type ListedProvider, listedProviders } from './ai-api-store';

export const findAiApis = rowsOf(AiApiEntity);
export const aiApiById = byId(findAiApis);

/** The providers that an AI API lists, in its order. */
export const providersOfAiApi = manyBy(({ aiApiId }: ListedProvider) => aiApiId, listedProviders);

/** The aliases of an AI API, in its order. */
export const aliasesOfAiApi = manyBy(({ aiApiId }: AliasOfAiApi) => aiApiId, aliasesOf);
