import { policyById } from './policy-loaders';
import type { Loaders } from '../loaders/loaders';
import type { PolicyTargetEntity } from './policy-target-entity';
import { targetIdOf, type TargetKey } from './target-key';

/** A target in the current configuration; null if it no longer exists. */
export async function findTarget(key: TargetKey, loaders: Loaders): Promise<PolicyTargetEntity | null> {
  const policy = await policyById(loaders).load(key.policyId);
  return policy?.targets.find(({ id }) => id === targetIdOf(key)) ?? null;
}
