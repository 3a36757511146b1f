import { type AiApisByBasePath, findByBasePath } from './request-path';

const LEADING_SLASHES = /^\/{2,}/;
/** What a base URL may end in below an AI API's base path: `v1`, `v1beta/openai`, `openai/v1`, `openai/deployments/gpt`. */
const BASE_URL_END = /^((?:(?:openai|v\d[a-z0-9]*|deployments\/[^/]+)\/)*)\/+/;

/**
 * A request target without the slashes that are left over where a client joins a base URL that ends in a slash and a path
 * that begins with one, as in `/support/chat//chat/completions`. Any other empty segment stays, and is refused: it may
 * stand where a model is missing, so that the path without it would be another operation.
 *
 * @param byBasePath the AI APIs by base paths such as `/support/chat`
 */
export function withoutBaseUrlSlashes<T>(byBasePath: AiApisByBasePath<T>, rawTarget: string): string {
  const target = rawTarget.replace(LEADING_SLASHES, '/');
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const match = findByBasePath(byBasePath, path);
  if (match === null) return target;
  const rest = match.rest.replace(BASE_URL_END, '$1').replace(BASE_URL_END, '$1');
  return `${match.basePath}${path.length > match.basePath.length ? '/' : ''}${rest}${target.slice(path.length)}`;
}
