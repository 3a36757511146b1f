import { z } from 'zod';
import { commentSchema, orDefault } from '../../kernel/rules/members';

export const rollBackRules = z.object({
  toRevision: z.int(),
  dryRun: orDefault(z.boolean(), false),
  expectedPlanId: z.string().nullish(),
  comment: commentSchema,
});
