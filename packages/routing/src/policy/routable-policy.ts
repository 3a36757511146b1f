import type {
  Environment,
  ErrorKind,
  ProviderEntry,
  TableEndpoint,
  TableModel,
  TablePolicy,
} from '@switchyard/contract';
import type { OutOfRotationReason, Target, UnusableEndpointReason } from '../entry/target';
import type { CompiledPolicy, ConfiguredTarget } from './compiled-policy';
import { WheelCache } from './wheel-cache';

/** One side of a routing policy, compiled for decisions. */
export interface RoutablePolicy {
  readonly id: string;
  readonly kind: TablePolicy['kind'];
  readonly environment: Environment;
  /** The same side for operations that all targets can take; null if this is it. */
  readonly restrictedFrom: RoutablePolicy | null;
  /** Which targets take turns, if it is restricted; empty if it is not. Each set takes its turns separately. */
  readonly turnsOf: string;
  /**
   * The targets of the side in the policy's order, in rotation or not; for failover the primary first. Those whose model
   * or endpoint the providers lack are left out.
   */
  readonly configuredTargets: readonly Target[];
  /** The key of a failover side's primary, even if the providers lack it; null for other kinds. */
  readonly primaryKey: string | null;
  /** The targets in rotation, in the policy's order; may be empty. */
  readonly targets: readonly Target[];
  /** How many upstream calls a request may make: for failover every target in rotation. */
  readonly attemptsMax: number;
  /** 0 switches suspension off. */
  readonly suspendDurationMs: number;
  readonly requestTimeoutMs: number;
  readonly totalTimeoutMs: number;
  /** The statuses of unrecognised errors, and the kinds of recognised ones, after which the next target is asked. */
  readonly isFailureStatus: (status: number) => boolean;
  readonly failoverOn: ReadonlySet<ErrorKind>;
  /** For a weighted side; null for other kinds. */
  readonly wheels: WheelCache | null;
}

/** What the targets of a policy may refer to, by id. A `RoutableProvider` satisfies this interface. */
export interface TargetParts {
  readonly entry: ProviderEntry;
  readonly models: ReadonlyMap<string, TableModel>;
  readonly endpoints: ReadonlyMap<string, TableEndpoint>;
  /** See `RoutableProvider`. */
  readonly unusableEndpoints: ReadonlyMap<string, UnusableEndpointReason>;
}

/**
 * One side of a policy with its targets resolved, in time linear in their number. It never throws: a target whose model
 * and endpoint are not of one of the providers, or whose endpoint is of another environment, is out of rotation.
 *
 * @returns null if the side has no targets
 */
export function derivePolicySide(
  policy: CompiledPolicy,
  environment: Environment,
  providers: readonly TargetParts[],
): RoutablePolicy | null {
  const side = configuredSide(policy, environment);
  const [first] = side;
  if (first === undefined) return null;
  const configured = side.flatMap((target) => resolveTarget(target, environment, providers) ?? []);
  return {
    id: policy.id,
    kind: policy.kind,
    environment,
    restrictedFrom: null,
    turnsOf: '',
    primaryKey: policy.kind === 'FAILOVER' ? first.key : null,
    suspendDurationMs: policy.suspendDurationMs,
    requestTimeoutMs: policy.requestTimeoutMs,
    totalTimeoutMs: policy.totalTimeoutMs,
    isFailureStatus: policy.isFailureStatus,
    failoverOn: policy.failoverOn,
    ...rotationOf(policy.kind, configured, policy.attemptsMax),
  };
}

function rotationOf(
  kind: TablePolicy['kind'],
  configuredTargets: readonly Target[],
  attemptsMax: number | null,
): Pick<RoutablePolicy, 'configuredTargets' | 'targets' | 'attemptsMax' | 'wheels'> {
  const targets = configuredTargets.filter(({ outOfRotation }) => outOfRotation === null);
  return {
    configuredTargets,
    targets,
    attemptsMax: attemptsMax ?? targets.length,
    wheels: kind === 'WEIGHTED_ROUND_ROBIN' ? new WheelCache(targets) : null,
  };
}

/** The policy for an operation that not all of its targets can take: itself if they can. */
export function restrictPolicy(policy: RoutablePolicy, isSupported: (target: Target) => boolean): RoutablePolicy {
  if (policy.targets.every(isSupported)) return policy;
  const configured = policy.configuredTargets.map((target) =>
    target.outOfRotation !== null || isSupported(target)
      ? target
      : { ...target, outOfRotation: 'OPERATION_NOT_SUPPORTED' as const },
  );
  const attemptsMax = policy.kind === 'FAILOVER' ? null : policy.attemptsMax;
  const rotation = rotationOf(policy.kind, configured, attemptsMax);
  const turnsOf = rotation.targets.map(({ key }) => key).join(' ');
  return { ...policy, ...rotation, restrictedFrom: policy, turnsOf };
}

export function configuredSide(policy: CompiledPolicy, environment: Environment): readonly ConfiguredTarget[] {
  return environment === 'PRODUCTION' ? policy.production : policy.sandbox;
}

/**
 * A policy's target with its model and endpoint, which are of one provider.
 *
 * @returns null if no provider has both, or the endpoint is of another environment
 */
export function resolveTarget(
  { key, modelId, endpointId, weight }: ConfiguredTarget,
  environment: Environment,
  providers: readonly TargetParts[],
): Target | null {
  for (const { entry: provider, models, endpoints, unusableEndpoints } of providers) {
    const model = models.get(modelId);
    const endpoint = endpoints.get(endpointId);
    if (model === undefined || endpoint === undefined) continue;
    if (endpoint.environment !== environment) return null;
    const unusable = unusableEndpoints.get(endpointId) ?? null;
    const outOfRotation = reasonOutOfRotation(model, endpoint, unusable, weight);
    return { key, provider, model, endpoint, weight, outOfRotation };
  }
  return null;
}

function reasonOutOfRotation(
  model: TableModel,
  endpoint: TableEndpoint,
  unusable: UnusableEndpointReason | null,
  weight: number,
): OutOfRotationReason | null {
  if (!model.enabled) return 'MODEL_DISABLED';
  if (!endpoint.enabled) return 'ENDPOINT_DISABLED';
  if (unusable !== null) return unusable;
  return weight > 0 ? null : 'DRAINED';
}
