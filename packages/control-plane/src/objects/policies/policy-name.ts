import type { PolicyKind } from './policy-kind';

/** A model with its provider, by names. */
interface Primary {
  readonly provider: string;
  readonly model: string;
}

/** The primaries of a failover policy; undefined for an empty side. */
export interface Primaries {
  readonly production: Primary | undefined;
  readonly sandbox: Primary | undefined;
}

/**
 * What a policy is called. A failover policy without a name of its own is called after its primaries, which no other policy
 * of its AI API has in the same environment. References get it from the view `referrer`, which forms it in SQL.
 *
 * @param givenName null for the default
 */
export function policyName(kind: PolicyKind, givenName: string | null, { production, sandbox }: Primaries): string {
  if (kind === 'ROUND_ROBIN') return 'round robin';
  if (kind === 'WEIGHTED_ROUND_ROBIN') return 'weighted round robin';
  if (givenName !== null) return givenName;
  const [live, test] = [textOf(production), textOf(sandbox)];
  if (live === test) return `failover from ${live}`;
  const sides = [...(live === null ? [] : [`${live} in production`]), ...(test === null ? [] : [`${test} in sandbox`])];
  return `failover from ${sides.join(' and ')}`;
}

function textOf(primary: Primary | undefined): string | null {
  return primary === undefined ? null : `${primary.provider}/${primary.model}`;
}
