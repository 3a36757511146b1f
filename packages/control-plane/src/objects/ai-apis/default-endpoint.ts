import type { Environment } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { badInput } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { referredObject } from '../../kernel/database/find-object';

export const DEFAULTS_ARE_FIRST = "default endpoints are the first provider's";

/**
 * The endpoint that an input gives as an AI API's default.
 *
 * @param providerId the AI API's first provider
 * @throws DomainError BAD_USER_INPUT unless it is an endpoint of that provider for that environment
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
    throw refuse(`belongs to another provider: ${DEFAULTS_ARE_FIRST}`, 'OTHER_PROVIDER');
  if (endpoint.environment === environment) return endpoint;
  throw refuse(
    `must be an endpoint for ${environment}, but this one is for ${endpoint.environment}`,
    'OTHER_ENVIRONMENT',
  );
}
