import type { IncomingMessage } from 'node:http';
import type { StreamFraming } from '@switchyard/contract';
import {
  type AdmittedOperation,
  type DefaultRoute,
  defaultTerms,
  type LocatedModel,
  locateRequestModel,
  type ModelRefusal,
  orderTargets,
  type ReachedPolicyRoute,
  type RoutablePolicy,
  routeRequest,
  type RoutedRequest,
  type RouteTerms,
  type Target,
  type UnroutedOperation,
} from '@switchyard/routing';
import type { Clock } from '@switchyard/runtime';
import { refusalError } from '../answer/refusal-error';
import { GatewayError } from '../formats/gateway-error';
import { type CandidateHealth, NEVER_SUSPENDED, TargetHealth } from '../health/candidate-health';
import type { PolicyState } from '../health/policy-state';
import type { OutgoingRequest, SentRequest } from '../request/outgoing-request';
import { UploadBody } from '../request/upload-body';
import { type ServedAiApi, servedEndpoint } from '../table/served-ai-api';
import type { ServedEndpoint } from '../table/served-provider';
import { explainDefaultRoute, type ExplainedRoute, explainPolicyRoute } from '../trace/explained-route';
import type { StreamLimits } from '../upstream/call-terms';
import { type CandidateSource, PolicyCandidates, SingleCandidate } from './policy-candidates';

/** Where a request may go. */
export interface Candidate {
  readonly health: CandidateHealth;
  readonly endpoint: ServedEndpoint;
  /** The provider's name. */
  readonly provider: string;
  /** The name of its model; null if none is known. */
  readonly model: string | null;
  /** `endpoint/model`, or only the endpoint if no model is known. */
  readonly label: string;
  /** How a streamed response is split into events, unless its content type says so. */
  readonly framing: StreamFraming;
  /** The request for this candidate, with its model; or why it cannot be written for the candidate's provider. */
  readonly send: () => SentRequest | ModelRefusal;
}

/** The candidates of a request in order of preference, with its terms. */
export interface RoutePlan extends RouteTerms {
  /** The policy that routes the request; null for a default endpoint. */
  readonly policy: RoutablePolicy | null;
  /** Whether the provider's profile describes the operation, so that its responses can be judged. */
  readonly isRouted: boolean;
  readonly candidates: CandidateSource<Candidate>;
  readonly stream: StreamLimits;
  /** When the first target may return, in monotonic ms; null if unknown. Called when no candidate is left. */
  earliestReturnMs(): number | null;
  /** Explains the plan. Called only for a route trace and for the log of a failed request. */
  explain(): ExplainedRoute;
}

/** A policy none of whose targets in rotation can take the operation. */
export interface RefusedPlan {
  readonly refused: GatewayError;
  /** Explains which targets cannot take it. */
  explain(): ExplainedRoute;
}

/**
 * The plan for a routed operation, after its body was read.
 *
 * @param consumerId whose request it is
 * @throws GatewayError
 */
export function planRouted(
  admitted: AdmittedOperation<ServedAiApi>,
  request: RoutedRequest,
  consumerId: string,
  clock: Clock,
): RoutePlan | RefusedPlan {
  const { aiApi, environment } = admitted;
  const located = locateRequestModel(admitted.operation, request);
  if (!located.ok) throw new GatewayError(located.code, located.message);
  const route = routeRequest(admitted, located.model, located.contentType);
  if (route.kind === 'refused') {
    const error = refusalError(route, environment);
    if ('policy' in route) return refusePlan(aiApi, route.policy, error, clock);
    throw error;
  }
  const framing = admitted.operation.operation.streamFraming ?? aiApi.routable.provider.entry.profile.streamFraming;
  if (route.kind === 'policy') return planPolicy(aiApi, route, located, framing, consumerId, clock);
  // The request may name an alias, or its model twice, of which a vendor may read the other one.
  const { model } = route;
  const send = () => (model === null ? request : rewriteForFirst(aiApi, located, model.name));
  return planDefault(aiApi, route, framing, send);
}

/** The plan for everything else: the default endpoint, with the request unchanged. */
export function planUnrouted(
  { aiApi, route }: UnroutedOperation<ServedAiApi>,
  outgoing: OutgoingRequest,
  request: IncomingMessage,
): RoutePlan {
  const send = () => ({ ...outgoing, body: hasBody(request) ? new UploadBody(request) : null });
  return { ...planDefault(aiApi, route, 'SERVER_SENT_EVENTS', send), isRouted: false };
}

function planPolicy(
  served: ServedAiApi,
  { policy, reach }: ReachedPolicyRoute,
  located: LocatedModel,
  framing: StreamFraming,
  consumerId: string,
  clock: Clock,
): RoutePlan {
  const nowMs = clock.monotonicMs();
  const state = stateOf(served, policy);
  const ticket = state.takeTicket(policy.turnsOf);
  const { suspensions } = state;
  const ordered = orderTargets(policy, ticket, (target) => state.isAvailable(target, nowMs));
  const candidateOf = (health: TargetHealth): Candidate => {
    const { provider, endpoint, model } = health.target;
    const counterpart = reach?.counterpart(health.target) ?? null;
    return {
      health,
      endpoint: servedEndpoint(served, endpoint),
      provider: provider.name,
      model: model.name,
      label: `${endpoint.name}/${model.name}`,
      framing: counterpart?.streamFraming ?? framing,
      send: () =>
        counterpart === null
          ? rewriteForFirst(served, located, model.name)
          : located.rewriteFor(counterpart, model.name),
    };
  };
  const healthOf = (target: Target) => new TargetHealth(state, policy, target, consumerId, served.isOutdated);
  const candidates = new PolicyCandidates(state, policy, ordered, healthOf, candidateOf);
  return {
    policy,
    isRouted: true,
    candidates,
    attemptsMax: policy.attemptsMax,
    requestTimeoutMs: policy.requestTimeoutMs,
    totalTimeoutMs: policy.totalTimeoutMs,
    stream: streamLimits(served),
    earliestReturnMs: () => state.earliestReturnMs(policy.targets),
    explain: () =>
      explainPolicyRoute({
        policy,
        ticket,
        suspensions,
        nowMs,
        healths: candidates.healths,
        suspensionsNow: state.suspensions,
        clock,
      }),
  };
}

function refusePlan(served: ServedAiApi, policy: RoutablePolicy, refused: GatewayError, clock: Clock): RefusedPlan {
  const state = stateOf(served, policy);
  const { suspensions } = state;
  const nowMs = clock.monotonicMs();
  const explain = () =>
    explainPolicyRoute({
      policy,
      ticket: null,
      suspensions,
      suspensionsNow: state.suspensions,
      nowMs,
      healths: [],
      clock,
    });
  return { refused, explain };
}

/**
 * The request for the first provider, without a name that its vendor may not see: an alias, or a name that only another
 * provider has. Looking for its own names everywhere is not worth reading the body.
 */
function rewriteForFirst({ routable }: ServedAiApi, located: LocatedModel, model: string): SentRequest | ModelRefusal {
  const { aliases, provider: first, providers } = routable;
  const { model: asked } = located;
  const isHidden =
    asked !== null &&
    (aliases.has(asked) ||
      (!first.modelsByName.has(asked) && providers.some(({ modelsByName }) => modelsByName.has(asked))));
  return isHidden ? located.rewriteHiding(model) : located.rewrite(model);
}

function planDefault(
  served: ServedAiApi,
  { endpoint, model }: DefaultRoute,
  framing: StreamFraming,
  send: Candidate['send'],
): RoutePlan {
  const { entry } = served.routable;
  const provider = served.routable.provider.entry.name;
  const label = model === null ? endpoint.name : `${endpoint.name}/${model.name}`;
  return {
    ...defaultTerms(entry),
    policy: null,
    isRouted: true,
    candidates: new SingleCandidate({
      health: NEVER_SUSPENDED,
      endpoint: servedEndpoint(served, endpoint),
      provider,
      model: model?.name ?? null,
      label,
      framing,
      send,
    }),
    stream: streamLimits(served),
    earliestReturnMs: () => null,
    explain: () => explainDefaultRoute(provider, label, endpoint.environment),
  };
}

function streamLimits({ routable: { entry } }: ServedAiApi): StreamLimits {
  return {
    holdBackMs: entry.streamHoldBackSeconds * 1_000,
    idleTimeoutMs: entry.streamIdleTimeoutSeconds * 1_000,
    durationMsMax: entry.streamMaxDurationSeconds * 1_000,
  };
}

function stateOf(served: ServedAiApi, policy: RoutablePolicy): PolicyState {
  const state = served.policyStates.get(policy.restrictedFrom ?? policy);
  if (state === undefined) throw new Error(`policy ${policy.id} was compiled without state`);
  return state;
}

/** RFC 9112, section 6: a request has a body if it has one of these two headers. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
