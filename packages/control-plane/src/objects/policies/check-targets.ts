import { type Environment, ENVIRONMENTS } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { badInput } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { ModelEntity } from '../models/model-entity';
import { rowsById } from '../../kernel/database/rows-by-id';
import type { PolicyPatch, TargetDraft } from './policy-draft';

type Problem = Pick<FieldProblem, 'message' | 'reason'>;

/** Sides that are asked for. */
export interface ProposedSides {
  readonly sides: PolicyPatch['sides'];
  /** Where in the input the policy stands, such as `['failover', 1]`. */
  readonly at: readonly (string | number)[];
}

/** The models and endpoints that there are, by their ids. */
export interface Choosable {
  readonly models: ReadonlyMap<string, ModelEntity>;
  readonly endpoints: ReadonlyMap<string, EndpointEntity>;
  /** Whether what is disabled may be a target: it may stay one, but nobody may choose it. */
  readonly disabledToo?: boolean;
}

/**
 * Whether each target may be chosen: model and endpoint of the AI API's own provider, both enabled, and the endpoint of
 * the side's environment.
 *
 * @throws DomainError BAD_USER_INPUT with everything that is wrong
 */
export async function checkTargets(
  manager: EntityManager,
  providerId: string,
  proposals: readonly ProposedSides[],
): Promise<void> {
  const targets = proposals.flatMap(({ sides }) => ENVIRONMENTS.flatMap((environment) => sides[environment] ?? []));
  const models = await rowsById(
    manager,
    ModelEntity,
    targets.map(({ modelId }) => modelId),
  );
  const endpoints = await rowsById(
    manager,
    EndpointEntity,
    targets.map(({ endpointId }) => endpointId),
  );
  const problems = proposals.flatMap((proposal) => judgeTargets({ models, endpoints }, providerId, proposal));
  if (problems.length > 0) throw badInput(problems);
}

/** What is wrong with the targets of one policy. */
export function judgeTargets(
  { models, endpoints, disabledToo = false }: Choosable,
  providerId: string,
  { sides, at }: ProposedSides,
): FieldProblem[] {
  const isRefused = (problem: Problem | null) => !(disabledToo && problem?.reason === 'DISABLED');
  return ENVIRONMENTS.flatMap((environment) =>
    (sides[environment] ?? []).flatMap((target) => {
      const model = judge(models.get(target.modelId), providerId, 'model');
      const endpoint = judgeEndpoint(endpoints.get(target.endpointId), providerId, environment);
      const path = pathOf(at, environment, target);
      return [
        ...(isRefused(model) ? atMember(`${path}.modelId`, model) : []),
        ...(isRefused(endpoint) ? atMember(`${path}.endpointId`, endpoint) : []),
      ];
    }),
  );
}

/** Where a target stands in the input, such as `production.fallbacks.0`. */
export function pathOf(at: readonly (string | number)[], environment: Environment, { path }: TargetDraft): string {
  return [...at, environment.toLowerCase(), ...path].join('.');
}

function atMember(path: string, found: Problem | null): FieldProblem[] {
  return found === null ? [] : [{ path, ...found }];
}

function judgeEndpoint(
  endpoint: EndpointEntity | undefined,
  providerId: string,
  environment: Environment,
): Problem | null {
  const problem = judge(endpoint, providerId, 'endpoint');
  const isAmiss = problem !== null && problem.reason !== 'DISABLED';
  if (isAmiss || endpoint === undefined || endpoint.environment === environment) return problem;
  const message = `names an endpoint for ${endpoint.environment}, and this side is for ${environment}`;
  return { message, reason: 'OTHER_ENVIRONMENT' };
}

function judge(object: ModelEntity | EndpointEntity | undefined, providerId: string, what: string): Problem | null {
  if (object === undefined) return { message: `no ${what} has this id`, reason: 'NOT_FOUND' };
  if (object.providerId !== providerId) {
    return { message: `names a ${what} of another provider than the AI API's`, reason: 'OTHER_PROVIDER' };
  }
  return object.enabled ? null : { message: `names a ${what} that is disabled`, reason: 'DISABLED' };
}
