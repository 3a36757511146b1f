import type { FieldProblem } from '../../kernel/errors/error-extensions';

const USES_NAMED_MAX = 3;

/**
 * The problem of a list of providers that leaves one out which the AI API still uses.
 *
 * @param path of the list in the input
 * @param uses what uses it, such as `the policy "round robin" targets it`; at least one
 */
export function providerInUse(path: string, provider: string, uses: readonly string[]): FieldProblem {
  const named = uses.slice(0, USES_NAMED_MAX).join(', ');
  const more = uses.length > USES_NAMED_MAX ? `, and ${uses.length - USES_NAMED_MAX} more` : '';
  return { path, message: `must keep the provider ${JSON.stringify(provider)}: ${named}${more}`, reason: 'IN_USE' };
}

export function targetedBy(policy: string): string {
  return `the policy ${JSON.stringify(policy)} targets it`;
}

export function aliasedBy(alias: string): string {
  return `the alias ${JSON.stringify(alias)} stands for a model of it`;
}
