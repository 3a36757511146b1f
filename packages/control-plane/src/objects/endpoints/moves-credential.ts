import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { EndpointEntity } from './endpoint-entity';

/** Whether two URLs have the same origin (RFC 6454): what the contract's `SealingKey` binds a credential to. */
export function isSameOrigin(url: string, other: string): boolean {
  return new URL(url).origin === new URL(other).origin;
}

/**
 * Whether an endpoint's present credential would be sent to another origin. It must then be given again: otherwise an
 * editor could have a credential that they cannot read sent to their own host. Its envelope would not open there either.
 */
export function movesCredential(endpoint: Pick<EndpointEntity, 'url' | 'sealedCredential'>, url: string): boolean {
  return endpoint.sealedCredential !== null && !isSameOrigin(endpoint.url, url);
}

export const MOVED_CREDENTIAL: FieldProblem = {
  path: 'credential',
  message: 'is required, because the URL moves to another origin',
  reason: 'REQUIRED',
};
