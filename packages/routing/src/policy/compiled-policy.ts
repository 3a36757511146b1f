import {
  type ErrorKind,
  TARGETS_PER_SIDE_MAX,
  WHEEL_LENGTH_MAX,
  type Environment,
  type StatusRange,
  type TablePolicy,
  type TableTarget,
} from '@switchyard/contract';
import { RoutingTableError } from '../entry/routing-table-error';
import { targetKey } from '../entry/target';
import { wheelLength } from './wheel';

/** A target by the ids of its model and endpoint. The weight is 1 if the policy has no weights. */
export interface ConfiguredTarget extends TableTarget {
  /** As of the resolved target: see `Target`. */
  readonly key: string;
  readonly weight: number;
}

/** A policy, checked and compiled as far as its own entry goes. `derivePolicySide` resolves its targets. */
export interface CompiledPolicy {
  readonly id: string;
  readonly kind: TablePolicy['kind'];
  readonly production: readonly ConfiguredTarget[];
  readonly sandbox: readonly ConfiguredTarget[];
  /** How many upstream calls a request may make; null if as many as there are targets in rotation. */
  readonly attemptsMax: number | null;
  readonly suspendDurationMs: number;
  readonly requestTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly isFailureStatus: (status: number) => boolean;
  readonly failoverOn: ReadonlySet<ErrorKind>;
}

/** @throws RoutingTableError if a side has too many targets, one twice, weights that make no wheel, or no fallback */
export function compilePolicy(policy: TablePolicy): CompiledPolicy {
  const compiled = {
    id: policy.id,
    kind: policy.kind,
    production: configuredTargets(policy.production),
    sandbox: configuredTargets(policy.sandbox),
    attemptsMax: policy.kind === 'FAILOVER' ? null : policy.maxAttempts,
    suspendDurationMs: policy.suspendDurationSeconds * 1_000,
    requestTimeoutMs: policy.requestTimeoutSeconds * 1_000,
    totalTimeoutMs: policy.totalTimeoutSeconds * 1_000,
    isFailureStatus: statusPredicate(policy.failureStatuses),
    failoverOn: sharedKinds(policy.failoverOn),
  };
  checkTargets(compiled, 'PRODUCTION', compiled.production);
  checkTargets(compiled, 'SANDBOX', compiled.sandbox);
  return compiled;
}

function configuredTargets(targets: readonly (TableTarget & { readonly weight?: number })[]): ConfiguredTarget[] {
  return targets.map(({ modelId, endpointId, weight }) => ({
    key: targetKey(modelId, endpointId),
    modelId,
    endpointId,
    weight: weight ?? 1,
  }));
}

function checkTargets(
  { id, kind }: Pick<CompiledPolicy, 'id' | 'kind'>,
  environment: Environment,
  targets: readonly ConfiguredTarget[],
): void {
  const refuse = (problem: string): never => {
    throw new RoutingTableError(`The ${environment} side of policy ${id} ${problem}.`);
  };
  if (targets.length === 0) return;
  if (targets.length > TARGETS_PER_SIDE_MAX) refuse(`has more than ${TARGETS_PER_SIDE_MAX} targets`);
  const seen = new Set<string>();
  for (const { key } of targets) {
    if (seen.has(key)) refuse(`has the target ${key} twice`);
    seen.add(key);
  }
  if (kind === 'FAILOVER' && targets.length < 2) refuse('has a primary but no fallback');
  if (kind !== 'WEIGHTED_ROUND_ROBIN') return;
  const length = wheelLength(targets.map(({ weight }) => weight));
  if (length === 0) refuse('has no target with a weight above 0');
  if (length > WHEEL_LENGTH_MAX) {
    refuse(
      `has weights that add up to ${length} after division by their greatest common divisor; the maximum is ${WHEEL_LENGTH_MAX}`,
    );
  }
}

const KINDS = new Map<string, ReadonlySet<ErrorKind>>();

/** One set for all policies with the same kinds: thousands of them have the default. */
function sharedKinds(kinds: readonly ErrorKind[]): ReadonlySet<ErrorKind> {
  const set = new Set(kinds.toSorted());
  const text = [...set].join();
  const known = KINDS.get(text) ?? set;
  KINDS.set(text, known);
  return known;
}

function statusPredicate(ranges: readonly StatusRange[]): (status: number) => boolean {
  return (status) => ranges.some(([first, last]) => first <= status && status <= last);
}
