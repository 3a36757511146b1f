import { hash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { PolicyEntity } from './policy-entity';
import type { PolicyTargetEntity } from './policy-target-entity';

/** A UUID has as many. */
const ID_HEX_DIGITS = 32;

const RELEASE_TARGET_SETS = `
  DELETE FROM target_set WHERE id IN (
    SELECT production_target_set_id FROM policy WHERE id = ANY($1)
    UNION SELECT sandbox_target_set_id FROM policy WHERE id = ANY($1)
  )
  AND NOT EXISTS (SELECT FROM policy WHERE production_target_set_id = target_set.id AND policy.id <> ALL($1))
  AND NOT EXISTS (SELECT FROM policy WHERE sandbox_target_set_id = target_set.id AND policy.id <> ALL($1))`;

type Target = Pick<PolicyTargetEntity, 'modelId' | 'endpointId' | 'weight'>;

/**
 * The id of a side's target set, a digest of its members; null if it has none. Targets of weight 0 are not members: they
 * are never in rotation.
 */
export function targetSetIdOf(side: readonly Target[]): string | null {
  const members = side.filter(isMember).map(({ modelId, endpointId }) => `${modelId} ${endpointId}`);
  if (members.length === 0) return null;
  const hex = hash('sha256', members.toSorted().join('\n')).slice(0, ID_HEX_DIGITS);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Writes the target sets of policies that do not exist yet, by one statement. */
export async function writeTargetSets(manager: EntityManager, policies: readonly PolicyEntity[]): Promise<void> {
  const sets = new Map<string, readonly Target[]>();
  for (const { targets, productionTargetSetId, sandboxTargetSetId } of policies) {
    const sideOf = (wanted: string) => targets.filter(({ environment }) => environment === wanted);
    if (productionTargetSetId !== null) sets.set(productionTargetSetId, sideOf('PRODUCTION'));
    if (sandboxTargetSetId !== null) sets.set(sandboxTargetSetId, sideOf('SANDBOX'));
  }
  const rows = [...sets].flatMap(([id, side]) => side.filter(isMember).map((target) => ({ id, ...target })));
  if (rows.length === 0) return;
  await manager.query(
    `INSERT INTO target_set (id, model_id, endpoint_id) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])
     ON CONFLICT DO NOTHING`,
    [rows.map(({ id }) => id), rows.map(({ modelId }) => modelId), rows.map(({ endpointId }) => endpointId)],
  );
}

/**
 * Deletes the target sets that only these policies use, by one statement. Call it before the policies are deleted or
 * overwritten.
 */
export async function releaseTargetSets(manager: EntityManager, policies: readonly PolicyEntity[]): Promise<void> {
  if (policies.length === 0) return;
  await manager.query(RELEASE_TARGET_SETS, [policies.map(({ id }) => id)]);
}

/** The same, and deletes their targets and primaries. Call it before they are overwritten. */
export async function releaseTargets(manager: EntityManager, policies: readonly PolicyEntity[]): Promise<void> {
  await manager.query(
    `WITH sets AS (${RELEASE_TARGET_SETS}),
       targets AS (DELETE FROM policy_target WHERE policy_id = ANY($1))
     DELETE FROM failover_primary WHERE policy_id = ANY($1)`,
    [policies.map(({ id }) => id)],
  );
}

/** Deletes policies with all that belongs to them. */
export async function deleteWithTargetSets(manager: EntityManager, policies: readonly PolicyEntity[]): Promise<void> {
  await manager.query(`WITH sets AS (${RELEASE_TARGET_SETS}) DELETE FROM policy WHERE id = ANY($1)`, [
    policies.map(({ id }) => id),
  ]);
}

function isMember({ weight }: Target): boolean {
  return weight !== 0;
}
