import { z } from 'zod';
import { environmentSchema } from '../kernel/environment';
import { SERVICE_TIER_LENGTH_MAX } from '../table/price';
import { LATENCY_BUCKETS_MAX } from './latency-histogram';
import { outcomeSchema } from './outcome';
import { requestRecordSchema } from './request-record';
import { storableText } from './storable-text';
import { tokenCountsSchema } from './token-kind';

/** The JetStream work queue through which usage reaches the control planes. */
export const USAGE_STREAM = 'SWITCHYARD_USAGE';
/** Each data plane publishes below it, under its id. */
export const USAGE_SUBJECT_PREFIX = 'switchyard.usage';
/** The maximum size of a batch: NATS takes messages of 1 MiB unless it is told otherwise. */
export const USAGE_BATCH_BYTES_MAX = 768 * 1_024;
/** The maximum number of rows of each kind, and of records, in a batch. */
export const USAGE_ROWS_PER_BATCH_MAX = 1_000;
/** The maximum number of rows that a data plane reports per minute. What does not fit is counted in one row of each kind, named `other`. */
export const USAGE_ROWS_PER_MINUTE_MAX = 5_000;

/** The minute in which requests ended, in minutes since the epoch. */
const minute = z.int().min(0);
const count = z.int().min(0);
const id = z.uuid().nullable();
/** Null for an outcome of a newer data plane that is unknown here: its sums count all the same. */
const outcome = outcomeSchema.nullable().catch(null);
/** Whether this is the sum of all rows that did not fit: its dimensions, all null, say nothing. */
const isOther = z.boolean().default(false);

/** Requests, by what they asked for and how they ended. */
export const usageRequestRowSchema = z.object({
  minute,
  isOther,
  aiApiId: id,
  consumerId: id,
  environment: environmentSchema.nullable(),
  policyId: id,
  outcome,
  streamed: z.boolean().nullable(),
  requests: count,
  /** Requests that more than one target was asked for. */
  failovers: count,
});
export type UsageRequestRow = z.infer<typeof usageRequestRowSchema>;

/** Attempts, by target and consumer. The last two dimensions say which of a price's rates apply. */
export const usageAttemptRowSchema = z.object({
  minute,
  isOther,
  aiApiId: id,
  consumerId: id,
  environment: environmentSchema.nullable(),
  providerId: id,
  modelId: id,
  endpointId: id,
  outcome,
  /** A vendor's own word. Null also for one that cannot be stored: its sums count all the same. */
  serviceTier: storableText(SERVICE_TIER_LENGTH_MAX).nullable().catch(null),
  isAboveStep: z.boolean(),
  attempts: count,
  resends: count,
  /** How many have tokens that the vendor counted, and how many have tokens that were estimated. */
  countedAttempts: count,
  estimatedAttempts: count,
  counted: tokenCountsSchema,
  estimated: tokenCountsSchema,
  /** In billionths of the installation's currency, of attempts whose tokens are all counted, and of the others. */
  cost: z.string().regex(/^\d{1,30}$/),
  estimatedCost: z.string().regex(/^\d{1,30}$/),
  /** Attempts with tokens that no price was known for. */
  unpriced: count,
});
export type UsageAttemptRow = z.infer<typeof usageAttemptRowSchema>;

/** The buckets of a `LatencyHistogram` in µs that are not empty: pairs of a bucket and its count, by bucket. */
export const latencyPairsSchema = z
  .array(
    z.tuple([
      z
        .int()
        .min(0)
        .max(LATENCY_BUCKETS_MAX - 1),
      z.int().min(1),
    ]),
  )
  .max(LATENCY_BUCKETS_MAX);

/** How long requests took, by target: no consumers, so that the rows stay few. */
export const usageLatencyRowSchema = z.object({
  minute,
  isOther,
  aiApiId: id,
  environment: environmentSchema.nullable(),
  providerId: id,
  modelId: id,
  endpointId: id,
  streamed: z.boolean().nullable(),
  duration: latencyPairsSchema,
  firstContent: latencyPairsSchema,
  overhead: latencyPairsSchema,
});
export type UsageLatencyRow = z.infer<typeof usageLatencyRowSchema>;

export const usageGapCauseSchema = z.enum([
  /** A data plane ended without its last batch. */
  'DATA_PLANE_ENDED',
  /** A worker ended without its last sums. */
  'WORKER_ENDED',
  /** What waited to be sent was too much, or could not be read back. */
  'SPOOL_FULL',
  /** Batches never arrived. A control plane finds this gap. */
  'BATCHES_MISSING',
]);
export type UsageGapCause = z.infer<typeof usageGapCauseSchema>;

/** How many ranges of lost batches a gap can name. */
export const LOST_RANGES_MAX = 100;

/** Batches that never come, by their sequence numbers: from the first to the last. */
export const lostBatchesSchema = z.object({ incarnation: z.uuid(), first: z.int().min(0), last: z.int().min(0) });
export type LostBatches = z.infer<typeof lostBatchesSchema>;

/** A time of which a data plane's usage is not known in full. Nothing is guessed. */
export const usageGapSchema = z.object({
  /** Identifies it, so that a gap that is reported twice is one. */
  id: z.uuid(),
  cause: usageGapCauseSchema,
  /** The worker's number; null for all of the data plane. */
  worker: z.int32().min(0).nullable(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** How many batches were lost; null if not known. */
  batches: count.nullable(),
  /** Which batches this gap stands for, so that no other gap is noted for them. */
  lost: z
    .array(lostBatchesSchema.refine(({ first, last }) => first <= last, 'ends before it begins'))
    .max(LOST_RANGES_MAX)
    .optional(),
});
export type UsageGap = z.infer<typeof usageGapSchema>;

const rows = <T extends z.ZodType>(row: T) => z.array(row).max(USAGE_ROWS_PER_BATCH_MAX).default([]);

/**
 * What a data plane has counted since its batch before. A process that starts is a new incarnation, whose batches are
 * numbered from 0, so that each is added once, however often and in whatever order it arrives.
 */
export const usageBatchSchema = z.object({
  dataPlaneId: z.uuid(),
  incarnation: z.uuid(),
  sequence: z.int().min(0),
  /** When it was closed. */
  at: z.iso.datetime(),
  requests: rows(usageRequestRowSchema),
  attempts: rows(usageAttemptRowSchema),
  latencies: rows(usageLatencyRowSchema),
  records: rows(requestRecordSchema),
  gaps: rows(usageGapSchema),
  /** Request records that were not kept, because there were too many. */
  droppedRecords: count.default(0),
});
export type UsageBatch = z.infer<typeof usageBatchSchema>;

/** The subject of a data plane's batches. */
export function usageSubject(dataPlaneId: string): string {
  return `${USAGE_SUBJECT_PREFIX}.${dataPlaneId}`;
}
