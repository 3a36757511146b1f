import type { Environment, ErrorKind, StatusRange } from '@switchyard/contract';
import type { PolicyEntity } from './policy-entity';
import type { PolicyKind } from './policy-kind';

/** A requested target and its path within its side: `['targets', 0]`, `['primary']` or `['fallbacks', 0]`. */
export interface TargetDraft {
  readonly modelId: string;
  readonly endpointId: string;
  /** Null if the policy has no weights. */
  readonly weight: number | null;
  readonly path: readonly (string | number)[];
}

export interface PolicySettings {
  /** Null for the default. */
  readonly givenName: string | null;
  readonly suspendDurationSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly totalTimeoutSeconds: number;
  /** Null for failover. */
  readonly maxAttempts: number | null;
  /** Null for the default. */
  readonly failureStatusRanges: StatusRange[] | null;
  /** Null for the default. */
  readonly failoverOnKinds: ErrorKind[] | null;
}

export type PolicySides = Readonly<Record<Environment, readonly TargetDraft[]>>;

/** The desired state of a policy. */
export interface PolicyDraft {
  readonly kind: PolicyKind;
  readonly settings: PolicySettings;
  readonly sides: PolicySides;
}

/** The problem of a policy without targets. */
export const NO_TARGETS = {
  message: 'leaves the policy without targets: give at least one in `production` or `sandbox`',
  reason: 'REQUIRED',
} as const;

export function hasTargets({ PRODUCTION, SANDBOX }: PolicySides): boolean {
  return PRODUCTION.length > 0 || SANDBOX.length > 0;
}

/** What to change in a policy; absent members stay unchanged. */
export interface PolicyPatch {
  readonly settings: { readonly [M in keyof PolicySettings]?: PolicySettings[M] | undefined };
  readonly sides: Readonly<Partial<Record<Environment, readonly TargetDraft[] | undefined>>>;
}

export function settingsOf(policy: PolicyEntity): PolicySettings {
  const { suspendDurationSeconds, requestTimeoutSeconds, totalTimeoutSeconds, maxAttempts } = policy;
  const { givenName, failureStatusRanges, failoverOnKinds } = policy;
  return {
    givenName,
    suspendDurationSeconds,
    requestTimeoutSeconds,
    totalTimeoutSeconds,
    maxAttempts,
    failureStatusRanges,
    failoverOnKinds,
  };
}

export function sideOf(policy: PolicyEntity, environment: Environment): TargetDraft[] {
  return policy.targets
    .filter((target) => target.environment === environment)
    .map(({ modelId, endpointId, weight }, index) => ({ modelId, endpointId, weight, path: ['targets', index] }));
}

/** The policy with the patch applied. */
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

/** Whether the draft equals the present policy. */
export function changesNothing(policy: PolicyEntity, { settings, sides }: PolicyDraft): boolean {
  const partsOf = (target: TargetDraft) => [target.modelId, target.endpointId, target.weight];
  const whole = (of: PolicySettings, production: readonly TargetDraft[], sandbox: readonly TargetDraft[]) =>
    JSON.stringify([
      of.givenName,
      of.suspendDurationSeconds,
      of.requestTimeoutSeconds,
      of.totalTimeoutSeconds,
      of.maxAttempts,
      of.failureStatusRanges,
      of.failoverOnKinds,
      production.map(partsOf),
      sandbox.map(partsOf),
    ]);
  return (
    whole(settingsOf(policy), sideOf(policy, 'PRODUCTION'), sideOf(policy, 'SANDBOX')) ===
    whole(settings, sides.PRODUCTION, sides.SANDBOX)
  );
}
