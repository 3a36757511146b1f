import {
  FALLBACKS_PER_SIDE_MAX,
  TARGETS_PER_SIDE_MAX,
  weightedTargetSchema as tableWeightedTargetSchema,
  WHEEL_LENGTH_MAX,
} from '@switchyard/contract';
import { wheelLength } from '@switchyard/routing';
import { z } from 'zod';
import { problem, WHATEVER_ELSE_IS_WRONG } from '../../kernel/rules/check-input';
import { idSchema } from '../../kernel/rules/members';
import type { TargetDraft } from './policy-draft';
import { type PlacedTarget, targetsNamedIn } from './named-targets';

const targetSchema = z.object({ modelId: idSchema, endpointId: idSchema });
const weightSchema = tableWeightedTargetSchema.shape.weight;
const weightedTargetSchema = targetSchema.extend({ weight: weightSchema });

/** Whatever else is wrong with the targets. @param placed each target with its path within the side */
function rejectRepeated(placed: readonly PlacedTarget[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const { modelId, endpointId, path } of placed) {
    const key = `${modelId}/${endpointId}`.toLowerCase();
    if (seen.has(key)) context.addIssue(problem('DUPLICATE', 'is already a target of this side', [...path]));
    seen.add(key);
  }
}

const rejectRepeatedInList = (side: unknown, context: z.RefinementCtx) => rejectRepeated(targetsNamedIn(side), context);

export const roundRobinSideSchema = z
  .object({ targets: z.array(targetSchema).max(TARGETS_PER_SIDE_MAX) })
  .superRefine(rejectRepeatedInList, WHATEVER_ELSE_IS_WRONG)
  .transform(({ targets }): TargetDraft[] =>
    targets.map((target, index) => ({ ...target, weight: null, path: ['targets', index] })),
  );

export const weightedSideSchema = z
  .object({ targets: z.array(weightedTargetSchema).max(TARGETS_PER_SIDE_MAX).superRefine(rejectWeights) })
  .superRefine(rejectRepeatedInList, WHATEVER_ELSE_IS_WRONG)
  .transform(({ targets }): TargetDraft[] => targets.map((target, index) => ({ ...target, path: ['targets', index] })));

export const failoverSideSchema = z
  .object({ primary: targetSchema, fallbacks: z.array(targetSchema).min(1).max(FALLBACKS_PER_SIDE_MAX) })
  .superRefine(rejectRepeatedInList, WHATEVER_ELSE_IS_WRONG)
  .transform(({ primary, fallbacks }): TargetDraft[] => [
    { ...primary, weight: null, path: ['primary'] },
    ...fallbacks.map((target, index) => ({ ...target, weight: null, path: ['fallbacks', index] })),
  ]);

function rejectWeights(targets: readonly { readonly weight: number }[], context: z.RefinementCtx): void {
  // Too large a weight is reported by itself.
  if (targets.some(({ weight }) => !weightSchema.safeParse(weight).success)) return;
  const turns = wheelLength(targets.map(({ weight }) => weight));
  if (targets.length > 0 && turns === 0) {
    context.addIssue(problem('OUT_OF_RANGE', 'must have at least one target with a positive weight'));
  } else if (turns > WHEEL_LENGTH_MAX) {
    const message = `must have weights whose sum over their greatest common divisor is at most ${WHEEL_LENGTH_MAX}`;
    context.addIssue(problem('OUT_OF_RANGE', `${message}: use rounder weights`));
  }
}
