/**
 * `reference` says who uses what, in one place: a deletion is refused for what `usedBy` shows. `referrer` names the objects
 * that use others; it is a view apart because only those of one page are named.
 */
export const REFERENCES = `
  CREATE VIEW reference (used_id, object_id, kind, role) AS
    SELECT provider_id, ai_api_id, 'AI_API', 'BOUND_PROVIDER' FROM ai_api_provider
    UNION ALL
    SELECT default_production_endpoint_id, id, 'AI_API', 'DEFAULT_ENDPOINT' FROM ai_api
      WHERE default_production_endpoint_id IS NOT NULL
    UNION ALL
    SELECT default_sandbox_endpoint_id, id, 'AI_API', 'DEFAULT_ENDPOINT' FROM ai_api
      WHERE default_sandbox_endpoint_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT model_id, ai_api_id, 'AI_API', 'MODEL_ALIAS' FROM model_alias
    UNION ALL
    SELECT DISTINCT target.model_id, policy.id, policy.kind || '_POLICY', 'TARGET'
      FROM policy_target AS target JOIN policy ON policy.id = target.policy_id
    UNION ALL
    SELECT DISTINCT target.endpoint_id, policy.id, policy.kind || '_POLICY', 'TARGET'
      FROM policy_target AS target JOIN policy ON policy.id = target.policy_id
    UNION ALL
    SELECT ai_api_id, id, 'ACCESS_GRANT', 'ACCESS' FROM access_grant;

  -- The name of a policy is that of policyName in objects/policies/policy-name.ts.
  CREATE VIEW referrer (id, name, path) AS
    SELECT id, name, ARRAY[name] FROM ai_api
    UNION ALL
    SELECT policy.id, called.name, ARRAY[ai_api.name, called.name]
      FROM policy
      JOIN ai_api ON ai_api.id = policy.ai_api_id
      CROSS JOIN LATERAL (
        SELECT coalesce(
          policy.name,
          lower(replace(policy.kind, '_', ' ')) || coalesce(' from ' || string_agg(
            model || CASE WHEN sides = 1 THEN ' in ' || lower(side) ELSE '' END, ' and ' ORDER BY side
          ), '')
        ) FROM (
          SELECT provider.name || '/' || model.name, min(environment), count(*)
            FROM failover_primary JOIN model ON model.id = model_id JOIN provider ON provider.id = model.provider_id
            WHERE policy_id = policy.id GROUP BY provider.id, model.id
        ) AS primary_model (model, side, sides)
      ) AS called (name)
    UNION ALL
    SELECT access_grant.id, consumer.name, ARRAY[consumer.name, ai_api.name]
      FROM access_grant
      JOIN consumer ON consumer.id = consumer_id
      JOIN ai_api ON ai_api.id = ai_api_id;
`;
