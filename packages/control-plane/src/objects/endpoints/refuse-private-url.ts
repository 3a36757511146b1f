import { isPrivateHost, type PrivateEndpoints } from '@switchyard/contract';
import { badInput } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';

/**
 * Keeps the gateway from being sent into the operator's own network, where the settings ask for that. A name that only
 * leads to such an address is refused by the data plane, after it was resolved.
 *
 * @throws DomainError BAD_USER_INPUT, reason NOT_ALLOWED, at `url`
 */
export function refusePrivateUrl(privateEndpoints: PrivateEndpoints, url: string | undefined): void {
  if (url !== undefined && isRefusedUrl(privateEndpoints, url)) throw badInput([PRIVATE_URL]);
}

export function isRefusedUrl(privateEndpoints: PrivateEndpoints, url: string): boolean {
  return privateEndpoints === 'deny' && isPrivateHost(new URL(url).hostname);
}

export const PRIVATE_URL: FieldProblem = {
  path: 'url',
  message:
    'must not lead to a loopback, link-local or private address: the settings say SWITCHYARD_PRIVATE_ENDPOINTS=deny',
  reason: 'NOT_ALLOWED',
};
