import { z } from 'zod';
import { query } from './document';

const rejectionSchema = z.object({
  revision: z.int(),
  code: z.string().nullable(),
  entryKey: z.string(),
  reason: z.string(),
  rejectedAt: z.string(),
});

export const rolloutSchema = z.object({
  revision: z.int(),
  state: z.string(),
  publishedAt: z.string().nullable(),
  liveCount: z.int(),
  appliedCount: z.int(),
  rejectedCount: z.int(),
  dataPlanes: z.array(
    z.object({
      dataPlane: z.object({ id: z.string(), host: z.string() }),
      state: z.string(),
      rejection: rejectionSchema.nullable(),
    }),
  ),
});
export type Rollout = z.infer<typeof rolloutSchema>;

export const ROLLOUT = query(
  z.object({ rollout: rolloutSchema.nullable() }),
  `query Rollout($revision: Int!, $waitSeconds: Int!) {
  rollout(revision: $revision, waitSeconds: $waitSeconds) {
    revision state publishedAt liveCount appliedCount rejectedCount
    dataPlanes {
      dataPlane { id host }
      state
      rejection { revision code entryKey reason rejectedAt }
    }
  }
}`,
);

const suspensionSchema = z.object({
  suspendedUntil: z.string().nullable(),
  cause: z.string().nullable(),
  causeStatus: z.int().nullable(),
  causeDetail: z.string().nullable(),
  /** Null if it no longer exists. */
  target: z
    .object({
      model: z.object({ name: z.string() }),
      endpoint: z.object({ name: z.string(), provider: z.object({ name: z.string() }) }),
    })
    .nullable(),
});
export type Suspension = z.infer<typeof suspensionSchema>;

/** Of each data plane; more have no detail. */
const SUSPENSIONS_ASKED = 100;
/** As many as the control plane returns at once. */
export const EXPIRING_CERTIFICATES_ASKED = 200;

const dataPlaneSchema = z.object({
  id: z.string(),
  host: z.string(),
  version: z.string(),
  startedAt: z.string(),
  live: z.boolean(),
  lastSeenAt: z.string(),
  observedRevision: z.int().nullable(),
  appliedRevision: z.int().nullable(),
  upToDate: z.boolean(),
  rejection: rejectionSchema.nullable(),
  storageProblem: z.string().nullable(),
  usageProblem: z.string().nullable(),
  endpointFaults: z.array(z.object({ endpointId: z.string(), providerId: z.string(), reason: z.string() })),
  requestsInFlight: z.int(),
  suspensionCount: z.int(),
  /** The first to end. */
  suspensions: z.array(suspensionSchema),
});
export type DataPlaneStatus = z.infer<typeof dataPlaneSchema>;

const expiringCaCertificateSchema = z.object({
  endpoint: z.object({ name: z.string(), provider: z.object({ name: z.string() }) }),
  certificate: z.object({ subject: z.string(), validUntil: z.string() }),
  hasExpired: z.boolean(),
});
export type ExpiringCaCertificate = z.infer<typeof expiringCaCertificateSchema>;

const statusSchema = z.object({
  controlPlane: z.object({
    version: z.string(),
    lineage: z.string(),
    committedRevision: z.int(),
    publishedRevision: z.int().nullable(),
    publishedAt: z.string().nullable(),
    publicationProblem: z.string().nullable(),
    storageProblem: z.string().nullable(),
    liveDataPlaneCount: z.int(),
    upToDateDataPlaneCount: z.int(),
    expiringCaCertificates: z.array(expiringCaCertificateSchema),
  }),
  dataPlanes: z.array(dataPlaneSchema),
});
export type Status = z.infer<typeof statusSchema>;

const namedEndpointSchema = z.object({ id: z.string(), name: z.string(), provider: z.object({ name: z.string() }) });

/** The endpoints of these ids; null or empty for what is not an endpoint any more. */
export const ENDPOINT_NAMES = query(
  z.object({ nodes: z.array(namedEndpointSchema.partial().nullable()) }),
  `query EndpointNames($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Endpoint { id name provider { name } } }
}`,
);

export const STATUS = query(
  statusSchema,
  `query Status {
  controlPlane {
    version lineage committedRevision publishedRevision publishedAt publicationProblem storageProblem
    liveDataPlaneCount upToDateDataPlaneCount
    expiringCaCertificates(first: ${EXPIRING_CERTIFICATES_ASKED}) { endpoint { name provider { name } } certificate { subject validUntil } hasExpired }
  }
  dataPlanes {
    id host version startedAt live lastSeenAt observedRevision appliedRevision upToDate
    rejection { revision code entryKey reason rejectedAt }
    storageProblem usageProblem
    endpointFaults { endpointId providerId reason }
    requestsInFlight suspensionCount
    suspensions(first: ${SUSPENSIONS_ASKED}) {
      suspendedUntil cause causeStatus causeDetail
      target { model { name } endpoint { name provider { name } } }
    }
  }
}`,
);
