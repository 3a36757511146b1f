import type { RoutedOperation } from '@switchyard/contract';
import { operationPath } from './operation-path';
import type { RoutableAiApi } from './routable-ai-api';

/**
 * The routed operation that a request asks for; null where it asks for none, which means that the request goes to the
 * default endpoint as it is.
 *
 * @param path below the AI API's base path: no leading slash, no query, passed by `checkRequestPath`
 */
export function matchOperation(aiApi: RoutableAiApi, method: string, path: string): RoutedOperation | null {
  if (method !== 'POST') return null;
  return aiApi.operations.get(path) ?? aiApi.operations.get(operationPath(path)) ?? null;
}
