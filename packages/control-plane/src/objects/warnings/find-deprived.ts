import type { EntityManager } from 'typeorm';
import { WARNINGS_MAX } from '../../kernel/graphql/change-warning';
import type { RouteChanges } from './route-changes';

/** The target sets with a target in rotation before the change, and none after it. */
const LOST_SETS = `
  SELECT target_set.id
  FROM target_set JOIN model ON model.id = model_id JOIN endpoint ON endpoint.id = endpoint_id
  WHERE target_set.id IN (
    SELECT id FROM target_set WHERE model_id = ANY($1) UNION SELECT id FROM target_set WHERE endpoint_id = ANY($1)
  )
  GROUP BY target_set.id
  HAVING NOT bool_or(model.enabled AND endpoint.enabled) AND bool_or(
    (model.enabled OR model_id = ANY($1)) AND model_id <> ALL($2)
    AND (endpoint.enabled OR endpoint_id = ANY($1)) AND endpoint_id <> ALL($2)
  )`;

/** A disabled AI API serves nobody, but its policies with an empty side now have no default endpoint to send requests to. */
const LOSE_DEFAULT = (environment: 'production' | 'sandbox') => `
  SELECT id FROM ai_api WHERE default_${environment}_endpoint_id = ANY($1) AND (enabled OR EXISTS (
    SELECT FROM policy WHERE policy.ai_api_id = ai_api.id AND ${environment}_target_set_id IS NULL
  ))`;

/**
 * AI APIs that are left without a target in rotation on a side, or without a default endpoint, because the change
 * disables something that they use. One provider may have ten thousand AI APIs, so the database finds them, by one
 * statement if the change disables anything. It compares target sets, which AI APIs share, and looks at an AI API only
 * if it is deprived.
 *
 * @returns the ids of the first `WARNINGS_MAX` by name: each has at least one warning
 */
export async function findDeprived(
  manager: EntityManager,
  { disabled, enabled }: Pick<RouteChanges, 'disabled' | 'enabled'>,
): Promise<string[]> {
  if (disabled.length === 0) return [];
  const rows: { id: string }[] = await manager.query(
    `WITH lost AS (${LOST_SETS})
     SELECT id FROM ai_api WHERE id IN (
       SELECT ai_api_id FROM policy WHERE production_target_set_id IN (SELECT id FROM lost)
       UNION ALL SELECT ai_api_id FROM policy WHERE sandbox_target_set_id IN (SELECT id FROM lost)
       UNION ALL ${LOSE_DEFAULT('production')}
       UNION ALL ${LOSE_DEFAULT('sandbox')}
     ) ORDER BY name LIMIT $3`,
    [disabled, enabled, WARNINGS_MAX],
  );
  return rows.map(({ id }) => id);
}
