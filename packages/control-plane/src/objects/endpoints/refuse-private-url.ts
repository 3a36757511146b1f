import { isPrivateHost, type PrivateEndpoints } from '@switchyard/contract';
import type { FieldProblem } from '../../kernel/errors/error-extensions';

/**
 * Keeps endpoints out of the operator's private network, if the settings say so. A name that resolves to a private
 * address is refused by the data plane, after it resolved the name.
 */
export function privateUrlProblems(privateEndpoints: PrivateEndpoints, url: string | undefined): FieldProblem[] {
  return url !== undefined && isRefusedUrl(privateEndpoints, url) ? [PRIVATE_URL] : [];
}

export function isRefusedUrl(privateEndpoints: PrivateEndpoints, url: string): boolean {
  return privateEndpoints === 'deny' && isPrivateHost(new URL(url).hostname);
}

export const PRIVATE_URL: FieldProblem = {
  path: 'url',
  message: 'must not point to a loopback, link-local or private address, because of SWITCHYARD_PRIVATE_ENDPOINTS=deny',
  reason: 'NOT_ALLOWED',
};
