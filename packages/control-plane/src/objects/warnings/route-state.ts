import { ENVIRONMENTS, type Environment } from '@switchyard/contract';
import type { PolicyKind } from '../policies/policy-kind';

export interface TargetState {
  readonly modelId: string;
  readonly endpointId: string;
  /** Null where the policy has no weights. */
  readonly weight: number | null;
}

export interface PolicyState {
  readonly id: string;
  readonly kind: PolicyKind;
  readonly sides: Readonly<Record<Environment, readonly TargetState[]>>;
}

/** What decides whether an AI API's requests find a target, at one moment. */
export interface RouteState {
  readonly enabled: boolean;
  readonly defaultEndpointIds: Readonly<Record<Environment, string | null>>;
  readonly policies: readonly PolicyState[];
  /** Of models and endpoints, by their ids. */
  readonly isEnabled: (id: string) => boolean;
}

/** Why a policy routes no request of an environment. */
export type SideFault = 'NO_TARGETS' | 'NONE_IN_ROTATION';

/** The environments whose requests are served at all. */
export function servedEnvironments(state: RouteState): Environment[] {
  if (!state.enabled) return [];
  const serves = ({ sides }: PolicyState, environment: Environment) =>
    sides[environment].some((target) => isInRotation(state, target));
  return ENVIRONMENTS.filter(
    (environment) => hasDefault(state, environment) || state.policies.some((policy) => serves(policy, environment)),
  );
}

/** An empty side leaves its requests to the default endpoint; one whose targets are out of rotation refuses them. */
export function sideFault(state: RouteState, { sides }: PolicyState, environment: Environment): SideFault | null {
  const targets = sides[environment];
  if (targets.length === 0) return hasDefault(state, environment) ? null : 'NO_TARGETS';
  return targets.some((target) => isInRotation(state, target)) ? null : 'NONE_IN_ROTATION';
}

function hasDefault({ defaultEndpointIds, isEnabled }: RouteState, environment: Environment): boolean {
  const id = defaultEndpointIds[environment];
  return id !== null && isEnabled(id);
}

function isInRotation({ isEnabled }: RouteState, { modelId, endpointId, weight }: TargetState): boolean {
  return weight !== 0 && isEnabled(modelId) && isEnabled(endpointId);
}
