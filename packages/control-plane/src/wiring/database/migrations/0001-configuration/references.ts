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

  -- The label of a policy is that of policyLabel in objects/policies/policy-label.ts.
  CREATE VIEW referrer (id, name, path) AS
    SELECT id, name, ARRAY[name] FROM ai_api
    UNION ALL
    SELECT policy.id, label.text, ARRAY[ai_api.name, label.text]
      FROM policy
      JOIN ai_api ON ai_api.id = policy.ai_api_id
      CROSS JOIN LATERAL (
        SELECT lower(replace(policy.kind, '_', ' ')) || coalesce(' from ' || string_agg(name, ' and ' ORDER BY side), '')
          FROM (
            SELECT model.name, min(environment) FROM failover_primary JOIN model ON model.id = model_id
              WHERE policy_id = policy.id GROUP BY model.id
          ) AS primary_model (name, side)
      ) AS label (text)
    UNION ALL
    SELECT access_grant.id, consumer.name, ARRAY[consumer.name, ai_api.name]
      FROM access_grant
      JOIN consumer ON consumer.id = consumer_id
      JOIN ai_api ON ai_api.id = ai_api_id;
`;
