import type { IncomingMessage } from 'node:http';
import type { StreamFraming } from '@switchyard/contract';
import {
  type AdmittedOperation,
  type Counterpart,
  type DefaultRoute,
  defaultTerms,
  type LocatedModel,
  locateRequestModel,
  orderTargets,
  type ReachedPolicyRoute,
  type RoutablePolicy,
  routeRequest,
  type RoutedRequest,
  type RouteTerms,
  type UnroutedOperation,
} from '@switchyard/routing';
import type { Clock } from '@switchyard/runtime';
import { refusalError } from '../answer/refusal-error';
import { GatewayError } from '../formats/gateway-error';
import { type CandidateHealth, NEVER_SUSPENDED, type TargetHealth } from '../health/candidate-health';
import type { PolicyState } from '../health/policy-state';
import type { OutgoingRequest, SentRequest } from '../request/outgoing-request';
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
  /** `endpoint/model`, or only the endpoint if no model is known. */
  readonly label: string;
  /** How a streamed response is split into events, unless its content type says so. */
  readonly framing: StreamFraming;
  /** The request for this candidate, with its model. @throws GatewayError if its provider needs another body */
  readonly send: () => SentRequest;
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

/** The plan for a routed operation, after its body was read. @throws GatewayError */
export function planRouted(admitted: AdmittedOperation<ServedAiApi>, request: RoutedRequest, clock: Clock): RoutePlan {
  const { aiApi, environment, operation } = admitted;
  const located = locateRequestModel(operation, request);
  if (!located.ok) throw new GatewayError(located.code, located.message);
  const route = routeRequest(admitted, located.model, located.contentType);
  if (route.kind === 'refused') throw refusalError(route, environment);
  const framing = operation.operation.streamFraming ?? aiApi.routable.provider.entry.profile.streamFraming;
  if (route.kind === 'policy') return planPolicy(aiApi, route, located, framing, clock);
  // The request may name an alias, or its model twice, of which a vendor may read the other one.
  const { model } = route;
  const isAlias = isAliasIn(aiApi, located);
  const send = () => (model === null ? request : located.rewrite(model.name, isAlias));
  return planDefault(aiApi, route, framing, send);
}

/** The plan for everything else: the default endpoint, with the request unchanged. */
export function planUnrouted(
  { aiApi, route }: UnroutedOperation<ServedAiApi>,
  outgoing: OutgoingRequest,
  request: IncomingMessage,
): RoutePlan {
  const send = () => ({ ...outgoing, body: hasBody(request) ? request : null });
  return { ...planDefault(aiApi, route, 'SERVER_SENT_EVENTS', send), isRouted: false };
}

function planPolicy(
  served: ServedAiApi,
  { policy, reach }: ReachedPolicyRoute,
  located: LocatedModel,
  framing: StreamFraming,
  clock: Clock,
): RoutePlan {
  const nowMs = clock.monotonicMs();
  const state = stateOf(served, policy);
  const ticket = state.takeTicket(policy.turnsOf);
  const { suspensions } = state;
  const isAlias = isAliasIn(served, located);
  const ordered = orderTargets(policy, ticket, (target) => state.isAvailable(target, nowMs));
  const candidateOf = (health: TargetHealth): Candidate => {
    const { provider, endpoint, model } = health.target;
    const counterpart = reach?.counterpart(health.target) ?? null;
    return {
      health,
      endpoint: servedEndpoint(served, endpoint),
      provider: provider.name,
      label: `${endpoint.name}/${model.name}`,
      framing: counterpart?.streamFraming ?? framing,
      send: () =>
        counterpart === null ? located.rewrite(model.name, isAlias) : sendTo(counterpart, located, model.name),
    };
  };
  const candidates = new PolicyCandidates(state, policy, ordered, candidateOf);
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

function isAliasIn({ routable }: ServedAiApi, { model }: LocatedModel): boolean {
  return model !== null && routable.aliases.has(model);
}

function sendTo(counterpart: Counterpart, located: LocatedModel, model: string): SentRequest {
  const written = located.rewriteFor(counterpart, model);
  if ('code' in written) throw new GatewayError(written.code, written.message);
  return written;
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
