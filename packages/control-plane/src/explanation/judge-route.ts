import {
  type ConsumerEntry,
  type Environment,
  type GatewayErrorCode,
  MODEL_IN_PATH,
  type TableEndpoint,
} from '@switchyard/contract';
import {
  ambiguityOutsideModel,
  checkRequestPath,
  defaultTerms,
  explainCandidates,
  type ExplainedCandidate,
  matchOperation,
  type OperationMatch,
  refuseAdmission,
  resolveRoute,
  resolveUnrouted,
  type RoutableAiApi,
  type RoutablePolicy,
  type Route,
  type RouteTerms,
  type SafePath,
  type Suspension,
  type Target,
} from '@switchyard/routing';

/** A request as far as its route depends on it. */
export interface JudgedRequest {
  readonly environment: Environment;
  /** The model that it names; null where it names none. */
  readonly model: string | null;
  /** Its path below the base path, in which `{model}` may stand for the model; null for the first that is routed. */
  readonly operation: string | null;
  /** Null where access is not to be judged. */
  readonly consumer: ConsumerEntry | null;
  readonly ticket: number;
}

/** What a data plane knows of targets at the moment of the request. */
export interface JudgedHealth {
  suspensionOf(policy: RoutablePolicy, target: Target): Suspension | undefined;
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
      readonly candidates: readonly ExplainedCandidate[];
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
      readonly candidates: readonly ExplainedCandidate[];
    };

export type RefusedVerdict = RouteVerdict & { readonly outcome: 'REFUSED' };

/** Stands in a path for the model of a request that names none: whether the path is routed does not depend on it. */
const ANY_MODEL = 'model';

/**
 * What the gateway would do with a request, by its own decisions in its own order: path, consumer, AI API, access,
 * operation, policy, targets.
 *
 * @param aiApi null where data planes have no such AI API, because it is disabled
 */
export function judgeRoute(aiApi: RoutableAiApi | null, request: JudgedRequest, health: JudgedHealth): RouteVerdict {
  const safe = aiApi === null ? null : safePathOf(aiApi, request);
  if (safe?.ok === false) return refused('invalid_path', safe.problem);
  const refusal = request.consumer === null ? null : refuseAdmission(request.consumer, aiApi?.entry.id ?? null);
  if (refusal !== null) return refused(refusal);
  if (aiApi === null) return refused('ai_api_not_found');

  const path = safe === null ? null : safe.path.slice(aiApi.entry.basePath.length + 1);
  const operation = path === null ? null : matchOperation(aiApi, 'POST', path);
  const ambiguity =
    safe?.isAmbiguous === true && path !== null ? ambiguityOutsideModel(path, operation?.modelSegment ?? null) : null;
  if (ambiguity !== null) return refused('invalid_path', ambiguity);
  if (operation === null) return judgeDefault(aiApi, resolveUnrouted(aiApi, request.environment), null, 'UNROUTED');
  const spelled = spelledModel(aiApi, request, operation);
  if (spelled !== null && request.model !== null && spelled !== request.model) {
    return refused('invalid_model', `The path names the model ${spelled}, and the request ${request.model}.`);
  }
  const model = request.model ?? spelled;
  const route = resolveRoute(aiApi, request.environment, model, operation.isPinned);
  return route.kind === 'policy'
    ? judgePolicy(route.policy, request.ticket, health)
    : judgeDefault(aiApi, route, model, operation.isPinned ? 'PINNED' : 'ROUTED');
}

function pathTemplate(aiApi: RoutableAiApi, { operation }: JudgedRequest): string | null {
  const template = operation ?? aiApi.entry.provider.profile.routedOperations[0]?.path ?? null;
  return template?.startsWith('/') ? template.slice(1) : template;
}

/** Null where the profile routes nothing, and the request does not say what it asks for. */
function safePathOf(aiApi: RoutableAiApi, request: JudgedRequest): SafePath | null {
  const template = pathTemplate(aiApi, request);
  if (template === null) return null;
  const written = encodeURIComponent(request.model ?? ANY_MODEL);
  return checkRequestPath(`${aiApi.entry.basePath}/${template.replace(MODEL_IN_PATH, () => written)}`);
}

/** The model that the path itself names where it has to; null where the path that was given leaves its place open. */
function spelledModel(aiApi: RoutableAiApi, request: JudgedRequest, operation: OperationMatch): string | null {
  const isOpen = pathTemplate(aiApi, request)?.includes(MODEL_IN_PATH) === true;
  const isNamedThere = operation.operations.some(({ modelPlace }) => modelPlace === 'PATH');
  return isOpen || !isNamedThere ? null : (operation.modelSegment?.model ?? null);
}

function judgePolicy(policy: RoutablePolicy, ticket: number, health: JudgedHealth): RouteVerdict {
  const suspensionOf = (target: Target) => health.suspensionOf(policy, target);
  const candidates = explainCandidates(policy, ticket, suspensionOf, health.nowMs);
  return candidates.some(({ attempt }) => attempt !== null)
    ? { outcome: 'POLICY', policy, terms: policy, candidates }
    : { ...refused('no_available_target'), policy, candidates };
}

function judgeDefault(
  { entry }: RoutableAiApi,
  route: Route,
  model: string | null,
  operation: OperationKind,
): RouteVerdict {
  switch (route.kind) {
    case 'refused':
      return { ...refused(route.code), model };
    case 'default':
      return { outcome: 'DEFAULT_ENDPOINT', endpoint: route.endpoint, terms: defaultTerms(entry), model, operation };
    case 'policy':
      throw new Error('a default route was asked for, and a policy came');
  }
}

function refused(code: GatewayErrorCode, detail: string | null = null): RefusedVerdict {
  return { outcome: 'REFUSED', code, detail, model: null, policy: null, candidates: [] };
}
