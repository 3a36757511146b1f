import type { ConsumerEntry, Environment, SuspensionCause } from '@switchyard/contract';
import {
  type ExplainedCandidate,
  resolveModel,
  type RoutableAiApi,
  type RoutablePolicy,
  type RouteTerms,
  sideOf,
  type Target,
} from '@switchyard/routing';
import { assumedOperation } from './assumed-operation';
import type { JudgedCandidate, JudgedRequest, OperationKind, RefusedVerdict, RouteVerdict } from './judge-route';
import type { PolicyKind } from '../objects/policies/policy-kind';

/** More targets than these are counted instead of named. */
const TARGETS_NAMED_MAX = 3;

export const DEFAULT_EXPLANATION = "The AI API's default endpoint, which is never suspended.";

/** What the sentences of one explanation are written from. */
export interface Telling {
  readonly aiApiName: string;
  /** Null where data planes do not have the AI API. */
  readonly aiApi: RoutableAiApi | null;
  readonly request: JudgedRequest;
  /** What the policy that applies is called; null if none does. */
  readonly policyName: string | null;
  readonly policyKind: PolicyKind | null;
  readonly nowMs: number;
}

export function seconds(ms: number): string {
  const count = Math.ceil(ms / 1_000);
  return count === 1 ? '1 second' : `${count} seconds`;
}

const WHY_DEFAULT: Record<OperationKind, string> = {
  ROUTED: 'No policy applies',
  PINNED: 'The operation creates something that only one account can see, so it bypasses every policy',
  UNROUTED: "The provider's profile does not route this operation",
};

/** Where the request goes, in one or two sentences. */
export function summarize(verdict: RouteVerdict, telling: Telling): string {
  switch (verdict.outcome) {
    case 'POLICY':
      return `${aliasSentence(telling)}${summarizePolicy(verdict.candidates, verdict.terms, telling)}`;
    case 'DEFAULT_ENDPOINT': {
      const why = whyDefault(verdict.operation, telling);
      const times = timesOf(verdict.terms, 1);
      return `${why}: the request goes ${toDefault(verdict.endpoint.name, verdict.model, telling)}. ${times}`;
    }
    case 'REFUSED':
      return summarizeRefusal(verdict, telling);
  }
}

/** What the question left open that decides which of a policy's targets take the request; empty if nothing does. */
export function tellAssumption(
  verdict: RouteVerdict,
  { aiApi, request }: Pick<Telling, 'aiApi' | 'request'>,
): string[] {
  const isDecisive = verdict.outcome !== 'DEFAULT_ENDPOINT' && verdict.policy !== null && aiApi?.reaches !== null;
  const assumed = isDecisive && aiApi !== null && request.operation === null ? assumedOperation(aiApi) : null;
  return assumed === null ? [] : [`The operation is assumed to be ${assumed}.`];
}

/** Such as `fast is an alias for model small of provider azure. `; empty if the request does not name an alias. */
function aliasSentence({ aiApi, request }: Telling): string {
  if (aiApi === null || request.model === null || !aiApi.aliases.has(request.model)) return '';
  const named = resolveModel(aiApi, sideOf(aiApi, request.environment), request.model);
  if (named === null) return '';
  const of = aiApi.providers.length > 1 ? ` of provider ${named.provider.entry.name}` : '';
  return `${request.model} is an alias for model ${named.model.name}${of}. `;
}

/** An alias is the one thing that changes on the way: no vendor receives it. */
function toDefault(endpoint: string, model: string | null, { aiApi, request }: Telling): string {
  const to = `to the default endpoint, ${endpoint}`;
  if (model === null) return `unchanged ${to}, without a model`;
  const isAlias = request.model !== null && aiApi?.aliases.has(request.model) === true;
  return isAlias
    ? `${to}, with the model ${model}, for which ${request.model} is an alias`
    : `unchanged ${to}, with the model ${model}`;
}

/** A caller who left the model out may not expect that policies cannot match without one. */
function whyDefault(operation: OperationKind, { aiApi, request }: Telling): string {
  const hasPolicies = aiApi !== null && aiApi.entry.policies.length > 0;
  const couldNameOne = operation === 'ROUTED' && request.model === null && hasPolicies;
  return couldNameOne ? 'The request does not name a model, and no policy applies' : WHY_DEFAULT[operation];
}

function summarizePolicy(
  candidates: readonly ExplainedCandidate[],
  terms: RouteTerms,
  { policyName, policyKind, request, aiApi }: Telling,
): string {
  const asked = candidates.filter(({ attempt }) => attempt !== null);
  const [first, ...others] = asked.map(({ target }) => target);
  if (first === undefined) throw new Error('a policy routes a request, but no target is tried');
  const turn = policyKind === 'FAILOVER' ? '' : `, on turn ${request.ticket},`;
  const hasSeveral = aiApi !== null && aiApi.providers.length > 1;
  const of = ({ provider }: Target) => (hasSeveral ? ` of provider ${provider.name}` : '');
  const to = `model ${first.model.name} on endpoint ${first.endpoint.name}${of(first)}`;
  const why = asked[0]?.reason === 'LAST_RESORT' ? ' as a last resort, because every target is suspended' : '';
  const places = others.map((target) => `${place(target)}${of(target)}`);
  const next = others.length === 0 ? '' : ` If an attempt fails, the gateway tries ${listed(places)}.`;
  return `Policy "${policyName ?? ''}" sends it${turn} to ${to}${why}.${next} ${timesOf(terms, 1 + others.length)}`;
}

function timesOf({ requestTimeoutMs, totalTimeoutMs }: RouteTerms, attempts: number): string {
  if (attempts === 1)
    return `Its response headers must arrive within ${seconds(Math.min(requestTimeoutMs, totalTimeoutMs))}.`;
  return `Each attempt has ${seconds(requestTimeoutMs)} to return response headers; all attempts together have ${seconds(totalTimeoutMs)}.`;
}

function listed(places: readonly string[]): string {
  const named = places.slice(0, TARGETS_NAMED_MAX);
  const more = places.length - named.length;
  return `${named.join(', then ')}${more === 0 ? '' : `, then ${more} more`}`;
}

function summarizeRefusal(verdict: RefusedVerdict, telling: Telling): string {
  const { aiApi, request } = telling;
  switch (verdict.code) {
    case 'invalid_api_key':
      return `Consumer ${nameOf(request.consumer)} is disabled or does not exist, so its keys are refused as invalid.`;
    case 'ai_api_not_found':
      return `Data planes do not serve AI API ${telling.aiApiName}: it is disabled or does not exist.`;
    case 'access_denied':
      return `Consumer ${nameOf(request.consumer)} has no access grant for AI API ${telling.aiApiName}.`;
    case 'model_not_found':
      return `${aliasSentence(telling)}No policy matches model ${verdict.model ?? ''}, and the default endpoint cannot take it: ${modelFault(aiApi, request.environment, verdict.model)}.`;
    case 'environment_not_configured':
      return `No policy applies, and ${defaultFault(aiApi, request.environment)}.`;
    case 'operation_not_allowed':
      return "The provider's profile does not route this operation, and the AI API refuses unrouted operations.";
    case 'operation_not_supported':
      return `Policy "${telling.policyName ?? ''}" applies, but no provider of its targets serves this operation in this form.`;
    case 'no_available_target':
      return `Policy "${telling.policyName ?? ''}" applies, but none of its targets is available. ${returnOf(verdict.candidates)}`;
    default:
      return verdict.detail ?? `The gateway refuses the request: ${verdict.code}.`;
  }
}

function nameOf(consumer: ConsumerEntry | null): string {
  return consumer?.name ?? '';
}

function modelFault(aiApi: RoutableAiApi | null, environment: Environment, name: string | null): string {
  if (aiApi === null || name === null) return 'the model is unknown';
  const named = resolveModel(aiApi, sideOf(aiApi, environment), name);
  if (named !== null && named.provider !== aiApi.provider) {
    return `model ${named.model.name} belongs to provider ${named.provider.entry.name}, and default endpoints are the first provider's`;
  }
  const isThere = named !== null || aiApi.providers.some(({ modelsByName }) => modelsByName.has(name));
  if (isThere) return 'the model is disabled';
  return aiApi.providers.length === 1
    ? `provider ${aiApi.provider.entry.name} has no such model`
    : "none of the AI API's providers has such a model";
}

function defaultFault(aiApi: RoutableAiApi | null, environment: Environment): string {
  const { defaultProductionEndpointId = null, defaultSandboxEndpointId = null } = aiApi?.entry ?? {};
  const id = environment === 'PRODUCTION' ? defaultProductionEndpointId : defaultSandboxEndpointId;
  const endpoint = id === null ? undefined : aiApi?.provider.endpoints.get(id);
  const what = `default endpoint for ${environment.toLowerCase()}`;
  return endpoint === undefined ? `the AI API has no ${what}` : `its ${what}, ${endpoint.name}, is disabled`;
}

function returnOf(candidates: readonly ExplainedCandidate[]): string {
  const isOutOfRotation = candidates.every(({ reason }) => OUT_OF_ROTATION.has(reason));
  if (isOutOfRotation) return 'Each is disabled, has weight 0, or has a credential that cannot be read.';
  const ends = candidates
    .flatMap(({ hardUntilMs, suspendedUntilMs }) => hardUntilMs ?? suspendedUntilMs ?? [])
    .filter(Number.isFinite);
  return ends.length === 0 ? 'No return time is known.' : `The first may return at ${moment(Math.min(...ends))}.`;
}

/** Reasons that only a change of the configuration removes. */
const OUT_OF_ROTATION: ReadonlySet<ExplainedCandidate['reason']> = new Set([
  'MODEL_DISABLED',
  'ENDPOINT_DISABLED',
  'CREDENTIAL_UNREADABLE',
  'CERTIFICATE_UNREADABLE',
  'DRAINED',
]);

function moment(ms: number): string {
  return new Date(ms).toISOString();
}

function place({ model, endpoint }: Pick<Target, 'model' | 'endpoint'>): string {
  return `${model.name} on ${endpoint.name}`;
}

/** Why a target has its place in the order, or none. */
export function explainCandidate(
  candidate: JudgedCandidate,
  policy: RoutablePolicy,
  { request, nowMs }: Telling,
): string {
  const { target, reason, attempt } = candidate;
  switch (reason) {
    case 'TURN':
      return `Turn ${request.ticket} goes to this target${weighted(target, policy)}.`;
    case 'NEXT_IN_ROTATION':
      return `Next in the rotation: tried if attempt ${(attempt ?? 1) - 1} fails.`;
    case 'PRIMARY':
      return `Primary target for model ${target.model.name}.`;
    case 'FALLBACK':
      return attempt === 1
        ? 'Fallback, tried first because no target before it is available.'
        : `Fallback, tried if attempt ${(attempt ?? 1) - 1} fails.`;
    case 'DEFAULT':
      return DEFAULT_EXPLANATION;
    case 'PROBE':
      return 'Its suspension has ended, and this request is its probe.';
    case 'BEYOND_MAX_ATTEMPTS':
      return `Not tried: the policy allows ${policy.attemptsMax === 1 ? '1 attempt' : `${policy.attemptsMax} attempts`}.`;
    case 'LAST_RESORT': {
      const when =
        attempt === 1 ? 'tried because no target is available' : `tried if attempt ${(attempt ?? 1) - 1} fails`;
      return `Last resort, ${when}. ${explainSuspension(candidate, nowMs)}`;
    }
    case 'SUSPENDED':
      return explainSuspension(candidate, nowMs);
    case 'MODEL_DISABLED':
      return `Model ${target.model.name} is disabled.`;
    case 'ENDPOINT_DISABLED':
      return `Endpoint ${target.endpoint.name} is disabled.`;
    case 'CREDENTIAL_UNREADABLE':
      return `The credential of endpoint ${target.endpoint.name} cannot be read: set it again.`;
    case 'CERTIFICATE_UNREADABLE':
      return `A CA certificate of endpoint ${target.endpoint.name} cannot be read: remove caCertificate and add it again.`;
    case 'OPERATION_NOT_SUPPORTED':
      return `Provider ${target.provider.name} does not serve this operation in this form.`;
    case 'DRAINED':
      return 'Its weight is 0, so it gets no traffic, not even as a fallback.';
  }
}

const WHY_SUSPENDED: Record<SuspensionCause, string> = {
  FAILURE_STATUS: 'it answered with a failure status',
  UNREACHABLE: 'it could not be reached',
  CERTIFICATE_UNTRUSTED: 'TLS did not accept its certificate',
  TIMEOUT: 'it did not answer in time',
  INVALID_RESPONSE: 'its response was invalid',
  STREAM_FAILED: 'its stream failed',
  CREDENTIAL_REJECTED: "the provider rejected the endpoint's credential",
  MODEL_NOT_FOUND: 'the provider does not know the model',
  ACCOUNT_EXHAUSTED: "the account's credit or quota is used up",
  OVERLOADED: 'the provider is overloaded',
  RATE_LIMITED: 'the account is rate limited',
  REPORTED_BY_PEER: 'another data plane reported it',
};

/** Until when a target is suspended, how, and why. */
function explainSuspension(
  { suspension, suspensionGrade, suspendedUntilMs, hardUntilMs }: JudgedCandidate,
  nowMs: number,
): string {
  const untilMs = hardUntilMs ?? suspendedUntilMs;
  if (untilMs === null || !Number.isFinite(untilMs)) return 'Treated as suspended, as requested.';
  const how = suspensionGrade === 'HARD' ? 'hard' : 'softly';
  const { cause = null, status = null, detail = null } = suspension ?? {};
  const more = status ?? detail;
  const why = cause === null ? '' : `, because ${WHY_SUSPENDED[cause]}${more === null ? '' : ` (${more})`}`;
  const isSoftLater = hardUntilMs !== null && suspendedUntilMs !== null && suspendedUntilMs > hardUntilMs;
  const later = isSoftLater ? ` Then softly until ${moment(suspendedUntilMs)}.` : '';
  return `Suspended ${how} until ${moment(untilMs)}, for another ${seconds(untilMs - nowMs)}${why}.${later}`;
}

function weighted({ weight }: Target, { kind, targets }: RoutablePolicy): string {
  if (kind !== 'WEIGHTED_ROUND_ROBIN') return '';
  return `, with weight ${weight} of ${targets.reduce((sum, each) => sum + each.weight, 0)}`;
}

/** @param failureMs when the attempt fails, in ms since the first attempt began */
export function explainLatestFailure(startMs: number, failureMs: number): string {
  return `Without an answer, it fails after ${seconds(failureMs - startMs)}, ${seconds(failureMs)} after the first attempt began.`;
}
