import type { EditedPolicyFragment } from './documents.generated';

export const SIDES = ['production', 'sandbox'] as const;
export type Side = (typeof SIDES)[number];
export type PolicyKind = EditedPolicyFragment['kind'];
type Named = { readonly id: string; readonly name: string };

export interface DraftTarget {
  /** A target stands once on a side. */
  readonly key: string;
  readonly provider: Named;
  readonly model: Named;
  readonly endpoint: Named;
  readonly weight: number;
  readonly inRotation: boolean;
}

/** A policy as it is edited. A side's order counts only for failover, where the first target is the primary. */
export interface PolicyDraft {
  readonly kind: PolicyKind;
  /** Of a failover policy; empty for the default, which comes from its primaries. */
  readonly name: string;
  readonly production: readonly DraftTarget[];
  readonly sandbox: readonly DraftTarget[];
  readonly suspendDurationSeconds: number;
  readonly maxAttempts: number;
  readonly requestTimeoutSeconds: number;
  readonly totalTimeoutSeconds: number;
}

/** The defaults of the API. */
export const NEW_POLICY: PolicyDraft = {
  kind: 'WEIGHTED_ROUND_ROBIN',
  name: '',
  production: [],
  sandbox: [],
  suspendDurationSeconds: 0,
  maxAttempts: 1,
  requestTimeoutSeconds: 300,
  totalTimeoutSeconds: 1_200,
};

/** A name that somebody has given; a policy's default name has spaces, and changes with its targets. */
const GIVEN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Shares are shown, not enforced: weights that add up to this are the easiest to read. */
const WEIGHT_TOTAL = 100;

export function keyOf(model: Named, endpoint: Named): string {
  return `${model.id}/${endpoint.id}`;
}

export function draftOf(policy: EditedPolicyFragment): PolicyDraft {
  const { kind, suspendDurationSeconds, maxAttempts, requestTimeoutSeconds, totalTimeoutSeconds } = policy;
  const targetsOf = (side: Side) =>
    policy[side].targets.map((target): DraftTarget => {
      const { provider, model, endpoint, inRotation } = target;
      const weight = 'weight' in target ? target.weight : 1;
      return { key: keyOf(model, endpoint), provider, model, endpoint, weight, inRotation };
    });
  return {
    kind,
    name: GIVEN_NAME.test(policy.name) ? policy.name : '',
    production: targetsOf('production'),
    sandbox: targetsOf('sandbox'),
    suspendDurationSeconds,
    maxAttempts: maxAttempts ?? NEW_POLICY.maxAttempts,
    requestTimeoutSeconds,
    totalTimeoutSeconds,
  };
}

/** The weight that is left to 100; where nothing is left, as much as the others have on average. */
export function nextWeight(targets: readonly DraftTarget[]): number {
  const sum = targets.reduce((total, { weight }) => total + weight, 0);
  if (sum < WEIGHT_TOTAL) return WEIGHT_TOTAL - sum;
  return Math.max(1, Math.round(sum / targets.length));
}

/** The targets with one of them at another place. */
export function moved(targets: readonly DraftTarget[], from: number, to: number): readonly DraftTarget[] {
  const target = targets[from];
  if (target === undefined || to < 0 || to >= targets.length) return targets;
  const rest = targets.filter((_target, index) => index !== from);
  return [...rest.slice(0, to), target, ...rest.slice(to)];
}

/** What part of a side's requests a target gets while all are available, from 0 to 1; null where that is not fixed. */
export function shareOf(kind: PolicyKind, targets: readonly DraftTarget[], target: DraftTarget): number | null {
  if (kind === 'FAILOVER') return null;
  const weightOf = ({ weight, inRotation }: DraftTarget) => (inRotation ? (kind === 'ROUND_ROBIN' ? 1 : weight) : 0);
  const sum = targets.reduce((total, each) => total + weightOf(each), 0);
  return sum === 0 ? 0 : weightOf(target) / sum;
}

/** A draft as text by the field's name, to say what somebody else has changed. */
export function describeDraft(draft: PolicyDraft): Record<string, string> {
  const targets = (side: Side) =>
    draft[side]
      .map(({ model, endpoint, weight }) => {
        const name = `${model.name} · ${endpoint.name}`;
        return draft.kind === 'WEIGHTED_ROUND_ROBIN' ? `${name} (${weight})` : name;
      })
      .join(draft.kind === 'FAILOVER' ? ' → ' : ', ');
  return {
    Kind: draft.kind.toLowerCase().replaceAll('_', ' '),
    Name: draft.name,
    'Production targets': targets('production'),
    'Sandbox targets': targets('sandbox'),
    'Suspend for': `${draft.suspendDurationSeconds} s`,
    Attempts: String(draft.maxAttempts),
    'Request timeout': `${draft.requestTimeoutSeconds} s`,
    'Total timeout': `${draft.totalTimeoutSeconds} s`,
  };
}
