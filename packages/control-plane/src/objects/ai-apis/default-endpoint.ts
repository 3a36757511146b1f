import type { Environment } from '@switchyard/contract';
import type { EndpointEntity } from '../endpoints/endpoint-entity';
import type { FieldProblem } from '../../kernel/errors/error-extensions';

export const DEFAULTS_ARE_FIRST = "default endpoints are the first provider's";

/** The members that give an AI API's default endpoints. */
export const DEFAULT_MEMBERS = {
  PRODUCTION: 'defaultProductionEndpointId',
  SANDBOX: 'defaultSandboxEndpointId',
} as const satisfies Record<Environment, string>;

/**
 * What is wrong with an endpoint that an input gives as an AI API's default; null if nothing is.
 *
 * @param endpoint undefined if there is none of the given id
 * @param providerId the AI API's first provider; null if it is not known, because the input's list is invalid
 */
export function unfitDefault(
  endpoint: EndpointEntity | undefined,
  providerId: string | null,
  environment: Environment,
): FieldProblem | null {
  const path = DEFAULT_MEMBERS[environment];
  if (endpoint === undefined) return { path, message: 'no endpoint has this id', reason: 'NOT_FOUND' };
  if (providerId !== null && endpoint.providerId !== providerId) {
    return { path, message: `belongs to another provider: ${DEFAULTS_ARE_FIRST}`, reason: 'OTHER_PROVIDER' };
  }
  if (endpoint.environment === environment) return null;
  const message = `must be an endpoint for ${environment}, but this one is for ${endpoint.environment}`;
  return { path, message, reason: 'OTHER_ENVIRONMENT' };
}
