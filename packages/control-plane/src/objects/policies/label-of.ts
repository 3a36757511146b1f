import { required } from '../../kernel/graphql/required';
import { modelById } from '../models/model-loaders';
import type { Loaders } from '../loaders/loaders';
import type { PolicyEntity } from './policy-entity';
import { policyLabel, primaryModelIds } from './policy-label';

export async function labelOf(policy: PolicyEntity, loaders: Loaders): Promise<string> {
  const primaries = await Promise.all(primaryModelIds(policy).map((id) => required(modelById(loaders), id)));
  return policyLabel(
    policy,
    primaries.map(({ name }) => name),
  );
}
