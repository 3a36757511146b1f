/** Who uses what, in one place: a deletion is refused for what `usedBy` shows. */
export const REFERENCES = `
  CREATE VIEW reference (used_id, object_id, kind, role) AS
    SELECT provider_id, id, 'AI_API', 'BOUND_PROVIDER' FROM ai_api
    UNION ALL
    SELECT default_production_endpoint_id, id, 'AI_API', 'DEFAULT_ENDPOINT' FROM ai_api
      WHERE default_production_endpoint_id IS NOT NULL
    UNION ALL
    SELECT default_sandbox_endpoint_id, id, 'AI_API', 'DEFAULT_ENDPOINT' FROM ai_api
      WHERE default_sandbox_endpoint_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT target.model_id, policy.id, policy.kind || '_POLICY', 'TARGET'
      FROM policy_target AS target JOIN policy ON policy.id = target.policy_id
    UNION ALL
    SELECT DISTINCT target.endpoint_id, policy.id, policy.kind || '_POLICY', 'TARGET'
      FROM policy_target AS target JOIN policy ON policy.id = target.policy_id
    UNION ALL
    SELECT ai_api_id, id, 'ACCESS_GRANT', 'ACCESS' FROM access_grant;
`;
