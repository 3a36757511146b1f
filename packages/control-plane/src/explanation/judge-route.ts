import {
  type BodyKind,
  type ConsumerEntry,
  type Environment,
  type GatewayErrorCode,
  MODEL_IN_PATH,
  type SuspensionCause,
  type TableEndpoint,
} from '@switchyard/contract';
import {
  addressRequest,
  admitRequest,
  type DefaultRoute,
  defaultTerms,
  explainCandidates,
  type ExplainedCandidate,
  type OperationMatch,
  type Refusal,
  type RoutableAiApi,
  type RoutablePolicy,
  routeRequest,
  type RouteTerms,
  type Suspension,
  type Target,
} from '@switchyard/routing';
import { assumedOperation } from './assumed-operation';

/** A request as far as its route depends on it. */
export interface JudgedRequest {
  readonly environment: Environment;
  /** The model that it names; null where it names none. */
  readonly model: string | null;
  /** Its path below the base path, in which `{model}` may stand for the model; null for `assumedOperation`. */
  readonly operation: string | null;
  /** The kind of its body; null for the one that the operation takes, and JSON if it takes either. */
  readonly body: BodyKind | null;
  /** Null where access is not to be judged. */
  readonly consumer: ConsumerEntry | null;
  readonly ticket: number;
}

/** A suspension with its reason, as far as it is known. */
export interface JudgedSuspension extends Suspension {
  readonly cause: SuspensionCause | null;
  /** The status of the failed response; null if there was none. */
  readonly status: number | null;
  /** What exactly went wrong with the connection; null if that is not known. */
  readonly detail: string | null;
}

export type JudgedCandidate = ExplainedCandidate<JudgedSuspension>;

/** What a data plane knows of targets at the moment of the request. */
export interface JudgedHealth {
  suspensionOf(policy: RoutablePolicy, target: Target): JudgedSuspension | undefined;
  readonly nowMs: number;
}

/** Whether a policy could have routed an operation, it goes past every policy, or the profile does not route it. */
export type OperationKind = 'ROUTED' | 'PINNED' | 'UNROUTED';

/** What becomes of a request. */
export type RouteVerdict =
  | {
      readonly outcome: 'POLICY';
      readonly policy: RoutablePolicy;
      readonly terms: RouteTerms;
      readonly candidates: readonly JudgedCandidate[];
    }
  | {
      readonly outcome: 'DEFAULT_ENDPOINT';
      readonly endpoint: TableEndpoint;
      readonly terms: RouteTerms;
      /** Null where the request names none, or nobody looks for it. */
      readonly model: string | null;
      readonly operation: OperationKind;
    }
  | {
      readonly outcome: 'REFUSED';
      readonly code: GatewayErrorCode;
      /** More than the code says, as a sentence; null where there is no more. */
      readonly detail: string | null;
      /** The model that no policy and no default endpoint takes; null where that is not the reason. */
      readonly model: string | null;
      /** Where a policy applies and has nobody to ask. */
      readonly policy: RoutablePolicy | null;
      readonly candidates: readonly JudgedCandidate[];
    };

export type RefusedVerdict = RouteVerdict & { readonly outcome: 'REFUSED' };

/** Replaces the model in the path of a request that names none: whether the path is routed does not depend on it. */
const ANY_MODEL = 'model';

/** Routed operations are POST requests; an explanation is about one of these, or about a request that goes unrouted. */
const METHOD = 'POST';

const CONTENT_TYPES: Readonly<Record<BodyKind, string>> = { JSON: 'application/json', FORM: 'multipart/form-data' };

/**
 * What the gateway would do with a request: its own decision (`addressRequest`, `admitRequest`, `routeRequest`), for a
 * consumer that is already known and a model that the question names.
 *
 * @param aiApi null where data planes have no such AI API, because it is disabled
 */
export function judgeRoute(aiApi: RoutableAiApi | null, request: JudgedRequest, health: JudgedHealth): RouteVerdict {
  const served = aiApi === null ? [] : ([[aiApi.entry.basePath, { routable: aiApi }]] as const);
  const addressed = addressRequest(new Map(served), METHOD, requestTarget(aiApi, request));
  if (addressed.kind === 'refused') return refused(addressed);
  const admitted = admitRequest(addressed, request.consumer, request.environment);
  switch (admitted.kind) {
    case 'refused':
      return refused(admitted);
    case 'model-list':
      throw new Error(`a ${METHOD} request cannot list models`);
    case 'unrouted':
      return defaultVerdict(admitted.aiApi.routable, admitted.route, null, 'UNROUTED');
    case 'routed': {
      const { aiApi: to, operation } = admitted;
      const { isPinned } = operation.operation;
      const spelled = spelledModel(to.routable, request, operation);
      if (spelled !== null && request.model !== null && spelled !== request.model) {
        const detail = `The path names model ${spelled}, but the request names model ${request.model}: use the same one in both.`;
        return refused({ code: 'invalid_model', detail, model: null });
      }
      const model = request.model ?? spelled;
      const route = routeRequest(admitted, model, request.body === null ? null : CONTENT_TYPES[request.body]);
      if (route.kind === 'policy') return judgePolicy(route.policy, request.ticket, health);
      if (route.kind === 'refused') {
        if (!('policy' in route)) return refused({ ...route, model });
        const { policy } = route;
        const candidates = explainCandidates<JudgedSuspension>(policy, 0, () => undefined, health.nowMs);
        return { ...refused(route), policy, candidates };
      }
      return defaultVerdict(to.routable, route, route.model?.name ?? null, isPinned ? 'PINNED' : 'ROUTED');
    }
  }
}

/** The request line's target. Where the question gives no path and the profile routes none, it is the base path alone. */
function requestTarget(aiApi: RoutableAiApi | null, request: JudgedRequest): string {
  if (aiApi === null) return '/';
  const written = encodeURIComponent(request.model ?? ANY_MODEL);
  const template = pathTemplate(aiApi, request);
  const { basePath } = aiApi.entry;
  return template === null ? basePath : `${basePath}/${template.replace(MODEL_IN_PATH, () => written)}`;
}

function pathTemplate(aiApi: RoutableAiApi, { operation }: JudgedRequest): string | null {
  const template = operation ?? assumedOperation(aiApi);
  return template?.startsWith('/') ? template.slice(1) : template;
}

/** The model that the path itself names where it has to; null where the path that was given leaves its place open. */
function spelledModel(aiApi: RoutableAiApi, request: JudgedRequest, operation: OperationMatch): string | null {
  const isOpen = pathTemplate(aiApi, request)?.includes(MODEL_IN_PATH) === true;
  const isNamedThere = operation.operation.places.some(({ modelPlace }) => modelPlace === 'PATH');
  return isOpen || !isNamedThere ? null : (operation.modelSegment?.model ?? null);
}

function judgePolicy(policy: RoutablePolicy, ticket: number, health: JudgedHealth): RouteVerdict {
  const suspensionOf = (target: Target) => health.suspensionOf(policy, target);
  const candidates = explainCandidates(policy, ticket, suspensionOf, health.nowMs);
  return candidates.some(({ attempt }) => attempt !== null)
    ? { outcome: 'POLICY', policy, terms: policy, candidates }
    : { ...refused({ code: 'no_available_target', detail: null, model: null }), policy, candidates };
}

function defaultVerdict(
  { entry }: RoutableAiApi,
  { endpoint }: DefaultRoute,
  model: string | null,
  operation: OperationKind,
): RouteVerdict {
  return { outcome: 'DEFAULT_ENDPOINT', endpoint, terms: defaultTerms(entry), model, operation };
}

function refused({
  code,
  detail,
  model,
}: Pick<Refusal, 'detail' | 'model'> & { code: GatewayErrorCode }): RefusedVerdict {
  return { outcome: 'REFUSED', code, detail, model, policy: null, candidates: [] };
}
