import type { Environment, GatewayErrorCode, TableEndpoint } from '@switchyard/contract';
import type { RoutableAiApi, RoutableSide } from './routable-ai-api';
import type { RoutablePolicy } from './routable-policy';

/** Why a request has no route. */
export type RefusalCode = Extract<
  GatewayErrorCode,
  'model_not_found' | 'environment_not_configured' | 'operation_not_allowed'
>;

/** What becomes of a request: a policy routes it, it goes to the default endpoint as it is, or it is refused. */
export type Route =
  | { readonly kind: 'policy'; readonly policy: RoutablePolicy }
  | { readonly kind: 'default'; readonly endpoint: TableEndpoint }
  | { readonly kind: 'refused'; readonly code: RefusalCode };

function sideOf(aiApi: RoutableAiApi, environment: Environment): RoutableSide {
  return environment === 'PRODUCTION' ? aiApi.production : aiApi.sandbox;
}

/**
 * The route of a request for a routed operation.
 *
 * @param environment the consumer key's
 * @param model the one that the request names; null where it names none
 * @param isPinned whether the operation goes past every policy, as `matchOperation` tells
 */
export function resolveRoute(
  aiApi: RoutableAiApi,
  environment: Environment,
  model: string | null,
  isPinned = false,
): Route {
  const side = sideOf(aiApi, environment);
  const failover = model === null ? undefined : side.failoverByPrimaryModel.get(model);
  const policy = side.loadBalancing ?? failover;
  if (policy !== undefined && !isPinned) return { kind: 'policy', policy };
  const route = defaultRoute(side);
  // A request that names no model is the vendor's to judge: some operations do without.
  const isModelUnknown = model !== null && !aiApi.enabledModelNames.has(model);
  return route.kind === 'default' && isModelUnknown ? { kind: 'refused', code: 'model_not_found' } : route;
}

/** The route of a request for an operation that is not routed: whether there is one, its operator has said. */
export function resolveUnrouted(aiApi: RoutableAiApi, environment: Environment): Route {
  if (aiApi.entry.unroutedOperations === 'REFUSE') return { kind: 'refused', code: 'operation_not_allowed' };
  return defaultRoute(sideOf(aiApi, environment));
}

function defaultRoute({ defaultEndpoint }: RoutableSide): Route {
  return defaultEndpoint === null
    ? { kind: 'refused', code: 'environment_not_configured' }
    : { kind: 'default', endpoint: defaultEndpoint };
}
