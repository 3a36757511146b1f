import { z } from 'zod';
import { environmentSchema } from '../kernel/environment';

/** The bucket in which each data plane keeps its own status, under its id. */
export const DATA_PLANES_BUCKET = 'switchyard-data-planes';
export const STATUS_INTERVAL_MS = 5_000;
/** A data plane that has not reported for this long is not live. */
export const LIVE_WITHIN_MS = 15_000;
/** How long a status is kept after its data plane's last report. */
export const STATUS_TTL_MS = 24 * 60 * 60 * 1_000;
export const REPORTED_SUSPENSIONS_MAX = 1_000;
/** So many of either list have their details: with details of all, a status might not fit into a NATS message. */
export const REPORTED_DETAILS_MAX = 100;
/** In characters. */
export const SUSPENSION_DETAIL_LENGTH_MAX = 400;

/** The kinds of reason for a rejection. */
export const rejectionCodeSchema = z.enum([
  /** Something in the bucket was not written by a control plane, was put back to an earlier version, or is missing. */
  'NOT_AUTHENTIC',
  /** A newer control plane wrote the table in a format that the data plane does not know. */
  'UNKNOWN_FORMAT',
  /** An entry cannot be served. */
  'INVALID_ENTRY',
  /** The data plane failed: its log says why. */
  'INTERNAL',
]);
export type RejectionCode = z.infer<typeof rejectionCodeSchema>;

/** A data plane refused a revision and keeps serving the one before. */
export const rejectionSchema = z.object({
  revision: z.int().min(0),
  /** The lineage of the revision; null if no head was authentic. */
  lineage: z.uuid().nullable(),
  /** Null if a newer data plane gives a code that is unknown here. */
  code: rejectionCodeSchema.nullable().catch(null),
  /** The key of the entry that it refused. */
  entryKey: z.string(),
  reason: z.string(),
  rejectedAt: z.iso.datetime(),
});
export type Rejection = z.infer<typeof rejectionSchema>;

/** Why a target was suspended. */
export const suspensionCauseSchema = z.enum([
  'FAILURE_STATUS',
  'UNREACHABLE',
  'CERTIFICATE_UNTRUSTED',
  'TIMEOUT',
  'INVALID_RESPONSE',
  'STREAM_FAILED',
  'CREDENTIAL_REJECTED',
  'MODEL_NOT_FOUND',
  'ACCOUNT_EXHAUSTED',
  'OVERLOADED',
  'RATE_LIMITED',
  'REPORTED_BY_PEER',
]);
export type SuspensionCause = z.infer<typeof suspensionCauseSchema>;

/** A target in one side of a policy. */
const targetOfPolicy = {
  policyId: z.uuid(),
  environment: environmentSchema,
  modelId: z.uuid(),
  endpointId: z.uuid(),
};
/** Older data planes omit these, and a newer one may send a cause that is unknown here. */
const suspensionReason = {
  cause: suspensionCauseSchema.nullish().catch(null),
  /** The status of the response that caused the suspension; null if there was none. */
  status: z.int().min(100).max(999).nullish(),
  /** What exactly went wrong with the connection, such as why TLS did not accept a certificate; null if that is not known. */
  detail: z.string().max(SUSPENSION_DETAIL_LENGTH_MAX).nullish().catch(null),
  /** When it entered its present state. */
  since: z.iso.datetime().nullish(),
};

export const reportedSuspensionSchema = z.object({
  ...targetOfPolicy,
  until: z.iso.datetime(),
  /** Until then no request is sent to it, not even as a last resort; null or absent if the suspension is soft. */
  hardUntil: z.iso.datetime().nullish(),
  ...suspensionReason,
});
export type ReportedSuspension = z.infer<typeof reportedSuspensionSchema>;

/** A target whose suspension is over: PROBE until a request succeeds, then AVAILABLE. */
export const returnedTargetSchema = z.object({
  ...targetOfPolicy,
  availability: z.enum(['PROBE', 'AVAILABLE']),
  ...suspensionReason,
});
export type ReturnedTarget = z.infer<typeof returnedTargetSchema>;

export const REPORTED_ENDPOINT_FAULTS_MAX = 100;

/** An endpoint that is out of rotation at a data plane because its credential or CA certificate cannot be read. */
export const endpointFaultSchema = z.object({ providerId: z.uuid(), endpointId: z.uuid(), reason: z.string() });
export type EndpointFault = z.infer<typeof endpointFaultSchema>;

/** A data plane's report on itself. Unknown members are dropped, so that newer data planes can be read. */
export const dataPlaneStatusSchema = z.object({
  id: z.uuid(),
  host: z.string(),
  version: z.string(),
  startedAt: z.iso.datetime(),
  reportedAt: z.iso.datetime(),
  /** Whether it was shut down, so that no more reports follow. Older data planes omit it. */
  stopped: z.boolean().optional(),
  /** The lineage of the table that it serves; null while it serves none. */
  lineage: z.uuid().nullable(),
  /** The newest revision that it has seen, and the one that it serves; null while there is none. */
  observedRevision: z.int().nullable(),
  appliedRevision: z.int().nullable(),
  rejection: rejectionSchema.nullable(),
  /** The latest rejection since the start, also if it is over: the control plane may repair a bucket within milliseconds. */
  lastRejection: rejectionSchema.nullable(),
  /** When the table was last known to be what a control plane published. Older data planes omit it. */
  currentAt: z.iso.datetime().nullish(),
  /** Why it cannot keep what it serves for its next start. Older data planes omit it. */
  storageProblem: z.string().nullish(),
  /** What keeps its usage from being sent or stored. Older data planes omit it. */
  usageProblem: z.string().nullish(),
  endpointFaults: z.array(endpointFaultSchema).max(REPORTED_ENDPOINT_FAULTS_MAX),
  requestsInFlight: z.int().min(0),
  /** The earliest to return first. */
  suspensions: z.array(reportedSuspensionSchema).max(REPORTED_SUSPENSIONS_MAX),
  /** The latest to return first. Older data planes omit it. */
  returned: z.array(returnedTargetSchema).max(REPORTED_SUSPENSIONS_MAX).optional(),
});
export type DataPlaneStatus = z.infer<typeof dataPlaneStatusSchema>;
