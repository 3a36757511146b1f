import type { PolicyEntity } from './policy-entity';

/** The primary models of a failover policy, production first. */
export function primaryModelIds({ kind, targets }: PolicyEntity): string[] {
  return kind === 'FAILOVER'
    ? [...new Set(targets.filter(({ position }) => position === 0).map((t) => t.modelId))]
    : [];
}

/**
 * What a policy is called. References get it from the view `referrer`, which forms it in SQL.
 *
 * @param primaryNames the names of the models of `primaryModelIds`, in that order
 */
export function policyLabel({ kind }: Pick<PolicyEntity, 'kind'>, primaryNames: readonly string[]): string {
  if (kind === 'ROUND_ROBIN') return 'round robin';
  if (kind === 'WEIGHTED_ROUND_ROBIN') return 'weighted round robin';
  return `failover from ${primaryNames.join(' and ')}`;
}
