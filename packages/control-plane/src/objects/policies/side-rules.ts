import {
  FALLBACKS_PER_SIDE_MAX,
  TARGETS_PER_SIDE_MAX,
  weightedTargetSchema as tableWeightedTargetSchema,
  WHEEL_LENGTH_MAX,
} from '@switchyard/contract';
import { wheelLength } from '@switchyard/routing';
import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { idSchema } from '../../kernel/rules/members';
import type { TargetDraft } from './policy-draft';

const targetSchema = z.object({ modelId: idSchema, endpointId: idSchema });
const weightedTargetSchema = targetSchema.extend({ weight: tableWeightedTargetSchema.shape.weight });

const rejectRepeatedTargets = (targets: readonly TargetDraft[], context: z.RefinementCtx) => {
  const seen = new Set<string>();
  for (const { modelId, endpointId, path } of targets) {
    const key = `${modelId}/${endpointId}`;
    if (seen.has(key)) context.addIssue(problem('DUPLICATE', 'is already a target of this side', [...path]));
    seen.add(key);
  }
};

export const roundRobinSideSchema = z
  .object({ targets: z.array(targetSchema).max(TARGETS_PER_SIDE_MAX) })
  .transform(({ targets }): TargetDraft[] =>
    targets.map((target, index) => ({ ...target, weight: null, path: ['targets', index] })),
  )
  .superRefine(rejectRepeatedTargets);

export const weightedSideSchema = z
  .object({ targets: z.array(weightedTargetSchema).max(TARGETS_PER_SIDE_MAX).superRefine(rejectWeights) })
  .transform(({ targets }): TargetDraft[] => targets.map((target, index) => ({ ...target, path: ['targets', index] })))
  .superRefine(rejectRepeatedTargets);

export const failoverSideSchema = z
  .object({ primary: targetSchema, fallbacks: z.array(targetSchema).min(1).max(FALLBACKS_PER_SIDE_MAX) })
  .transform(({ primary, fallbacks }): TargetDraft[] => [
    { ...primary, weight: null, path: ['primary'] },
    ...fallbacks.map((target, index) => ({ ...target, weight: null, path: ['fallbacks', index] })),
  ])
  .superRefine(rejectRepeatedTargets);

function rejectWeights(targets: readonly { readonly weight: number }[], context: z.RefinementCtx): void {
  const turns = wheelLength(targets.map(({ weight }) => weight));
  if (targets.length > 0 && turns === 0) {
    context.addIssue(problem('OUT_OF_RANGE', 'must have at least one target with a positive weight'));
  } else if (turns > WHEEL_LENGTH_MAX) {
    const message = `must have weights whose sum over their greatest common divisor is at most ${WHEEL_LENGTH_MAX}`;
    context.addIssue(problem('OUT_OF_RANGE', `${message}: use rounder weights`));
  }
}
