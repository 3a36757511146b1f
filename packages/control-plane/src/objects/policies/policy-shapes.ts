import { FALLBACKS_PER_SIDE_MAX, TARGETS_PER_SIDE_MAX, weightedTargetSchema } from '@switchyard/contract';
import { z } from 'zod';
import { modelNameSchema, nameSchema } from '../../kernel/rules/members';
import { policyMembers } from './policy-rules';

const target = { model: modelNameSchema, endpoint: nameSchema };
const side = <T extends z.ZodType>(targets: z.ZodArray<T>) => z.strictObject({ targets }).default({ targets: [] });

const plainSide = side(z.array(z.strictObject(target)).max(TARGETS_PER_SIDE_MAX));
const weightedSide = side(
  z.array(z.strictObject({ ...target, weight: weightedTargetSchema.shape.weight })).max(TARGETS_PER_SIDE_MAX),
);
const chainSide = side(
  z
    .array(z.strictObject(target))
    .max(FALLBACKS_PER_SIDE_MAX + 1)
    .refine(({ length }) => length !== 1, { params: { reason: 'WRONG_COUNT' }, error: 'must also have a fallback' }),
);

/**
 * A policy of each kind as images and manifests have it, with its targets by name. The first target of a failover policy
 * is its primary.
 */
export const policyShapes = {
  ROUND_ROBIN: { ...policyMembers.ROUND_ROBIN, production: plainSide, sandbox: plainSide },
  WEIGHTED_ROUND_ROBIN: { ...policyMembers.WEIGHTED_ROUND_ROBIN, production: weightedSide, sandbox: weightedSide },
  FAILOVER: { ...policyMembers.FAILOVER, production: chainSide, sandbox: chainSide },
};
