import type { IncomingMessage } from 'node:http';
import type { Environment, RoutedOperation, TableEndpoint } from '@switchyard/contract';
import {
  locateModel,
  orderTargets,
  resolveRoute,
  resolveUnrouted,
  spliceModel,
  type ModelLocation,
  type Route,
  type RoutablePolicy,
} from '@switchyard/routing';
import { GatewayError } from './gateway-error';
import { NEVER_SUSPENDED, TargetHealth, type CandidateHealth, type PolicyState } from './policy-state';
import type { ServedAiApi, ServedEndpoint } from './served-ai-api';

/** One place where a request may go. */
export interface Candidate {
  readonly health: CandidateHealth;
  readonly endpoint: ServedEndpoint;
  /** `endpoint/model`, or the endpoint alone where no model is known. */
  readonly label: string;
  /** A body that streams can be sent once only, which is why such a request has one candidate. */
  readonly body: () => Uint8Array | IncomingMessage | null;
}

/** Where a request may go, in order of preference, and how much it may try. */
export interface RoutePlan {
  /** The policy that routes the request; null on the way to a default endpoint. */
  readonly policy: RoutablePolicy | null;
  readonly candidates: readonly Candidate[];
  readonly attemptsMax: number;
  readonly requestTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** When a target may be asked again, in epoch ms; null where that is not known. Asked when nothing is left. */
  earliestReturnMs(): number | null;
}

/** The plan for a routed operation, whose body has been read. @throws GatewayError */
export function planRouted(
  served: ServedAiApi,
  environment: Environment,
  operation: RoutedOperation,
  body: Buffer,
  nowMs: number,
): RoutePlan {
  const located = locateModel(body, operation.modelKey);
  if (!located.ok) throw new GatewayError(located.code, located.message);
  const { location } = located;
  const route = resolveRoute(served.routable, environment, location.model);
  return route.kind === 'policy'
    ? planPolicy(served, route.policy, body, location, nowMs)
    : planDefault(served, defaultEndpoint(route, environment, location.model), location.model, () =>
        // Of two spellings that differ a vendor may take the one that was not judged: both are made the judged one.
        location.model === null ? body : spliceModel(body, location, location.model),
      );
}

/** The plan for everything else: the default endpoint, with the request as it is. @throws GatewayError */
export function planUnrouted(served: ServedAiApi, environment: Environment, request: IncomingMessage): RoutePlan {
  const endpoint = defaultEndpoint(resolveUnrouted(served.routable, environment), environment, null);
  return planDefault(served, endpoint, null, () => (hasBody(request) ? request : null));
}

function planPolicy(
  served: ServedAiApi,
  policy: RoutablePolicy,
  body: Buffer,
  location: ModelLocation,
  nowMs: number,
): RoutePlan {
  const state = stateOf(served, policy);
  const targets = orderTargets(policy, state.takeTicket(), (target) => state.isAvailable(target, nowMs));
  return {
    policy,
    candidates: targets.map((target) => ({
      health: new TargetHealth(state, policy, target),
      endpoint: endpointOf(served, target.endpoint),
      label: `${target.endpoint.name}/${target.model.name}`,
      body: () => spliceModel(body, location, target.model.name),
    })),
    attemptsMax: policy.attemptsMax,
    requestTimeoutMs: policy.requestTimeoutMs,
    totalTimeoutMs: policy.totalTimeoutMs,
    idleTimeoutMs: served.routable.entry.streamIdleTimeoutSeconds * 1_000,
    earliestReturnMs: () => state.earliestReturnMs(policy.targets),
  };
}

function planDefault(
  served: ServedAiApi,
  endpoint: TableEndpoint,
  model: string | null,
  body: Candidate['body'],
): RoutePlan {
  const { entry } = served.routable;
  const label = model === null ? endpoint.name : `${endpoint.name}/${model}`;
  return {
    policy: null,
    candidates: [{ health: NEVER_SUSPENDED, endpoint: endpointOf(served, endpoint), label, body }],
    attemptsMax: 1,
    requestTimeoutMs: entry.requestTimeoutSeconds * 1_000,
    totalTimeoutMs: entry.totalTimeoutSeconds * 1_000,
    idleTimeoutMs: entry.streamIdleTimeoutSeconds * 1_000,
    earliestReturnMs: () => null,
  };
}

function defaultEndpoint(route: Route, environment: Environment, model: string | null): TableEndpoint {
  if (route.kind === 'default') return route.endpoint;
  if (route.kind === 'policy') throw new Error('a default route was asked for, and a policy came');
  if (route.code === 'model_not_found') {
    throw new GatewayError('model_not_found', `The model '${model ?? ''}' does not exist in this AI API.`);
  }
  throw new GatewayError(
    'environment_not_configured',
    `This AI API has no endpoint for the ${environment.toLowerCase()} environment, which the consumer key is for.`,
  );
}

function stateOf(served: ServedAiApi, policy: RoutablePolicy): PolicyState {
  const state = served.policyStates.get(policy);
  if (state === undefined) throw new Error(`policy ${policy.id} was compiled without a state`);
  return state;
}

function endpointOf(served: ServedAiApi, { id }: TableEndpoint): ServedEndpoint {
  const endpoint = served.endpoints.get(id);
  if (endpoint === undefined) throw new Error(`endpoint ${id} was not compiled`);
  return endpoint;
}

/** RFC 9112, section 6: a request has a body where one of these two headers says so. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
