import { type Environment, ENVIRONMENTS, FAILOVER_POLICIES_PER_AI_API_MAX } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { AiApiEntity } from '../ai-apis/ai-api-entity';
import { conflict } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { Refusals } from '../../kernel/rules/input-check';
import { repeated } from '../../kernel/rules/repeated';
import { taken } from '../../kernel/rules/taken';
import { nameKey } from '../../kernel/text/name-key';
import type { ModelEntity } from '../models/model-entity';
import type { ProviderEntity } from '../providers/provider-entity';
import { pathOf } from './check-targets';
import type { PolicyPatch, TargetDraft } from './policy-draft';
import type { PolicyEntity } from './policy-entity';
import { imageWithParts } from './policy-image';
import type { PolicyKind } from './policy-kind';
import { loadTargetParts, type TargetParts } from './target-parts';

/**
 * Refuses a policy that may not join those of the AI API, which has either one load-balancing policy or failover policies:
 * CONFLICT, reason POLICY_RULE, with a conflicting policy.
 */
export async function refuseConflictingKind(
  refusals: Refusals,
  manager: EntityManager,
  aiApi: AiApiEntity,
  present: readonly PolicyEntity[],
  kind: PolicyKind,
): Promise<void> {
  const [existing] = present;
  if (existing === undefined) return;
  if (kind === 'FAILOVER' && existing.kind === 'FAILOVER') {
    if (present.length < FAILOVER_POLICIES_PER_AI_API_MAX) return;
    const message = `An AI API can have at most ${FAILOVER_POLICIES_PER_AI_API_MAX} failover policies.`;
    return refusals.refuse(conflict('POLICY_RULE', message, { fields: [wholeInput(message, 'WRONG_COUNT')] }));
  }
  const message =
    'An AI API has either one load-balancing policy or failover policies. ' +
    'Detach the existing policy, or replace it with setPolicies.';
  const fields = [wholeInput(message, 'EXCLUSIVE')];
  const other = existingPolicy(existing, aiApi, await loadTargetParts(manager, aiApi.providerIds, [existing]));
  refusals.refuse(conflict('POLICY_RULE', message, { ...other, fields }));
}

/** A problem of the policy as a whole. */
function wholeInput(message: string, reason: FieldProblem['reason']): FieldProblem {
  return { path: '', message, reason };
}

/**
 * Refuses a failover policy whose name, or whose primary model in an environment, another one has: CONFLICT, reason TAKEN,
 * with the other policy.
 *
 * @param others the AI API's other policies
 */
export async function refuseTaken(
  refusals: Refusals,
  manager: EntityManager,
  aiApi: AiApiEntity,
  others: readonly PolicyEntity[],
  { name, sides }: { readonly name: string | null; readonly sides: PolicyPatch['sides'] },
): Promise<void> {
  const namesake = others.find(
    ({ givenName }) => name !== null && givenName !== null && nameKey(givenName) === nameKey(name),
  );
  if (name !== null && namesake?.givenName) {
    refusals.refuse(taken('name', name, { id: namesake.id, name: namesake.givenName }, namesake.objectKind));
  }
  for (const environment of ENVIRONMENTS) {
    const primary = primaryNamed(sides, environment);
    const existing = others.find((policy) => primaryOf(policy, environment) === primary?.modelId);
    if (primary === undefined || existing === undefined) continue;
    const path = `${pathOf([], environment, primary)}.modelId`;
    const parts = await loadTargetParts(manager, aiApi.providerIds, [existing]);
    const other = existingPolicy(existing, aiApi, parts);
    const model = modelIn(parts.models, parts.providers, primary.modelId);
    const message = `${model} is the primary model of the policy ${JSON.stringify(other.existingName)} in ${environment}`;
    const fields: FieldProblem[] = [{ path, message, reason: 'TAKEN' }];
    refusals.refuse(conflict('TAKEN', `${path}: ${message}`, { ...other, fields }));
  }
}

/** Refuses failover policies of one list of which two have the same name, or the same primary model in an environment. */
export function refuseRepeated(
  refusals: Refusals,
  policies: readonly ListedPolicy[],
  { models, providers }: Pick<TargetParts, 'models' | 'providers'>,
): void {
  for (const environment of ENVIRONMENTS) {
    const seen = new Set<string>();
    for (const { sides, at } of policies) {
      const primary = primaryNamed(sides, environment);
      if (primary === undefined) continue;
      const path = `${pathOf(at, environment, primary)}.modelId`;
      const model = modelIn(models, providers, primary.modelId);
      const message = `${model} is the primary model of another policy in this list in ${environment}`;
      if (seen.has(primary.modelId) && models.has(primary.modelId))
        refusals.add({ path, message, reason: 'DUPLICATE' });
      seen.add(primary.modelId);
    }
  }
  // A policy without a name of its own has a key that no name can be: names have no slash.
  const names = policies.map(({ name, at }) => (name === null ? `/${at.join('.')}` : nameKey(name)));
  for (const index of repeated(names)) {
    const path = [...(policies[index]?.at ?? []), 'name'].join('.');
    refusals.add({ path, message: 'is the name of another policy in this list', reason: 'DUPLICATE' });
  }
}

/** A failover policy of a list, as far as it is known. */
interface ListedPolicy {
  readonly name: string | null;
  readonly sides: PolicyPatch['sides'];
  /** Its path in the input. */
  readonly at: readonly (string | number)[];
}

/** The primary that a side gives; undefined if it gives none. */
export function primaryNamed(sides: PolicyPatch['sides'], environment: Environment): TargetDraft | undefined {
  return sides[environment]?.find(({ path }) => path[0] !== 'fallbacks');
}

/** What messages call a model: with its provider, because several may have one of the same name. */
export function modelIn(
  models: ReadonlyMap<string, ModelEntity>,
  providers: ReadonlyMap<string, ProviderEntity>,
  modelId: string,
): string {
  const model = models.get(modelId);
  const provider = providers.get(model?.providerId ?? '');
  return model === undefined || provider === undefined ? 'this' : JSON.stringify(`${provider.name}/${model.name}`);
}

/** The primary model of a failover policy in an environment; undefined for an empty side. */
export function primaryOf(policy: PolicyEntity, environment: Environment): string | undefined {
  return policy.targets.find((target) => target.environment === environment)?.modelId;
}

/** The details of a conflict with a policy. */
function existingPolicy(policy: PolicyEntity, aiApi: AiApiEntity, parts: TargetParts) {
  const existingName = imageWithParts(policy, aiApi, parts).path.at(-1) ?? '';
  return { existingId: policy.id, existingKind: policy.objectKind, existingName };
}
