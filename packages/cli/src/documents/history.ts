import { z } from 'zod';
import { mutation, query } from './document';
import { PLAN_FIELDS, plannedChangeSchema, planSchema } from './plan';

export const ROLL_BACK = mutation(
  z.object({ rollBack: plannedChangeSchema }),
  'The rollback may or may not have happened. Check with "switchyard history".',
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

const revisionPageSchema = z.object({
  nodes: z.array(revisionSchema),
  pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
  totalCount: z.int(),
});
export type RevisionPage = z.infer<typeof revisionPageSchema>;

export const HISTORY = query(
  z.object({ revisions: revisionPageSchema }),
  `query History($first: Int!, $after: String, $includeSystem: Boolean!, $filter: RevisionFilter) {
  revisions(first: $first, after: $after, includeSystem: $includeSystem, filter: $filter) {
    nodes { number committedAt actor { kind name } operation comment rolledBackTo changeCount }
    pageInfo { endCursor hasNextPage }
    totalCount
  }
}`,
);
