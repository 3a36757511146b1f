import type { Environment, TableEndpoint, TableModel } from '@switchyard/contract';
import type { RoutablePolicy } from '../policy/routable-policy';
import { isTakenByDefault, resolveModel, resolveModelAtFirst } from './model-names';
import { type Refusal, refusal } from './refusal';
import type { RoutableAiApi, RoutableSide } from './routable-ai-api';

/** A policy routes the request. It may have no target in rotation. */
export interface PolicyRoute {
  readonly kind: 'policy';
  readonly policy: RoutablePolicy;
}

/** The request goes to the default endpoint of its environment, with the model that it names. */
export interface DefaultRoute {
  readonly kind: 'default';
  readonly endpoint: TableEndpoint;
  /** Null if the request names none, or nobody looks for it. */
  readonly model: TableModel | null;
}

export function sideOf(aiApi: RoutableAiApi, environment: Environment): RoutableSide {
  return environment === 'PRODUCTION' ? aiApi.production : aiApi.sandbox;
}

/** Whether there is anywhere to send requests. */
export function isConfigured({ loadBalancing, defaultEndpoint, failoverByPrimaryId }: RoutableSide): boolean {
  return loadBalancing !== null || defaultEndpoint !== null || failoverByPrimaryId.size > 0;
}

export type ModelRoute = PolicyRoute | DefaultRoute | Refusal<'model_not_found' | 'environment_not_configured'>;

/**
 * The route of a request for a routed operation, by its model.
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
): ModelRoute {
  const side = sideOf(aiApi, environment);
  if (side.loadBalancing !== null && !isPinned) return { kind: 'policy', policy: side.loadBalancing };
  // A request without a model is left to the vendor: some operations need none.
  if (model === null) return defaultRoute(side, null);
  const named = isPinned ? resolveModelAtFirst(aiApi, model) : resolveModel(aiApi, side, model);
  const policy = isPinned || named === null ? undefined : side.failoverByPrimaryId.get(named.model.id);
  if (policy !== undefined) return { kind: 'policy', policy };
  // Default endpoints are the first provider's, so one would not make another provider's model reachable.
  const isElsewhere = named !== null && named.provider !== aiApi.provider;
  if (isElsewhere && isConfigured(side)) return refusal('model_not_found', null, model);
  const route = defaultRoute(side, named?.model ?? null);
  const isUnknown = route.kind === 'default' && !isTakenByDefault(aiApi, named);
  return isUnknown ? refusal('model_not_found', null, model) : route;
}

/** The route of a request for an operation that the profile does not route, if the operator allows those. */
export function resolveUnrouted(
  aiApi: RoutableAiApi,
  environment: Environment,
): DefaultRoute | Refusal<'operation_not_allowed' | 'environment_not_configured'> {
  if (aiApi.entry.unroutedOperations === 'REFUSE') return refusal('operation_not_allowed');
  return defaultRoute(sideOf(aiApi, environment), null);
}

function defaultRoute(
  { defaultEndpoint }: RoutableSide,
  model: TableModel | null,
): DefaultRoute | Refusal<'environment_not_configured'> {
  return defaultEndpoint === null
    ? refusal('environment_not_configured')
    : { kind: 'default', endpoint: defaultEndpoint, model };
}
