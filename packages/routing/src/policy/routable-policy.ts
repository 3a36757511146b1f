import type { Environment, ErrorKind, TableEndpoint, TableModel, TablePolicy } from '@switchyard/contract';
import type { OutOfRotationReason, Target } from '../entry/target';
import type { CompiledPolicy, ConfiguredTarget } from './compiled-policy';
import { WheelCache } from './wheel-cache';

/** One side of a routing policy, compiled for decisions. */
export interface RoutablePolicy {
  readonly id: string;
  readonly kind: TablePolicy['kind'];
  readonly environment: Environment;
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
  readonly models: ReadonlyMap<string, TableModel>;
  readonly endpoints: ReadonlyMap<string, TableEndpoint>;
  /** See `RoutableProvider`; omitted if all can be read. */
  readonly unreadableEndpointIds?: ReadonlySet<string>;
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
  const targets = configured.filter(({ outOfRotation }) => outOfRotation === null);
  return {
    id: policy.id,
    kind: policy.kind,
    environment,
    configuredTargets: configured,
    primaryKey: policy.kind === 'FAILOVER' ? first.key : null,
    targets,
    attemptsMax: policy.attemptsMax ?? targets.length,
    suspendDurationMs: policy.suspendDurationMs,
    requestTimeoutMs: policy.requestTimeoutMs,
    totalTimeoutMs: policy.totalTimeoutMs,
    isFailureStatus: policy.isFailureStatus,
    failoverOn: policy.failoverOn,
    wheels: policy.kind === 'WEIGHTED_ROUND_ROBIN' ? new WheelCache(targets) : null,
  };
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
  for (const { models, endpoints, unreadableEndpointIds } of providers) {
    const model = models.get(modelId);
    const endpoint = endpoints.get(endpointId);
    if (model === undefined || endpoint === undefined) continue;
    if (endpoint.environment !== environment) return null;
    const isReadable = unreadableEndpointIds?.has(endpointId) !== true;
    return { key, model, endpoint, weight, outOfRotation: reasonOutOfRotation(model, endpoint, isReadable, weight) };
  }
  return null;
}

function reasonOutOfRotation(
  model: TableModel,
  endpoint: TableEndpoint,
  isReadable: boolean,
  weight: number,
): OutOfRotationReason | null {
  if (!model.enabled) return 'MODEL_DISABLED';
  if (!endpoint.enabled) return 'ENDPOINT_DISABLED';
  if (!isReadable) return 'CREDENTIAL_UNREADABLE';
  return weight > 0 ? null : 'DRAINED';
}
