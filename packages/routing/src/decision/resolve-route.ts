import type { Environment, TableEndpoint } from '@switchyard/contract';
import type { RoutablePolicy } from '../policy/routable-policy';
import { type Refusal, refusal } from './refusal';
import type { RoutableAiApi, RoutableSide } from './routable-ai-api';

/** A policy routes the request. */
export interface PolicyRoute {
  readonly kind: 'policy';
  readonly policy: RoutablePolicy;
}

/** The request goes to the default endpoint of its environment, with its model unchanged. */
export interface DefaultRoute {
  readonly kind: 'default';
  readonly endpoint: TableEndpoint;
}

export type Route = PolicyRoute | DefaultRoute | Refusal;

function sideOf(aiApi: RoutableAiApi, environment: Environment): RoutableSide {
  return environment === 'PRODUCTION' ? aiApi.production : aiApi.sandbox;
}

/**
 * The route of a request for a routed operation.
 *
 * @param environment the consumer key's
 * @param model the model named in the request; null if it names none
 * @param isPinned whether the operation bypasses every policy, from `matchOperation`
 */
export function resolveRoute(
  aiApi: RoutableAiApi,
  environment: Environment,
  model: string | null,
  isPinned = false,
): PolicyRoute | DefaultRoute | Refusal<'model_not_found' | 'environment_not_configured'> {
  const side = sideOf(aiApi, environment);
  const failover = model === null ? undefined : side.failoverByPrimaryModel.get(model);
  const policy = side.loadBalancing ?? failover;
  if (policy !== undefined && !isPinned) return { kind: 'policy', policy };
  const route = defaultRoute(side);
  // A request without a model is left to the vendor: some operations need none.
  const isModelUnknown = model !== null && !aiApi.enabledModelNames.has(model);
  return route.kind === 'default' && isModelUnknown ? refusal('model_not_found', null, model) : route;
}

/** The route of a request for an operation that the profile does not route, if the operator allows those. */
export function resolveUnrouted(
  aiApi: RoutableAiApi,
  environment: Environment,
): DefaultRoute | Refusal<'operation_not_allowed' | 'environment_not_configured'> {
  if (aiApi.entry.unroutedOperations === 'REFUSE') return refusal('operation_not_allowed');
  return defaultRoute(sideOf(aiApi, environment));
}

function defaultRoute({ defaultEndpoint }: RoutableSide): DefaultRoute | Refusal<'environment_not_configured'> {
  return defaultEndpoint === null
    ? refusal('environment_not_configured')
    : { kind: 'default', endpoint: defaultEndpoint };
}
