import { z } from 'zod';
import { mutation, query } from './document';
import { TOKEN_FIELDS, tokensSchema } from './tokens';

const usageFiguresSchema = z.object({
  requests: z.object({ requests: z.int(), failovers: z.int() }).nullable(),
  attempts: z
    .object({
      attempts: z.int(),
      resends: z.int(),
      tokens: tokensSchema,
      estimatedTokens: tokensSchema,
      cost: z.string(),
      estimatedCost: z.string(),
      unpriced: z.int(),
    })
    .nullable(),
});
export type UsageFigures = z.infer<typeof usageFiguresSchema>;

const durationsSchema = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable();
const latencySchema = z.object({
  requests: z.object({ requests: z.int() }).nullable(),
  attempts: z.object({ attempts: z.int() }).nullable(),
  latency: z.object({ duration: durationsSchema, firstContent: durationsSchema, overhead: durationsSchema }).nullable(),
});
export type LatencyOfUsage = z.infer<typeof latencySchema>;

const keySchema = z.object({
  isOther: z.boolean(),
  aiApiId: z.string().nullable(),
  consumerId: z.string().nullable(),
  environment: z.string().nullable(),
  policyId: z.string().nullable(),
  providerId: z.string().nullable(),
  modelId: z.string().nullable(),
  endpointId: z.string().nullable(),
  outcome: z.string().nullable(),
});
export type UsageKey = z.infer<typeof keySchema>;

const gapSchema = z.object({
  dataPlaneId: z.string(),
  cause: z.string(),
  worker: z.int().nullable(),
  from: z.string(),
  to: z.string(),
  batches: z.int().nullable(),
});
export type UsageGap = z.infer<typeof gapSchema>;

function reportSchema<T extends z.ZodType>(figures: T) {
  return z.object({
    usage: z.object({
      from: z.string(),
      to: z.string(),
      interval: z.string(),
      currency: z.string(),
      totals: figures,
      groups: z.array(z.object({ key: keySchema, series: z.array(z.object({ at: z.string(), figures })) })),
    }),
  });
}

function reportText(name: string, fields: string): string {
  return `query ${name}($from: DateTime!, $to: DateTime!, $interval: UsageInterval!, $groupBy: [UsageDimension!]!, $filter: UsageFilter!) {
  usage(from: $from, to: $to, interval: $interval, groupBy: $groupBy, filter: $filter) {
    from to interval currency
    totals { ...Figures }
    groups {
      key { isOther aiApiId consumerId environment policyId providerId modelId endpointId outcome }
      series { at figures { ...Figures } }
    }
  }
}
fragment Figures on UsageFigures {
  ${fields}
}`;
}

export const USAGE = query(
  reportSchema(usageFiguresSchema),
  reportText(
    'Usage',
    `requests { requests failovers }
  attempts { attempts resends tokens { ${TOKEN_FIELDS} } estimatedTokens { ${TOKEN_FIELDS} } cost estimatedCost unpriced }`,
  ),
);
export type UsageAnswer = z.infer<typeof USAGE.answer>;

/** Apart from the rest: reading histograms takes longer. */
export const USAGE_LATENCY = query(
  reportSchema(latencySchema),
  reportText(
    'UsageLatency',
    `requests { requests }
  attempts { attempts }
  latency { duration { p50 p95 p99 } firstContent { p50 p95 p99 } overhead { p50 p95 p99 } }`,
  ),
);
export type LatencyAnswer = z.infer<typeof USAGE_LATENCY.answer>;

/** The maximum that a control plane returns at once. */
export const USAGE_GAPS_MAX = 200;

/** The latest gaps in a report, asked for with the report's own period: it is wider than what was asked for. */
export const USAGE_GAPS = query(
  z.object({ usageGaps: z.array(gapSchema) }),
  `query UsageGaps($from: DateTime!, $to: DateTime!) {
  usageGaps(from: $from, to: $to, first: ${USAGE_GAPS_MAX}) { dataPlaneId cause worker from to batches }
}`,
);

const recostedSchema = z.object({ hours: z.int(), recosted: z.int(), kept: z.int() });
export type Recosted = z.infer<typeof recostedSchema>;

export const RECOST_USAGE = mutation(
  z.object({ recostUsage: recostedSchema }),
  'Some costs may or may not have been computed again. Run the command again: it does no harm.',
  `mutation RecostUsage($input: RecostUsageInput!) { recostUsage(input: $input) { hours recosted kept } }`,
);
