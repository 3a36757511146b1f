import { FALLBACKS_PER_SIDE_MAX, TARGETS_PER_SIDE_MAX, weightedTargetSchema } from '@switchyard/contract';
import { z } from 'zod';
import { modelNameSchema, nameSchema } from '../../kernel/rules/members';
import { policyMembers } from './policy-rules';

/** In a manifest the provider defaults to the AI API's first; an image always names it. */
const target = { provider: nameSchema.nullish(), model: modelNameSchema, endpoint: nameSchema };
const plainTarget = z.strictObject(target);
const weightedTarget = z.strictObject({ ...target, weight: weightedTargetSchema.shape.weight });
const balancedSide = <T extends z.ZodType>(each: T) =>
  z.strictObject({ targets: z.array(each).max(TARGETS_PER_SIDE_MAX) }).default({ targets: [] });

const plainSide = balancedSide(plainTarget);
const weightedSide = balancedSide(weightedTarget);
/** Null if the side is empty. */
const chain = z
  .strictObject({ primary: plainTarget, fallbacks: z.array(plainTarget).min(1).max(FALLBACKS_PER_SIDE_MAX) })
  .nullable()
  .default(null);

/** A policy of each kind as images and manifests have it, with its targets by name. */
export const policyShapes = {
  ROUND_ROBIN: { ...policyMembers.ROUND_ROBIN, production: plainSide, sandbox: plainSide },
  WEIGHTED_ROUND_ROBIN: { ...policyMembers.WEIGHTED_ROUND_ROBIN, production: weightedSide, sandbox: weightedSide },
  FAILOVER: { ...policyMembers.FAILOVER, production: chain, sandbox: chain },
};
