import { Any } from 'typeorm';
import type { FindByIds } from '../../kernel/noun-module';
import { byId, manyBy } from '../loaders/loaders';
import type { PolicyEntity } from './policy-entity';
import { loadPolicies } from './policy-store';

/** With their targets. */
export const findPolicies: FindByIds<PolicyEntity> = (manager, ids) => loadPolicies(manager, { id: Any([...ids]) });
export const policyById = byId(findPolicies);

/** With their targets, oldest first. */
export const policiesOfAiApi = manyBy(
  ({ aiApiId }: PolicyEntity) => aiApiId,
  (manager, aiApiIds) => loadPolicies(manager, { aiApiId: Any(aiApiIds) }),
);
