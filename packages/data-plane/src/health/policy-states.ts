import type { Environment } from '@switchyard/contract';
import type { CompiledPolicy } from '@switchyard/routing';
import {
  type NotedSuspension,
  PolicyState,
  type PolicyStateListener,
  type PolicyStateShare,
  type ToldSuspension,
} from './policy-state';

/** One side of a policy of an AI API. */
export interface PolicySideId {
  readonly aiApiId: string;
  readonly policyId: string;
  readonly environment: Environment;
}

/** A suspension that a request caused, with everything that identifies its target. */
export interface CausedSuspension extends PolicySideId, NotedSuspension {
  /** The target's suspension; undefined once the target is back, or what it was suspended for is no longer so. */
  held(this: void): ToldSuspension | undefined;
}

/** Listens to the health of the targets of all AI APIs. */
export interface HealthListener {
  /** As in `PolicyStateListener`. */
  readonly onSuspended?: (suspension: CausedSuspension) => void;
  readonly onHealthChanged?: () => void;
}

/** A policy with the targets of its sides, in rotation or not. */
type SidesOfPolicy = Pick<CompiledPolicy, 'id' | 'production' | 'sandbox' | 'suspendDurationMs'>;

/** The state of a side that was suspended at some time. */
export interface SuspendedSide extends PolicySideId {
  readonly state: PolicyState;
}

/**
 * The states of all policies' sides. A state begins with the first request or suspension, and lasts as long as its AI API
 * has the policy, whatever else changes about either.
 */
export class PolicyStates {
  readonly #listener: HealthListener;
  readonly #share: PolicyStateShare;
  /** By AI API, then by policy and environment. */
  readonly #states = new Map<string, Map<string, PolicyState>>();
  readonly #everSuspended = new Map<PolicyState, SuspendedSide>();

  constructor(listener: HealthListener = {}, share: PolicyStateShare = {}) {
    this.#listener = listener;
    this.#share = share;
  }

  /** The state of a side. The AI API must have the policy. */
  of(side: PolicySideId): PolicyState {
    const { aiApiId, policyId, environment } = side;
    const ofAiApi = this.#states.get(aiApiId) ?? new Map<string, PolicyState>();
    const key = sideKey(policyId, environment);
    const present = ofAiApi.get(key);
    if (present !== undefined) return present;
    const listener: PolicyStateListener = {
      onSuspended: (noted) => {
        const held = () => state.suspensions.get(noted.target.key);
        this.#listener.onSuspended?.({ aiApiId, policyId, environment, ...noted, held });
      },
      onHealthChanged: () => {
        // A request may outlive its policy.
        const isCurrent = this.#states.get(aiApiId)?.get(key) === state;
        if (isCurrent) this.#everSuspended.set(state, { aiApiId, policyId, environment, state });
        this.#listener.onHealthChanged?.();
      },
    };
    const state: PolicyState = new PolicyState(listener, this.#share);
    ofAiApi.set(key, state);
    this.#states.set(aiApiId, ofAiApi);
    return state;
  }

  /** The sides that were suspended at some time, and still exist. */
  everSuspended(): Iterable<SuspendedSide> {
    return this.#everSuspended.values();
  }

  /**
   * Forgets an AI API's former policies, and of those that it has kept the former targets and those with weight 0. A
   * policy that no longer suspends ends its suspensions.
   *
   * @param policies those that it has now
   */
  retain(aiApiId: string, policies: readonly SidesOfPolicy[]): void {
    const ofAiApi = this.#states.get(aiApiId);
    if (ofAiApi === undefined) return;
    const sides = new Map(
      policies.flatMap(({ id, production, sandbox, suspendDurationMs }) => [
        [sideKey(id, 'PRODUCTION'), { targets: production, suspendDurationMs }] as const,
        [sideKey(id, 'SANDBOX'), { targets: sandbox, suspendDurationMs }] as const,
      ]),
    );
    for (const [key, state] of ofAiApi) {
      const side = sides.get(key);
      if (side !== undefined) {
        const members = side.targets.flatMap((target) => (target.weight > 0 ? target.key : []));
        state.retain(new Set(members), side.suspendDurationMs);
        continue;
      }
      ofAiApi.delete(key);
      this.#everSuspended.delete(state);
    }
    if (ofAiApi.size === 0) this.#states.delete(aiApiId);
  }
}

function sideKey(policyId: string, environment: Environment): string {
  return `${policyId}/${environment}`;
}
