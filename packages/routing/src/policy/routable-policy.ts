import {
  TARGETS_PER_SIDE_MAX,
  WHEEL_LENGTH_MAX,
  type Environment,
  type StatusRange,
  type TableEndpoint,
  type TableModel,
  type TablePolicy,
  type TableTarget,
  type TableWeightedTarget,
} from '@switchyard/contract';
import { RoutingTableError } from '../entry/routing-table-error';
import { targetKey, type Target } from '../entry/target';
import { wheelLength } from './wheel';
import { WheelCache } from './wheel-cache';

/** One side of a routing policy, compiled for decisions. */
export interface RoutablePolicy {
  readonly id: string;
  readonly kind: TablePolicy['kind'];
  readonly environment: Environment;
  /** All targets of the side in the policy's order, in rotation or not; for failover the primary first. */
  readonly configuredTargets: readonly Target[];
  /** The targets in rotation (model and endpoint enabled, weight above 0), in the policy's order; may be empty. */
  readonly targets: readonly Target[];
  /** How many upstream calls a request may make: for failover every target in rotation. */
  readonly attemptsMax: number;
  /** 0 switches suspension off. */
  readonly suspendDurationMs: number;
  readonly requestTimeoutMs: number;
  readonly totalTimeoutMs: number;
  isFailureStatus(status: number): boolean;
  /** For a weighted side; null for other kinds. */
  readonly wheels: WheelCache | null;
}

/** What the targets of an AI API's policies may refer to, by id. */
export interface TargetParts {
  readonly models: ReadonlyMap<string, TableModel>;
  readonly endpoints: ReadonlyMap<string, TableEndpoint>;
}

/** Only a weighted side's targets have weights. */
type ConfiguredTarget = TableTarget & Partial<TableWeightedTarget>;

/** A side's targets as configured, in rotation or not. */
export function resolveTargets(policy: TablePolicy, environment: Environment, parts: TargetParts): readonly Target[] {
  const targets = sideOf(policy, environment).map((configured): Target => {
    const model = parts.models.get(configured.modelId);
    const endpoint = parts.endpoints.get(configured.endpointId);
    if (model === undefined) {
      throw new RoutingTableError(`Policy ${policy.id} names model ${configured.modelId}, which does not exist.`);
    }
    if (endpoint === undefined) {
      throw new RoutingTableError(`Policy ${policy.id} names endpoint ${configured.endpointId}, which does not exist.`);
    }
    if (endpoint.environment !== environment) {
      throw new RoutingTableError(
        `Policy ${policy.id} names the ${endpoint.environment} endpoint ${endpoint.name} on its ${environment} side.`,
      );
    }
    return { key: targetKey(model.id, endpoint.id), model, endpoint, weight: configured.weight ?? 1 };
  });
  checkTargets(policy, environment, targets);
  return targets;
}

function sideOf(policy: TablePolicy, environment: Environment): readonly ConfiguredTarget[] {
  return environment === 'PRODUCTION' ? policy.production : policy.sandbox;
}

function checkTargets(policy: TablePolicy, environment: Environment, targets: readonly Target[]): void {
  const refuse = (problem: string): never => {
    throw new RoutingTableError(`The ${environment} side of policy ${policy.id} ${problem}.`);
  };
  if (targets.length === 0) return;
  if (targets.length > TARGETS_PER_SIDE_MAX) refuse(`has more than ${TARGETS_PER_SIDE_MAX} targets`);
  const seen = new Set<string>();
  for (const { key, model, endpoint } of targets) {
    if (seen.has(key)) refuse(`has the target ${endpoint.name}/${model.name} twice`);
    seen.add(key);
  }
  if (policy.kind === 'FAILOVER' && targets.length < 2) refuse('has a primary but no fallback');
  if (policy.kind !== 'WEIGHTED_ROUND_ROBIN') return;
  const length = wheelLength(targets.map((target) => target.weight));
  if (length === 0) refuse('has no target with a weight above 0');
  if (length > WHEEL_LENGTH_MAX) {
    refuse(
      `has weights that add up to ${length} after division by their greatest common divisor; the maximum is ${WHEEL_LENGTH_MAX}`,
    );
  }
}

/** @param configured the side's targets, from `resolveTargets` */
export function compilePolicySide(
  policy: TablePolicy,
  environment: Environment,
  configured: readonly Target[],
): RoutablePolicy {
  const targets = configured.filter(({ model, endpoint, weight }) => model.enabled && endpoint.enabled && weight > 0);
  return {
    id: policy.id,
    kind: policy.kind,
    environment,
    configuredTargets: configured,
    targets,
    attemptsMax: policy.kind === 'FAILOVER' ? targets.length : policy.maxAttempts,
    suspendDurationMs: policy.suspendDurationSeconds * 1_000,
    requestTimeoutMs: policy.requestTimeoutSeconds * 1_000,
    totalTimeoutMs: policy.totalTimeoutSeconds * 1_000,
    isFailureStatus: statusPredicate(policy.failureStatuses),
    wheels: policy.kind === 'WEIGHTED_ROUND_ROBIN' ? new WheelCache(targets) : null,
  };
}

function statusPredicate(ranges: readonly StatusRange[]): (status: number) => boolean {
  const statuses = new Set<number>();
  for (const [first, last] of ranges) {
    for (let status = first; status <= last; status += 1) statuses.add(status);
  }
  return (status) => statuses.has(status);
}
