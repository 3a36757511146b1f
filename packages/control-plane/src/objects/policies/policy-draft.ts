import type { Environment, StatusRange } from '@switchyard/contract';
import type { PolicyEntity } from './policy-entity';
import type { PolicyKind } from './policy-kind';

/** A target as it is asked for, and where in the input it stands: `[0]`, `['primary']` or `['fallbacks', 0]`. */
export interface TargetDraft {
  readonly modelId: string;
  readonly endpointId: string;
  /** Null where the policy has no weights. */
  readonly weight: number | null;
  readonly path: readonly (string | number)[];
}

export interface PolicySettings {
  readonly suspendDurationSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly totalTimeoutSeconds: number;
  /** Null for failover. */
  readonly maxAttempts: number | null;
  /** Null for the default. */
  readonly failureStatusRanges: StatusRange[] | null;
}

export type PolicySides = Readonly<Record<Environment, readonly TargetDraft[]>>;

/** A policy as it is to be. */
export interface PolicyDraft {
  readonly kind: PolicyKind;
  readonly settings: PolicySettings;
  readonly sides: PolicySides;
}

/** What is wrong with a policy that has none. */
export const NO_TARGETS = {
  message: 'leaves the policy without targets: give at least one, for `production` or for `sandbox`',
  reason: 'REQUIRED',
} as const;

export function hasTargets({ PRODUCTION, SANDBOX }: PolicySides): boolean {
  return PRODUCTION.length > 0 || SANDBOX.length > 0;
}

/** What to change in a policy: what is absent stays. */
export interface PolicyPatch {
  readonly settings: { readonly [M in keyof PolicySettings]?: PolicySettings[M] | undefined };
  readonly sides: Readonly<Partial<Record<Environment, readonly TargetDraft[] | undefined>>>;
}

export function settingsOf(policy: PolicyEntity): PolicySettings {
  const { suspendDurationSeconds, requestTimeoutSeconds, totalTimeoutSeconds, maxAttempts } = policy;
  const { failureStatusRanges } = policy;
  return { suspendDurationSeconds, requestTimeoutSeconds, totalTimeoutSeconds, maxAttempts, failureStatusRanges };
}

export function sideOf(policy: PolicyEntity, environment: Environment): TargetDraft[] {
  return policy.targets
    .filter((target) => target.environment === environment)
    .map(({ modelId, endpointId, weight }, index) => ({ modelId, endpointId, weight, path: [index] }));
}

/** The policy as it is when the patch is applied. */
export function patched(policy: PolicyEntity, { settings, sides }: PolicyPatch): PolicyDraft {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return {
    kind: policy.kind,
    settings: { ...settingsOf(policy), ...given },
    sides: {
      PRODUCTION: sides.PRODUCTION ?? sideOf(policy, 'PRODUCTION'),
      SANDBOX: sides.SANDBOX ?? sideOf(policy, 'SANDBOX'),
    },
  };
}

/** Whether the draft asks for the policy as it is already. */
export function changesNothing(policy: PolicyEntity, { settings, sides }: PolicyDraft): boolean {
  const essence = (target: TargetDraft) => [target.modelId, target.endpointId, target.weight];
  const whole = (of: PolicySettings, production: readonly TargetDraft[], sandbox: readonly TargetDraft[]) =>
    JSON.stringify([
      of.suspendDurationSeconds,
      of.requestTimeoutSeconds,
      of.totalTimeoutSeconds,
      of.maxAttempts,
      of.failureStatusRanges,
      production.map(essence),
      sandbox.map(essence),
    ]);
  return (
    whole(settingsOf(policy), sideOf(policy, 'PRODUCTION'), sideOf(policy, 'SANDBOX')) ===
    whole(settings, sides.PRODUCTION, sides.SANDBOX)
  );
}
