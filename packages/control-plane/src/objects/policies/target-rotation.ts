import { required } from '../../kernel/graphql/required';
import { endpointById } from '../endpoints/endpoint-loaders';
import { modelById } from '../models/model-loaders';
import { policyById } from './policy-loaders';
import type { Loaders } from '../loaders/loaders';
import type { PolicyTargetEntity } from './policy-target-entity';

/** Whether a target is in rotation: false if its model or endpoint is disabled, or its weight is 0. */
export async function isInRotation(target: PolicyTargetEntity, loaders: Loaders): Promise<boolean> {
  const [model, endpoint] = await Promise.all([
    required(modelById(loaders), target.modelId),
    required(endpointById(loaders), target.endpointId),
  ]);
  return model.enabled && endpoint.enabled && target.weight !== 0;
}

/** A target's weight divided by the sum of the weights of its side's targets in rotation: 0 to 1. */
export async function shareOf(target: PolicyTargetEntity, loaders: Loaders): Promise<number> {
  const policy = await required(policyById(loaders), target.policyId);
  const side = policy.targets.filter(({ environment }) => environment === target.environment);
  const weights = await Promise.all(
    side.map(async (other) => ((await isInRotation(other, loaders)) ? (other.weight ?? 0) : 0)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum === 0 || !(await isInRotation(target, loaders)) ? 0 : (target.weight ?? 0) / sum;
}
