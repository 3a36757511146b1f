import { z } from 'zod';

/** The plan lists at most as many objects as the control plane returns; the counts include all. */
const PLAN_ITEMS_MAX = 10_000;

export const planSchema = z.object({
  id: z.string(),
  baseRevision: z.int(),
  isEmpty: z.boolean(),
  createCount: z.int(),
  updateCount: z.int(),
  deleteCount: z.int(),
  unchangedCount: z.int(),
  items: z.array(
    z.object({
      action: z.string(),
      kind: z.string(),
      path: z.array(z.string()),
      differences: z.array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown() })),
      /** The paths of differences that the manifest did not ask for. */
      defaults: z.array(z.string()),
    }),
  ),
  warnings: z.array(z.object({ code: z.string(), message: z.string(), kind: z.string(), path: z.array(z.string()) })),
});
export type Plan = z.infer<typeof planSchema>;

export const PLAN_FIELDS = `
fragment PlanFields on ChangePlan {
  id
  baseRevision
  isEmpty
  createCount
  updateCount
  deleteCount
  unchangedCount
  items(first: ${PLAN_ITEMS_MAX}) { action kind path differences { path before after } defaults }
  warnings { code message kind path }
}`;

/** The answer of a mutation that follows a plan. */
export const plannedChangeSchema = z.object({ plan: planSchema, applied: z.boolean(), revision: z.int() });
export type PlannedChange = z.infer<typeof plannedChangeSchema>;
