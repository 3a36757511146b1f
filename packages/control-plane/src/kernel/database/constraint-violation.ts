import { conflict, type DomainError } from '../errors/domain-error';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const FOREIGN_KEY_VIOLATION = '23503';
export const UNIQUE_VIOLATION = '23505';

/** A unique constraint on a name or a base path is called `<table>_name_taken` or `<table>_base_path_taken`. */
const TAKEN = /_(name|base_path)_taken$/;
const MEMBERS: Readonly<Record<string, string>> = { name: 'name', base_path: 'basePath' };

const POLICY_RULES: readonly string[] = ['policy_kind_rule', 'policy_load_balancing_rule', 'ai_api_policy_kind'];

/**
 * What a violated constraint means to a caller; null if it is a fault of the control plane. The services check every
 * rule under the lineage lock first; the constraints catch a check that is missing.
 */
export function explainConstraint(code: string, constraint: string): DomainError | null {
  const member = MEMBERS[TAKEN.exec(constraint)?.[1] ?? ''];
  if (member !== undefined) {
    const message = 'is taken by another object';
    return conflict('TAKEN', `The ${member} is taken.`, { fields: [{ path: member, message, reason: 'TAKEN' }] });
  }
  if (constraint === 'failover_primary_taken') {
    return conflict('TAKEN', 'Another failover policy of this AI API has this primary model in this environment.');
  }
  if (POLICY_RULES.includes(constraint)) {
    return conflict('POLICY_RULE', "This policy conflicts with the AI API's other policies.");
  }
  return code === FOREIGN_KEY_VIOLATION
    ? conflict('IN_USE', 'The object is in use, or an object that it refers to was deleted. Read both again and retry.')
    : null;
}
