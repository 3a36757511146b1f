import type { IncomingMessage } from 'node:http';
import type { Environment, StreamFraming, TableEndpoint } from '@switchyard/contract';
import {
  defaultTerms,
  locateRequestModel,
  orderTargets,
  resolveRoute,
  resolveUnrouted,
  type LocatedModel,
  type OperationMatch,
  type RefusalCode,
  type Route,
  type RoutablePolicy,
  type RoutedRequest,
  type RouteTerms,
} from '@switchyard/routing';
import { explainDefaultRoute, explainPolicyRoute, type ExplainedRoute } from '../trace/explained-route';
import type { OutgoingRequest, SentRequest } from './outgoing-request';
import { GatewayError } from './gateway-error';
import { modelNotFoundMessage } from './model-list';
import { NEVER_SUSPENDED, TargetHealth, type CandidateHealth, type PolicyState } from './policy-state';
import type { ServedAiApi, ServedEndpoint } from './served-ai-api';

/** One place where a request may go. */
export interface Candidate {
  readonly health: CandidateHealth;
  readonly endpoint: ServedEndpoint;
  /** `endpoint/model`, or the endpoint alone where no model is known. */
  readonly label: string;
  /** The request as this candidate gets it, with its model. */
  readonly send: () => SentRequest;
}

/** How long an answer that is passed on may take. */
export interface StreamLimits {
  readonly holdBackMs: number;
  readonly idleTimeoutMs: number;
  readonly durationMsMax: number;
}

/** Where a request may go, in order of preference, and how much it may try. */
export interface RoutePlan extends RouteTerms {
  /** The policy that routes the request; null on the way to a default endpoint. */
  readonly policy: RoutablePolicy | null;
  /** Whether the operation is one that the provider's profile describes, so that its answers can be judged. */
  readonly isRouted: boolean;
  /** How a streamed answer is cut into events, where it does not say so itself. */
  readonly framing: StreamFraming;
  readonly candidates: readonly Candidate[];
  readonly stream: StreamLimits;
  /** When a target may be asked again, in epoch ms; null where that is not known. Asked when nothing is left. */
  earliestReturnMs(): number | null;
  /** Why it is this plan. Asked for a route trace and for the log of a failed request only. */
  explain(): ExplainedRoute;
}

/** The plan for a routed operation, whose body has been read. @throws GatewayError */
export function planRouted(
  served: ServedAiApi,
  environment: Environment,
  operation: OperationMatch,
  request: RoutedRequest,
  nowMs: number,
): RoutePlan {
  const located = locateRequestModel(operation, request);
  if (!located.ok) throw new GatewayError(located.code, located.message);
  const { model } = located;
  const route = resolveRoute(served.routable, environment, model, operation.isPinned);
  const framing = operation.streamFraming ?? served.routable.entry.provider.profile.streamFraming;
  if (route.kind === 'policy') return { ...planPolicy(served, route.policy, located, nowMs), framing };
  // Of two spellings that differ a vendor may take the one that was not judged: both are made the judged one.
  const send = () => (model === null ? request : located.rewrite(model));
  return { ...planDefault(served, defaultEndpoint(route, environment, model), model, send), framing };
}

/** The plan for everything else: the default endpoint, with the request as it is. @throws GatewayError */
export function planUnrouted(
  served: ServedAiApi,
  environment: Environment,
  outgoing: OutgoingRequest,
  request: IncomingMessage,
): RoutePlan {
  const endpoint = defaultEndpoint(resolveUnrouted(served.routable, environment), environment, null);
  const plan = planDefault(served, endpoint, null, () => ({ ...outgoing, body: hasBody(request) ? request : null }));
  return { ...plan, isRouted: false, framing: 'SERVER_SENT_EVENTS' };
}

function planPolicy(
  served: ServedAiApi,
  policy: RoutablePolicy,
  located: LocatedModel,
  nowMs: number,
): Omit<RoutePlan, 'framing'> {
  const state = stateOf(served, policy);
  const ticket = state.takeTicket();
  const { suspensions } = state;
  const healths = orderTargets(policy, ticket, (target) => state.isAvailable(target, nowMs)).map(
    (target) => new TargetHealth(state, policy, target),
  );
  return {
    policy,
    isRouted: true,
    candidates: healths.map((health) => ({
      health,
      endpoint: endpointOf(served, health.target.endpoint),
      label: `${health.target.endpoint.name}/${health.target.model.name}`,
      send: () => located.rewrite(health.target.model.name),
    })),
    attemptsMax: policy.attemptsMax,
    requestTimeoutMs: policy.requestTimeoutMs,
    totalTimeoutMs: policy.totalTimeoutMs,
    stream: streamLimits(served),
    earliestReturnMs: () => state.earliestReturnMs(policy.targets),
    explain: () => explainPolicyRoute({ policy, ticket, suspensions, nowMs, healths }),
  };
}

function planDefault(
  served: ServedAiApi,
  endpoint: TableEndpoint,
  model: string | null,
  send: Candidate['send'],
): Omit<RoutePlan, 'framing'> {
  const { entry } = served.routable;
  const label = model === null ? endpoint.name : `${endpoint.name}/${model}`;
  return {
    ...defaultTerms(entry),
    policy: null,
    isRouted: true,
    candidates: [{ health: NEVER_SUSPENDED, endpoint: endpointOf(served, endpoint), label, send }],
    stream: streamLimits(served),
    earliestReturnMs: () => null,
    explain: () => explainDefaultRoute(label, endpoint.environment),
  };
}

function streamLimits({ routable: { entry } }: ServedAiApi): StreamLimits {
  return {
    holdBackMs: entry.streamHoldBackSeconds * 1_000,
    idleTimeoutMs: entry.streamIdleTimeoutSeconds * 1_000,
    durationMsMax: entry.streamMaxDurationSeconds * 1_000,
  };
}

function defaultEndpoint(route: Route, environment: Environment, model: string | null): TableEndpoint {
  if (route.kind === 'default') return route.endpoint;
  if (route.kind === 'policy') throw new Error('a default route was asked for, and a policy came');
  const { code } = route;
  throw new GatewayError(code, refusalMessage(code, environment, model));
}

/** What a consumer is told of a request that has no route. */
function refusalMessage(code: RefusalCode, environment: Environment, model: string | null): string {
  switch (code) {
    case 'model_not_found':
      return modelNotFoundMessage(model ?? '');
    case 'environment_not_configured':
      return `This AI API has no endpoint for the ${environment.toLowerCase()} environment, which the consumer key is for.`;
    case 'operation_not_allowed':
      return 'This AI API serves no such operation: check method and path, or ask its operator to have it passed on.';
  }
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
