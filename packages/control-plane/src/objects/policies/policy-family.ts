import { type Environment, ENVIRONMENTS, FAILOVER_POLICIES_PER_AI_API_MAX } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { AiApiEntity } from '../ai-apis/ai-api-entity';
import { badInput, conflict, type DomainError } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { pathOf } from './check-targets';
import type { PolicyDraft, PolicySides } from './policy-draft';
import type { PolicyEntity } from './policy-entity';
import { imageWithParts } from './policy-image';
import { loadTargetParts } from './target-parts';

/**
 * Checks that a policy may join those of the AI API: it has either one load-balancing policy or failover policies.
 *
 * @throws DomainError CONFLICT, reason POLICY_RULE, with a conflicting policy
 */
export async function refuseConflictingKind(
  manager: EntityManager,
  aiApi: AiApiEntity,
  present: readonly PolicyEntity[],
  { kind }: PolicyDraft,
): Promise<void> {
  const [existing] = present;
  if (existing === undefined) return;
  if (kind === 'FAILOVER' && existing.kind === 'FAILOVER') {
    if (present.length < FAILOVER_POLICIES_PER_AI_API_MAX) return;
    throw conflict('POLICY_RULE', `An AI API can have at most ${FAILOVER_POLICIES_PER_AI_API_MAX} failover policies.`);
  }
  const message =
    'An AI API has either one load-balancing policy or failover policies. ' +
    'Detach the existing policy, or replace it with setPolicies.';
  throw await conflictWith(manager, aiApi, existing, 'POLICY_RULE', message);
}

/**
 * Checks that no other failover policy has the same primary model in the same environment.
 *
 * @param others the AI API's other policies
 * @throws DomainError CONFLICT, reason TAKEN, with the other policy
 */
export async function refuseTakenPrimaries(
  manager: EntityManager,
  aiApi: AiApiEntity,
  others: readonly PolicyEntity[],
  draft: PolicyDraft,
): Promise<void> {
  if (draft.kind !== 'FAILOVER') return;
  for (const environment of ENVIRONMENTS) {
    const [primary] = draft.sides[environment];
    const existing = others.find((policy) => primaryOf(policy, environment) === primary?.modelId);
    if (primary === undefined || existing === undefined) continue;
    const path = `${pathOf([], environment, primary)}.modelId`;
    const message = 'is the primary model of another failover policy in this environment';
    const fields: FieldProblem[] = [{ path, message, reason: 'TAKEN' }];
    throw await conflictWith(manager, aiApi, existing, 'TAKEN', `${path} ${message}.`, fields);
  }
}

/** @throws DomainError BAD_USER_INPUT if two drafts have the same primary model in the same environment */
export function refuseRepeatedPrimaries(drafts: readonly { sides: PolicySides; at: readonly (string | number)[] }[]) {
  for (const environment of ENVIRONMENTS) {
    const seen = new Set<string>();
    for (const { sides, at } of drafts) {
      const [primary] = sides[environment];
      if (primary === undefined) continue;
      const path = `${pathOf(at, environment, primary)}.modelId`;
      const message = 'is the primary model of another policy in this list in this environment';
      if (seen.has(primary.modelId)) throw badInput([{ path, message, reason: 'DUPLICATE' }]);
      seen.add(primary.modelId);
    }
  }
}

/** The primary model of a failover policy in an environment; undefined for an empty side. */
export function primaryOf(policy: PolicyEntity, environment: Environment): string | undefined {
  return policy.targets.find((target) => target.environment === environment)?.modelId;
}

async function conflictWith(
  manager: EntityManager,
  aiApi: AiApiEntity,
  existing: PolicyEntity,
  reason: 'POLICY_RULE' | 'TAKEN',
  message: string,
  fields: FieldProblem[] = [],
): Promise<DomainError> {
  const parts = await loadTargetParts(manager, aiApi.providerIds, [existing]);
  return conflict(reason, message, {
    existingId: existing.id,
    existingKind: `${existing.kind}_POLICY`,
    existingName: imageWithParts(existing, aiApi, parts).path.at(-1) ?? '',
    ...(fields.length > 0 ? { fields } : {}),
  });
}
