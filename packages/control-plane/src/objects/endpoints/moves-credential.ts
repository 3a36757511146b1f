import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { EndpointEntity } from './endpoint-entity';

/**
 * Whether an endpoint's present credential would be sent to another origin (RFC 6454). It must then be given anew:
 * otherwise whoever may edit could have a credential that they cannot read sent to a host of their own.
 */
export function movesCredential(endpoint: Pick<EndpointEntity, 'url' | 'sealedCredential'>, url: string): boolean {
  return endpoint.sealedCredential !== null && new URL(url).origin !== new URL(endpoint.url).origin;
}

export const MOVED_CREDENTIAL: FieldProblem = {
  path: 'credential',
  message: 'must be given anew, because the URL moves to another origin',
  reason: 'REQUIRED',
};
