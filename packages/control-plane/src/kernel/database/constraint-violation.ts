import { conflict, type DomainError } from '../errors/domain-error';

/**
 * What a violated constraint means to a caller. The services check every rule first, under the lock of the revision row;
 * this covers missing checks.
 */
const TAKEN: Record<string, string> = {
  provider_name_taken: 'name',
  model_name_taken: 'name',
  endpoint_name_taken: 'name',
  ai_api_name_taken: 'name',
  ai_api_base_path_taken: 'basePath',
  consumer_name_taken: 'name',
  access_token_name_taken: 'name',
};

const POLICY_RULES: readonly string[] = ['policy_kind_rule', 'policy_load_balancing_rule', 'ai_api_policy_kind'];

/** Foreign keys: their targets cannot be deleted while they are referred to, nor referred to once they are deleted. */
const REFERENCES: readonly string[] = [
  'access_grant_ai_api_id_fkey',
  'access_grant_consumer_id_fkey',
  'ai_api_production_endpoint',
  'ai_api_provider_id_fkey',
  'ai_api_sandbox_endpoint',
  'consumer_key_consumer_id_fkey',
  'endpoint_provider_id_fkey',
  'failover_primary_model_id_fkey',
  'model_provider_id_fkey',
  'policy_ai_api',
  'policy_target_endpoint',
  'policy_target_model',
];

export function explainConstraint(constraint: string): DomainError | null {
  const member = TAKEN[constraint];
  if (member !== undefined) {
    const message = 'is taken by another object';
    return conflict('TAKEN', `The ${member} is taken.`, { fields: [{ path: member, message, reason: 'TAKEN' }] });
  }
  if (constraint === 'failover_primary_taken') {
    return conflict('TAKEN', 'Another failover policy of this AI API has this primary model in this environment.');
  }
  if (REFERENCES.includes(constraint)) {
    return conflict(
      'IN_USE',
      'Another object uses the object, or an object that it refers to was deleted. Read both again.',
    );
  }
  return POLICY_RULES.includes(constraint)
    ? conflict('POLICY_RULE', "The AI API's other policies do not allow this policy.")
    : null;
}
