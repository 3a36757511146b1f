import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@ObjectType({ description: 'The rejection of a revision by a data plane, which continues to serve the previous one.' })
export class RevisionRejection {
  @Field(() => ID, { description: 'Unique per data plane and revision.' })
  id: string;

  @Field(() => Int, { description: 'The number of the rejected revision.' })
  revision: number;

  @Field(() => String, { description: 'The key of the entry that it rejected, such as `ai-api.<id>`.' })
  entryKey: string;

  @Field(() => String, { description: 'Why it was rejected.' })
  reason: string;

  @Field(() => DateTimeScalar, { description: 'When it was rejected.' })
  rejectedAt: Date;
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
    description: 'The revision that it serves; null if it serves none.',
  })
  appliedRevision: number | null;

  @Field(() => Boolean, { description: 'Whether it serves the latest published revision of this lineage.' })
  upToDate: boolean;

  @Field(() => RevisionRejection, {
    nullable: true,
    description: 'The revision that it rejected, until it applies a later one; null if there is none.',
  })
  rejection: RevisionRejection | null;

  @Field(() => Int, { description: 'The number of requests in flight.' })
  requestsInFlight: number;

  @Field(() => Int, { description: 'The number of targets that it has suspended.' })
  suspensionCount: number;
}
