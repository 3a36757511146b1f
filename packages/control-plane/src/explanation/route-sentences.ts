import type { AiApiEntry, ConsumerEntry, Environment } from '@switchyard/contract';
import type { ExplainedCandidate, RoutablePolicy, RouteTerms, Target } from '@switchyard/routing';
import type { JudgedRequest, OperationKind, RefusedVerdict, RouteVerdict } from './judge-route';

/** More targets than these are counted instead of named. */
const TARGETS_NAMED_MAX = 3;

export const DEFAULT_EXPLANATION = "It is the AI API's default endpoint, which is never suspended.";

/** What the sentences about one explanation are written from. */
export interface Telling {
  readonly aiApiName: string;
  /** Null where data planes have no such AI API. */
  readonly entry: AiApiEntry | null;
  readonly request: JudgedRequest;
  /** Of the policy that applies; null where none does. */
  readonly policyLabel: string | null;
  readonly nowMs: number;
}

export function seconds(ms: number): string {
  const count = Math.ceil(ms / 1_000);
  return count === 1 ? '1 second' : `${count} seconds`;
}

const WHY_DEFAULT: Record<OperationKind, string> = {
  ROUTED: 'No policy routes it',
  PINNED: 'The operation leaves something behind with one account, and goes past every policy',
  UNROUTED: "The operation is none that the provider's profile routes",
};

/** What becomes of the request, in one or two sentences. */
export function summarize(verdict: RouteVerdict, telling: Telling): string {
  switch (verdict.outcome) {
    case 'POLICY':
      return summarizePolicy(verdict.candidates, verdict.terms, telling);
    case 'DEFAULT_ENDPOINT': {
      const why = whyDefault(verdict.operation, telling);
      const model = verdict.model === null ? 'without a model of its own' : `with its own model ${verdict.model}`;
      const times = timesOf(verdict.terms, 1);
      return `${why}: it goes to the default endpoint ${verdict.endpoint.name} as it is, ${model}. ${times}`;
    }
    case 'REFUSED':
      return summarizeRefusal(verdict, telling);
  }
}

/** Who asks without a model may not expect that policies for models do not take such a request. */
function whyDefault(operation: OperationKind, { entry, request }: Telling): string {
  const couldNameOne = operation === 'ROUTED' && request.model === null && entry !== null && entry.policies.length > 0;
  return couldNameOne ? 'It names no model, and no policy routes it' : WHY_DEFAULT[operation];
}

function summarizePolicy(
  candidates: readonly ExplainedCandidate[],
  terms: RouteTerms,
  { policyLabel, request }: Telling,
): string {
  const [first, ...others] = candidates.filter(({ attempt }) => attempt !== null).map(({ target }) => target);
  if (first === undefined) throw new Error('a policy routes a request, and nobody is asked');
  const turn = policyLabel?.startsWith('failover') === true ? '' : ` in turn ${request.ticket}`;
  const to = `the model ${first.model.name} on the endpoint ${first.endpoint.name}`;
  const next = others.length === 0 ? '' : ` If an attempt fails, it goes on to ${listed(others.map(place))}.`;
  return `By the policy "${policyLabel ?? ''}" it goes${turn} to ${to}.${next} ${timesOf(terms, 1 + others.length)}`;
}

function timesOf({ requestTimeoutMs, totalTimeoutMs }: RouteTerms, attempts: number): string {
  if (attempts === 1)
    return `It may take ${seconds(Math.min(requestTimeoutMs, totalTimeoutMs))} to its response's headers.`;
  const together = `${seconds(totalTimeoutMs)} for all of them together`;
  return `An attempt may take ${seconds(requestTimeoutMs)} to its response's headers; there are ${together}.`;
}

function listed(places: readonly string[]): string {
  const named = places.slice(0, TARGETS_NAMED_MAX);
  const more = places.length - named.length;
  return `${named.join(', then to ')}${more === 0 ? '' : `, then to ${more} more`}`;
}

function summarizeRefusal(verdict: RefusedVerdict, telling: Telling): string {
  const { entry, request } = telling;
  switch (verdict.code) {
    case 'invalid_api_key':
      return `The consumer ${nameOf(request.consumer)} is disabled or not there: its keys are refused like unknown ones.`;
    case 'ai_api_not_found':
      return `The data planes do not serve the AI API ${telling.aiApiName}, because it is disabled or not there.`;
    case 'access_denied':
      return `The consumer ${nameOf(request.consumer)} has no access grant for the AI API ${telling.aiApiName}.`;
    case 'model_not_found':
      return `No policy is for the model ${verdict.model ?? ''}, and the default endpoint does not get it: ${modelFault(entry, verdict.model)}.`;
    case 'environment_not_configured':
      return `No policy routes it, and ${defaultFault(entry, request.environment)}.`;
    case 'operation_not_allowed':
      return "The operation is none that the provider's profile routes, and the AI API refuses all others.";
    case 'no_available_target':
      return `The policy "${telling.policyLabel ?? ''}" applies, and none of its targets can be asked. ${returnOf(verdict.candidates)}`;
    default:
      return verdict.detail ?? `The gateway refuses it: ${verdict.code}.`;
  }
}

function nameOf(consumer: ConsumerEntry | null): string {
  return consumer?.name ?? '';
}

function modelFault(entry: AiApiEntry | null, name: string | null): string {
  const isThere = entry?.models.some((model) => model.name === name) === true;
  return isThere ? 'the model is disabled' : `the provider ${entry?.provider.name ?? ''} has no such model`;
}

function defaultFault(entry: AiApiEntry | null, environment: Environment): string {
  const id = environment === 'PRODUCTION' ? entry?.defaultProductionEndpointId : entry?.defaultSandboxEndpointId;
  const endpoint = entry?.endpoints.find((each) => each.id === id);
  const what = `default endpoint for ${environment.toLowerCase()}`;
  return endpoint === undefined ? `the AI API has no ${what}` : `its ${what}, ${endpoint.name}, is disabled`;
}

function returnOf(candidates: readonly ExplainedCandidate[]): string {
  const ends = candidates.flatMap(({ suspendedUntilMs }) => suspendedUntilMs ?? []).filter(Number.isFinite);
  return ends.length === 0
    ? 'Nothing tells when that will change.'
    : `The first may return at ${moment(Math.min(...ends))}.`;
}

function moment(ms: number): string {
  return new Date(ms).toISOString();
}

function place({ model, endpoint }: Pick<Target, 'model' | 'endpoint'>): string {
  return `${model.name} on ${endpoint.name}`;
}

/** Why a target stands where it stands. */
export function explainCandidate(
  { target, reason, attempt, suspendedUntilMs }: ExplainedCandidate,
  policy: RoutablePolicy,
  { request, nowMs }: Telling,
): string {
  switch (reason) {
    case 'TURN':
      return `Turn ${request.ticket} falls to it${weighted(target, policy)}.`;
    case 'NEXT_IN_ROTATION':
      return `It follows in the rotation, and is asked when attempt ${(attempt ?? 1) - 1} fails.`;
    case 'PRIMARY':
      return `It is the primary target for the model ${target.model.name}.`;
    case 'FALLBACK':
      return attempt === 1
        ? 'It is a fallback, and is asked first because those before it are out of rotation.'
        : `It is a fallback, and is asked when attempt ${(attempt ?? 1) - 1} fails.`;
    case 'DEFAULT':
      return DEFAULT_EXPLANATION;
    case 'PROBE':
      return 'Its suspension is over: this request tries whether it is well again.';
    case 'BEYOND_MAX_ATTEMPTS':
      return `It would follow, but the policy allows ${policy.attemptsMax === 1 ? '1 attempt' : `${policy.attemptsMax} attempts`}.`;
    case 'SUSPENDED':
      return suspendedUntilMs === null || !Number.isFinite(suspendedUntilMs)
        ? 'It is taken for suspended, as was asked.'
        : `It is suspended until ${moment(suspendedUntilMs)}, for ${seconds(suspendedUntilMs - nowMs)} more.`;
    case 'PROBED_BY_ANOTHER':
      return 'Another request is trying whether its suspension can end.';
    case 'MODEL_DISABLED':
      return `The model ${target.model.name} is disabled.`;
    case 'ENDPOINT_DISABLED':
      return `The endpoint ${target.endpoint.name} is disabled.`;
    case 'DRAINED':
      return 'Its weight is 0: it gets nothing, not even as a further attempt.';
  }
}

function weighted({ weight }: Target, { kind, targets }: RoutablePolicy): string {
  if (kind !== 'WEIGHTED_ROUND_ROBIN') return '';
  return `, whose weight is ${weight} of ${targets.reduce((sum, each) => sum + each.weight, 0)}`;
}

/** @param failureMs when the attempt fails, in ms since the first one began */
export function explainLatestFailure(startMs: number, failureMs: number): string {
  return `Silent, it fails after ${seconds(failureMs - startMs)}, ${seconds(failureMs)} after the first attempt began.`;
}
