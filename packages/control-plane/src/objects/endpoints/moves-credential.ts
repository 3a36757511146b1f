import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { EndpointEntity } from './endpoint-entity';

/**
 * Whether an endpoint's present credential would be sent to another origin (RFC 6454). It must then be given again:
 * otherwise an editor could have a credential that they cannot read sent to their own host.
 */
export function movesCredential(endpoint: Pick<EndpointEntity, 'url' | 'sealedCredential'>, url: string): boolean {
  return endpoint.sealedCredential !== null && new URL(url).origin !== new URL(endpoint.url).origin;
}

export const MOVED_CREDENTIAL: FieldProblem = {
  path: 'credential',
  message: 'is required, because the URL moves to another origin',
  reason: 'REQUIRED',
};
