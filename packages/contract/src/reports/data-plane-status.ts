import { z } from 'zod';
import { environmentSchema } from '../kernel/environment';

/** The bucket in which each data plane keeps its own status, under its id. */
export const DATA_PLANES_BUCKET = 'switchyard-data-planes';
export const STATUS_INTERVAL_MS = 5_000;
/** A data plane that has not reported itself for this long is not live. */
export const LIVE_WITHIN_MS = 15_000;
/** How long a status outlives its data plane. */
export const STATUS_TTL_MS = 24 * 60 * 60 * 1_000;
export const REPORTED_SUSPENSIONS_MAX = 1_000;

/** That a data plane refused a revision and goes on serving the one before. */
export const rejectionSchema = z.object({
  revision: z.int().min(0),
  /** The revision's; null where its head did not tell. Older data planes leave it out. */
  lineage: z.uuid().nullish(),
  /** The key of the entry that it could not take. */
  entryKey: z.string(),
  reason: z.string(),
  rejectedAt: z.iso.datetime(),
});
export type Rejection = z.infer<typeof rejectionSchema>;

/** What a target was suspended for. */
export const suspensionCauseSchema = z.enum([
  'FAILURE_STATUS',
  'UNREACHABLE',
  'TIMEOUT',
  'INVALID_RESPONSE',
  'STREAM_FAILED',
  'CREDENTIAL_REJECTED',
  'MODEL_NOT_FOUND',
  'REPORTED_BY_PEER',
]);
export type SuspensionCause = z.infer<typeof suspensionCauseSchema>;

/** A target of a policy's side. */
const targetOfPolicy = {
  policyId: z.uuid(),
  environment: environmentSchema,
  modelId: z.uuid(),
  endpointId: z.uuid(),
};
/** Older data planes leave these out, and a newer one may have a cause that is not known here. */
const suspensionReason = {
  cause: suspensionCauseSchema.nullish().catch(null),
  /** Of the answer that it was suspended for; null where there was none. */
  status: z.int().min(100).max(999).nullish(),
  /** Since when it has been as it is. */
  since: z.iso.datetime().nullish(),
};

export const reportedSuspensionSchema = z.object({
  ...targetOfPolicy,
  until: z.iso.datetime(),
  ...suspensionReason,
});
export type ReportedSuspension = z.infer<typeof reportedSuspensionSchema>;

/** A target whose suspension is over: PROBE until a request has shown that it is well, AVAILABLE from then on. */
export const returnedTargetSchema = z.object({
  ...targetOfPolicy,
  availability: z.enum(['PROBE', 'AVAILABLE']),
  ...suspensionReason,
});
export type ReturnedTarget = z.infer<typeof returnedTargetSchema>;

/** What a data plane says of itself. Unknown members are dropped, so that a newer data plane can be read. */
export const dataPlaneStatusSchema = z.object({
  id: z.uuid(),
  host: z.string(),
  version: z.string(),
  startedAt: z.iso.datetime(),
  reportedAt: z.iso.datetime(),
  /** Whether it has ended as it was asked to: nothing will follow. Older data planes leave it out. */
  stopped: z.boolean().optional(),
  /** Of the table that it serves; null while it serves none. */
  lineage: z.uuid().nullable(),
  /** The newest revision that it has seen and the one that it serves; null while there is none. */
  observedRevision: z.int().nullable(),
  appliedRevision: z.int().nullable(),
  rejection: rejectionSchema.nullable(),
  requestsInFlight: z.int().min(0),
  /** Those that return first, first. */
  suspensions: z.array(reportedSuspensionSchema).max(REPORTED_SUSPENSIONS_MAX),
  /** Those that returned last, first. Older data planes leave it out. */
  returned: z.array(returnedTargetSchema).max(REPORTED_SUSPENSIONS_MAX).optional(),
});
export type DataPlaneStatus = z.infer<typeof dataPlaneStatusSchema>;
