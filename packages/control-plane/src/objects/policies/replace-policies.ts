import { AiApiEntity } from '../ai-apis/ai-api-entity';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { updateRow } from '../../kernel/database/plain-rows';
import { together } from '../../kernel/database/together';
import type { PolicyDraft } from './policy-draft';
import type { PolicyEntity } from './policy-entity';
import { imageWithParts } from './policy-image';
import type { PolicyKind } from './policy-kind';
import { changedPolicy, deletePolicies, newPolicy, writePolicies } from './policy-store';
import type { TargetParts } from './target-parts';

/** The changes to the policies of one AI API. */
interface Replacement {
  readonly removed?: readonly PolicyEntity[];
  readonly changed?: readonly { readonly policy: PolicyEntity; readonly draft: PolicyDraft }[];
  readonly created?: readonly PolicyDraft[];
}

/**
 * Deletes, updates and creates policies within a change, and records each, by a constant number of statements.
 *
 * @param parts what the targets before and after the change refer to
 * @returns the updated and the new policies, each in the given order
 */
export async function replacePolicies(
  change: ChangeInProgress,
  aiApi: AiApiEntity,
  parts: TargetParts,
  { removed = [], changed = [], created = [] }: Replacement,
): Promise<{ changed: PolicyEntity[]; created: PolicyEntity[] }> {
  const { manager } = change;
  const before = changed.map(({ policy }) => policy);
  const { models } = parts;
  const after = changed.map(({ policy, draft }) => changedPolicy(manager, policy, change.stamp(), draft, models));
  const made = created.map((draft) => {
    return newPolicy(manager, { ...change.newObject(), aiApiId: aiApi.id }, draft, models);
  });
  await together([deletePolicies(manager, removed), writePolicies(manager, after, made)]);
  const imageOf = (policy: PolicyEntity) => imageWithParts(policy, aiApi, parts);
  for (const policy of removed) change.deleted(policy, imageOf(policy));
  for (const [index, old] of before.entries()) {
    const next = after[index];
    if (next !== undefined) change.updated(next, old.version, imageOf(old), imageOf(next));
  }
  for (const policy of made) change.created(policy, imageOf(policy));
  return { changed: after, created: made };
}

/** Records at the AI API the kind of its policies and that they have changed. */
export async function recordPolicies(
  change: ChangeInProgress,
  aiApi: AiApiEntity,
  policyKind: PolicyKind | null,
): Promise<AiApiEntity> {
  const patch = { policyKind, policiesVersion: change.revision };
  await updateRow(change.manager, AiApiEntity, aiApi.id, patch);
  change.touch('ai-api', aiApi.id);
  return Object.assign(new AiApiEntity(), aiApi, patch);
}
