import { ENVIRONMENTS, type Environment } from '@switchyard/contract';
import type { PolicyKind } from '../policies/policy-kind';

export interface TargetState {
  readonly modelId: string;
  readonly endpointId: string;
  /** Null if the policy has no weights. */
  readonly weight: number | null;
}

export interface PolicyState {
  readonly id: string;
  readonly kind: PolicyKind;
  readonly sides: Readonly<Record<Environment, readonly TargetState[]>>;
}

/** Where an AI API sends requests, at one point in time. */
export interface Routes {
  readonly enabled: boolean;
  readonly defaultEndpointIds: Readonly<Record<Environment, string | null>>;
  readonly policies: readonly PolicyState[];
}

/** What determines whether an AI API's requests find a target, at one point in time. */
export interface RouteState extends Routes {
  /** Whether the model or endpoint with this id is enabled. */
  readonly isEnabled: (id: string) => boolean;
}

/** Why a policy cannot route requests of an environment. */
export type SideFault = 'NO_TARGETS' | 'NONE_IN_ROTATION';

/** The environments whose requests are served. */
export function servedEnvironments(state: RouteState): Environment[] {
  if (!state.enabled) return [];
  const serves = ({ sides }: PolicyState, environment: Environment) =>
    sides[environment].some((target) => isInRotation(state, target));
  return ENVIRONMENTS.filter(
    (environment) => hasDefault(state, environment) || state.policies.some((policy) => serves(policy, environment)),
  );
}

/** Requests for an empty side go to the default endpoint; a side whose targets are all out of rotation refuses them. */
export function sideFault(state: RouteState, { sides }: PolicyState, environment: Environment): SideFault | null {
  const targets = sides[environment];
  if (targets.length === 0) return hasDefault(state, environment) ? null : 'NO_TARGETS';
  return targets.some((target) => isInRotation(state, target)) ? null : 'NONE_IN_ROTATION';
}

/** Whether requests that no policy routes are served. */
export function hasDefault({ defaultEndpointIds, isEnabled }: RouteState, environment: Environment): boolean {
  const id = defaultEndpointIds[environment];
  return id !== null && isEnabled(id);
}

function isInRotation({ isEnabled }: RouteState, { modelId, endpointId, weight }: TargetState): boolean {
  return weight !== 0 && isEnabled(modelId) && isEnabled(endpointId);
}
