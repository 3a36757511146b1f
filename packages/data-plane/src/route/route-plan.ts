import type { IncomingMessage } from 'node:http';
import type { StreamFraming } from '@switchyard/contract';
import {
  type AdmittedOperation,
  type Counterpart,
  type DefaultRoute,
  defaultTerms,
  type LocatedModel,
  locateRequestModel,
  type ModelRefusal,
  type OperationReach,
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
import { type CountedBody, UploadBody } from '../request/upload-body';
import { type ServedAiApi, servedEndpoint } from '../table/served-ai-api';
import type { ServedEndpoint } from '../table/served-provider';
import type { AskedTarget } from '../trace/attempt-record';
import {
  type Explainable,
  explainDefaultRoute,
  type ExplainedRoute,
  explainPolicyRoute,
} from '../trace/explained-route';
import type { StreamLimits } from '../upstream/call-terms';
import { type CandidateMaker, type CandidateSource, PolicyCandidates, SingleCandidate } from './policy-candidates';

/** Where a request may go. */
export interface Candidate {
  readonly health: CandidateHealth;
  readonly endpoint: ServedEndpoint;
  readonly asked: AskedTarget;
  /** The provider's name. */
  readonly provider: string;
  /** The name of its model; null if none is known. */
  readonly model: string | null;
  /** `endpoint/model`, or only the endpoint if no model is known. */
  readonly label: string;
  /** How a streamed response is split into events, unless its content type says so. */
  readonly framing: StreamFraming;
  /** The request for this candidate, with its model; or why it cannot be written for the candidate's provider. */
  send(): SentRequest | ModelRefusal;
}

/** The candidates of a request in order of preference, with its terms. */
export interface RoutePlan extends RouteTerms, Explainable {
  /** The policy that routes the request; null for a default endpoint. */
  readonly policy: RoutablePolicy | null;
  /** Whether the provider's profile describes the operation, so that its responses can be judged. */
  readonly isRouted: boolean;
  readonly candidates: CandidateSource<Candidate>;
  readonly stream: StreamLimits;
  /** When the first target may return, in monotonic ms; null if unknown. Called when no candidate is left. */
  earliestReturnMs(): number | null;
}

/** Where the model that a request names is noted. */
export interface NotedModel {
  askedModel: string | null;
}

/** A policy none of whose targets in rotation can take the operation. */
export interface RefusedPlan extends Explainable {
  readonly refused: GatewayError;
}

/**
 * The plan for a routed operation, after its body was read.
 *
 * @param consumerId whose request it is
 * @param noted takes the model that the request names, also if it is refused
 * @throws GatewayError
 */
export function planRouted(
  admitted: AdmittedOperation<ServedAiApi>,
  request: RoutedRequest,
  consumerId: string,
  clock: Clock,
  noted: NotedModel,
): RoutePlan | RefusedPlan {
  const { aiApi, environment } = admitted;
  const located = locateRequestModel(admitted.operation, request);
  if (!located.ok) throw new GatewayError(located.code, located.message);
  noted.askedModel = located.model;
  const route = routeRequest(admitted, located.model, located.contentType);
  if (route.kind === 'refused') {
    const error = refusalError(route, environment);
    if ('policy' in route) return refusePlan(aiApi, route.policy, error, clock);
    throw error;
  }
  const framing = admitted.operation.operation.streamFraming ?? aiApi.routable.provider.entry.profile.streamFraming;
  if (route.kind === 'policy') return new PolicyPlan(aiApi, route, located, framing, consumerId, clock);
  // The request may name an alias, or its model twice, of which a vendor may read the other one.
  const { model } = route;
  const send = () => (model === null ? request : rewriteForFirst(aiApi, located, model.name));
  return planDefault(aiApi, route, framing, send);
}

/** The plan for everything else: the default endpoint, with the request unchanged. @param counted takes the body's size */
export function planUnrouted(
  { aiApi, route }: UnroutedOperation<ServedAiApi>,
  outgoing: OutgoingRequest,
  request: IncomingMessage,
  counted: CountedBody,
): RoutePlan {
  const send = () => ({ ...outgoing, body: hasBody(request) ? new UploadBody(request, counted) : null });
  return { ...planDefault(aiApi, route, 'SERVER_SENT_EVENTS', send), isRouted: false };
}

/**
 * The plan of a policy. It is one object, whose candidates are made when their turn comes: requests usually need one of them,
 * and none of the explanations.
 */
class PolicyPlan implements RoutePlan, CandidateMaker<PolicyCandidate> {
  readonly isRouted = true;
  readonly policy: RoutablePolicy;
  readonly attemptsMax: number;
  readonly requestTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly stream: StreamLimits;
  readonly candidates: PolicyCandidates<PolicyCandidate>;
  readonly #served: ServedAiApi;
  readonly #reach: OperationReach | null;
  readonly #located: LocatedModel;
  readonly #framing: StreamFraming;
  readonly #consumerId: string;
  readonly #clock: Clock;
  readonly #state: PolicyState;
  readonly #ticket: number;
  readonly #suspensions: PolicyState['suspensions'];
  readonly #nowMs: number;

  constructor(
    served: ServedAiApi,
    { policy, reach }: ReachedPolicyRoute,
    located: LocatedModel,
    framing: StreamFraming,
    consumerId: string,
    clock: Clock,
  ) {
    const nowMs = clock.monotonicMs();
    const state = stateOf(served, policy);
    this.policy = policy;
    this.attemptsMax = policy.attemptsMax;
    this.requestTimeoutMs = policy.requestTimeoutMs;
    this.totalTimeoutMs = policy.totalTimeoutMs;
    this.stream = served.streamLimits;
    this.#served = served;
    this.#reach = reach;
    this.#located = located;
    this.#framing = framing;
    this.#consumerId = consumerId;
    this.#clock = clock;
    this.#state = state;
    this.#ticket = state.takeTicket(policy.turnsOf);
    this.#suspensions = state.suspensions;
    this.#nowMs = nowMs;
    const ordered = orderTargets(policy, this.#ticket, (target) => state.isAvailable(target, nowMs));
    this.candidates = new PolicyCandidates(state, policy, ordered, this);
  }

  healthOf(target: Target): TargetHealth {
    return new TargetHealth(this.#state, this.policy, target, this.#consumerId, this.#served.isOutdated);
  }

  candidateOf(health: TargetHealth): PolicyCandidate {
    const counterpart = this.#reach?.counterpart(health.target) ?? null;
    return new PolicyCandidate(health, this.#served, this.#located, counterpart, this.#framing);
  }

  earliestReturnMs(): number | null {
    return this.#state.earliestReturnMs(this.policy.targets);
  }

  explain(): ExplainedRoute {
    return explainPolicyRoute({
      policy: this.policy,
      ticket: this.#ticket,
      suspensions: this.#suspensions,
      nowMs: this.#nowMs,
      healths: this.candidates.healths,
      suspensionsNow: this.#state.suspensions,
      clock: this.#clock,
    });
  }
}

/** A target of a policy. */
class PolicyCandidate implements Candidate {
  readonly health: TargetHealth;
  readonly endpoint: ServedEndpoint;
  readonly framing: StreamFraming;
  readonly #served: ServedAiApi;
  readonly #located: LocatedModel;
  /** How another provider takes the operation; null for the first one. */
  readonly #counterpart: Counterpart | null;

  constructor(
    health: TargetHealth,
    served: ServedAiApi,
    located: LocatedModel,
    counterpart: Counterpart | null,
    framing: StreamFraming,
  ) {
    this.health = health;
    this.endpoint = servedEndpoint(served, health.target.endpoint);
    this.framing = counterpart?.streamFraming ?? framing;
    this.#served = served;
    this.#located = located;
    this.#counterpart = counterpart;
  }

  get asked(): AskedTarget {
    return this.health.target;
  }

  get provider(): string {
    return this.health.target.provider.name;
  }

  get model(): string {
    return this.health.target.model.name;
  }

  get label(): string {
    const { endpoint, model } = this.health.target;
    return `${endpoint.name}/${model.name}`;
  }

  send(): SentRequest | ModelRefusal {
    return this.#counterpart === null
      ? rewriteForFirst(this.#served, this.#located, this.model)
      : this.#located.rewriteFor(this.#counterpart, this.model);
  }
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
  return { policy, refused, explain };
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
  const { entry: first } = served.routable.provider;
  const provider = first.name;
  const label = model === null ? endpoint.name : `${endpoint.name}/${model.name}`;
  return {
    ...defaultTerms(entry),
    policy: null,
    isRouted: true,
    candidates: new SingleCandidate({
      health: NEVER_SUSPENDED,
      endpoint: servedEndpoint(served, endpoint),
      asked: { provider: first, endpoint, model },
      provider,
      model: model?.name ?? null,
      label,
      framing,
      send,
    }),
    stream: served.streamLimits,
    earliestReturnMs: () => null,
    explain: () => explainDefaultRoute(provider, label, endpoint.environment),
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
