import type { RejectionCode as ContractRejectionCode } from '@switchyard/contract';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

export const RejectionCode = {
  NOT_AUTHENTIC: 'NOT_AUTHENTIC',
  UNKNOWN_FORMAT: 'UNKNOWN_FORMAT',
  INVALID_ENTRY: 'INVALID_ENTRY',
  INTERNAL: 'INTERNAL',
} as const satisfies Record<ContractRejectionCode, ContractRejectionCode>;
export type RejectionCode = ContractRejectionCode;
registerEnumType(RejectionCode, {
  name: 'RejectionCode',
  description: 'Why a data plane rejects a revision.',
  valuesConfig: {
    NOT_AUTHENTIC: {
      description:
        'The routing table in NATS is not what a control plane with the same sealing key wrote: part of it was forged, put back to an earlier version, or removed.',
    },
    UNKNOWN_FORMAT: { description: 'A newer control plane wrote it in a format that the data plane does not know.' },
    INVALID_ENTRY: { description: 'An entry cannot be served.' },
    INTERNAL: { description: 'The data plane failed. Its log says why.' },
  },
});

@ObjectType({ description: 'The rejection of a revision by a data plane, which continues to serve the previous one.' })
export class RevisionRejection {
  @Field(() => ID, { description: 'Unique per data plane and time.' })
  id: string;

  @Field(() => Int, { description: 'The number of the rejected revision.' })
  revision: number;

  @Field(() => RejectionCode, {
    nullable: true,
    description: 'The kind of reason; null if a newer data plane gives one that this control plane does not know.',
  })
  code: RejectionCode | null;

  @Field(() => String, { description: 'The key of the entry that it rejected, such as `ai-api.<id>`.' })
  entryKey: string;

  @Field(() => String, { description: 'Why it was rejected.' })
  reason: string;

  @Field(() => DateTimeScalar, { description: 'When it was rejected.' })
  rejectedAt: Date;
}

@ObjectType({
  description:
    'An endpoint that a data plane has taken out of rotation, because its credential or CA certificate cannot be used.',
})
export class EndpointFault {
  @Field(() => ID, { description: 'Unique per data plane and endpoint.' })
  id: string;

  @Field(() => ID, { description: "The id of the endpoint's provider." })
  providerId: string;

  @Field(() => ID, { description: "The endpoint's id." })
  endpointId: string;

  @Field(() => String, { description: 'Why it is out of rotation.' })
  reason: string;
}

@ObjectType({ description: "A gateway that proxies consumers' requests, as it last reported." })
export class DataPlane {
  @Field(() => ID, { description: "The data plane's id. It survives a restart if the data folder does." })
  id: string;

  @Field(() => String, { description: 'The host that it runs on.' })
  host: string;

  @Field(() => String, { description: 'Its version.' })
  version: string;

  @Field(() => DateTimeScalar, { description: 'When it started.' })
  startedAt: Date;

  @Field(() => Boolean, { description: 'Whether it has reported within the last 15 seconds.' })
  live: boolean;

  @Field(() => DateTimeScalar, { description: 'When it last reported.' })
  lastSeenAt: Date;

  @Field(() => ID, {
    nullable: true,
    description: 'The lineage of the routing table that it serves; null if it serves none.',
  })
  lineage: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The latest revision that it has seen; null if it has seen none.',
  })
  observedRevision: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The revision that it serves and keeps for its next start; null if there is none. If it cannot keep what it serves, `storageProblem` says why.',
  })
  appliedRevision: number | null;

  @Field(() => Boolean, { description: 'Whether it serves the latest published revision of this lineage.' })
  upToDate: boolean;

  @Field(() => RevisionRejection, {
    nullable: true,
    description: 'The revision that it rejected, until it applies a later one; null if there is none.',
  })
  rejection: RevisionRejection | null;

  @Field(() => RevisionRejection, {
    nullable: true,
    description:
      'Its latest rejection since it started, also one that is over: what others write to NATS is repaired at once. Null if there was none.',
  })
  lastRejection: RevisionRejection | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When its routing table was last known to be the published one; null if it never was. It falls behind while the data plane is cut off from NATS.',
  })
  tableCurrentAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it cannot keep its routing table for its next start; null if it can.',
  })
  storageProblem: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What keeps its usage from being sent or stored, and how much waits or is lost; null for nothing. While it is cut off from NATS it cannot say so here: its log, metrics and `/readyz` do.',
  })
  usageProblem: string | null;

  @Field(() => [EndpointFault], {
    description:
      'The endpoints that it has taken out of rotation because their credentials or CA certificates cannot be used, at most 100. Usually a credential was sealed with another sealing key: set it again.',
  })
  endpointFaults: EndpointFault[];

  @Field(() => Int, { description: 'The number of requests in flight.' })
  requestsInFlight: number;

  @Field(() => Int, { description: 'The number of targets that it has suspended.' })
  suspensionCount: number;
}
