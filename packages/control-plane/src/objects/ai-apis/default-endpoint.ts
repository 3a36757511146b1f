import type { Environment } from '@switchyard/contract';
import { type EntityManager, In } from 'typeorm';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { badInput } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { ProviderEntity } from '../providers/provider-entity';
import type { Image } from '../../change/change-in-progress';
import { getObject, referredObject } from '../../kernel/database/find-object';
import type { AiApiEntity } from './ai-api-entity';
import { aiApiImage } from './ai-api-image';

/**
 * The endpoint that an input gives as an AI API's default.
 *
 * @throws DomainError BAD_USER_INPUT unless it is an endpoint of the provider for that environment
 */
export async function defaultEndpoint(
  manager: EntityManager,
  id: string | null | undefined,
  providerId: string,
  environment: Environment,
): Promise<EndpointEntity | null> {
  if (id === null || id === undefined) return null;
  const path = environment === 'PRODUCTION' ? 'defaultProductionEndpointId' : 'defaultSandboxEndpointId';
  const endpoint = await referredObject(manager, EndpointEntity, id, path, 'endpoint');
  const refuse = (message: string, reason: FieldProblem['reason']) => badInput([{ path, message, reason }]);
  if (endpoint.providerId !== providerId)
    throw refuse("must be an endpoint of the AI API's provider", 'OTHER_PROVIDER');
  if (endpoint.environment === environment) return endpoint;
  throw refuse(
    `must be an endpoint for ${environment}, but this one is for ${endpoint.environment}`,
    'OTHER_ENVIRONMENT',
  );
}

/** The images of AI APIs of one provider, or of one AI API before and after a change. */
export async function aiApiImages(manager: EntityManager, aiApis: readonly AiApiEntity[]): Promise<Image[]> {
  const [first] = aiApis;
  if (first === undefined) return [];
  const provider = await getObject(manager, ProviderEntity, first.providerId, 'provider');
  const ids = aiApis.flatMap((aiApi) => [aiApi.defaultProductionEndpointId, aiApi.defaultSandboxEndpointId]);
  const endpoints = await manager.findBy(EndpointEntity, { id: In(ids.filter((id) => id !== null)) });
  const names = new Map<string | null, string>(endpoints.map(({ id, name }) => [id, name]));
  return aiApis.map((aiApi) =>
    aiApiImage(aiApi, {
      provider: provider.name,
      defaultProductionEndpoint: names.get(aiApi.defaultProductionEndpointId) ?? null,
      defaultSandboxEndpoint: names.get(aiApi.defaultSandboxEndpointId) ?? null,
    }),
  );
}
