import { z } from 'zod';
import { mutation, query } from './document';
import { PLAN_FIELDS, plannedChangeSchema, planSchema } from './plan';

export const ROLL_BACK = mutation(
  z.object({ rollBack: plannedChangeSchema }),
  'Whether it was rolled back is not known: "switchyard history" tells.',
  `mutation RollBack($input: RollBackInput!) {
  rollBack(input: $input) { plan { ...PlanFields } applied revision }
}${PLAN_FIELDS}`,
);

export const PLAN_ROLL_BACK = query(
  z.object({ planRollBack: planSchema }),
  `query PlanRollBack($toRevision: Int!) { planRollBack(toRevision: $toRevision) { ...PlanFields } }${PLAN_FIELDS}`,
);

const revisionSchema = z.object({
  number: z.int(),
  committedAt: z.string(),
  actor: z.object({ kind: z.string(), name: z.string() }),
  operation: z.string(),
  comment: z.string().nullable(),
  rolledBackTo: z.int().nullable(),
  changeCount: z.int(),
});
export type RevisionOfHistory = z.infer<typeof revisionSchema>;

export const HISTORY = query(
  z.object({ revisions: z.object({ nodes: z.array(revisionSchema), totalCount: z.int() }) }),
  `query History($first: Int!) {
  revisions(first: $first) {
    nodes { number committedAt actor { kind name } operation comment rolledBackTo changeCount }
    totalCount
  }
}`,
);
