import { type Environment, ENVIRONMENTS } from '@switchyard/contract';
import type { EndpointEntity } from '../endpoints/endpoint-entity';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { ModelEntity } from '../models/model-entity';
import type { PolicyPatch, TargetDraft } from './policy-draft';

type Problem = Pick<FieldProblem, 'message' | 'reason'>;

/** Requested sides. */
export interface ProposedSides {
  readonly sides: PolicyPatch['sides'];
  /** The policy's path in the input, such as `['failover', 1]`. */
  readonly at: readonly (string | number)[];
}

/** The existing models and endpoints by their ids. */
export interface TargetContext {
  readonly models: ReadonlyMap<string, ModelEntity>;
  readonly endpoints: ReadonlyMap<string, EndpointEntity>;
  /** Whether targets may be disabled: existing ones may, new ones may not. */
  readonly allowDisabled?: boolean;
}

/**
 * The problems of the targets of one policy: each must be available, so model and endpoint belong to one of the AI API's
 * providers, the same one, both are enabled, and the endpoint is for the side's environment.
 *
 * @param providerIds the AI API's
 */
export function judgeTargets(
  { models, endpoints, allowDisabled = false }: TargetContext,
  providerIds: readonly string[],
  { sides, at }: ProposedSides,
): FieldProblem[] {
  const isRefused = (problem: Problem | null) => !(allowDisabled && problem?.reason === 'DISABLED');
  return ENVIRONMENTS.flatMap((environment) =>
    (sides[environment] ?? []).flatMap((target) => {
      const targetModel = models.get(target.modelId);
      const model = problemOf(targetModel, providerIds, 'model');
      const endpoint = endpointProblem(endpoints.get(target.endpointId), providerIds, environment, targetModel);
      const path = pathOf(at, environment, target);
      return [
        ...(isRefused(model) ? atMember(`${path}.modelId`, model) : []),
        ...(isRefused(endpoint) ? atMember(`${path}.endpointId`, endpoint) : []),
      ];
    }),
  );
}

/** A target's path in the input, such as `production.fallbacks.0`. */
export function pathOf(at: readonly (string | number)[], environment: Environment, { path }: TargetDraft): string {
  return [...at, environment.toLowerCase(), ...path].join('.');
}

function atMember(path: string, found: Problem | null): FieldProblem[] {
  return found === null ? [] : [{ path, ...found }];
}

function endpointProblem(
  endpoint: EndpointEntity | undefined,
  providerIds: readonly string[],
  environment: Environment,
  model: ModelEntity | undefined,
): Problem | null {
  const problem = problemOf(endpoint, providerIds, 'endpoint');
  const isInvalid = problem !== null && problem.reason !== 'DISABLED';
  if (isInvalid || endpoint === undefined) return problem;
  const isOfOther =
    model !== undefined && providerIds.includes(model.providerId) && model.providerId !== endpoint.providerId;
  if (isOfOther) return { message: "must be an endpoint of the model's provider", reason: 'OTHER_PROVIDER' };
  if (endpoint.environment === environment) return problem;
  const message = `must be an endpoint for ${environment}, but this one is for ${endpoint.environment}`;
  return { message, reason: 'OTHER_ENVIRONMENT' };
}

function problemOf(
  object: ModelEntity | EndpointEntity | undefined,
  providerIds: readonly string[],
  what: string,
): Problem | null {
  if (object === undefined) return { message: `no ${what} has this id`, reason: 'NOT_FOUND' };
  if (!providerIds.includes(object.providerId)) {
    const message = "must belong to one of the AI API's providers: list its provider in the AI API's `providerIds`";
    return { message, reason: 'OTHER_PROVIDER' };
  }
  return object.enabled ? null : { message: `must not be a disabled ${what}`, reason: 'DISABLED' };
}
