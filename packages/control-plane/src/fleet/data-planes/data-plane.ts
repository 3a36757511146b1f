import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@ObjectType({ description: 'That a data plane refused a revision and goes on serving the one before.' })
export class RevisionRejection {
  @Field(() => ID, { description: "Made of the data plane's id and the revision." })
  id: string;

  @Field(() => Int, { description: 'The number of the revision.' })
  revision: number;

  @Field(() => String, { description: 'The key of the entry that it could not take, such as `ai-api.<id>`.' })
  entryKey: string;

  @Field(() => String, { description: 'Why.' })
  reason: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  rejectedAt: Date;
}

@ObjectType({ description: "A gateway that proxies consumers' requests, as it last reported itself." })
export class DataPlane {
  @Field(() => ID, { description: "The data plane's id, kept over a restart where its data folder is." })
  id: string;

  @Field(() => String, { description: 'The host it runs on.' })
  host: string;

  @Field(() => String, { description: 'The version of its program.' })
  version: string;

  @Field(() => DateTimeScalar, { description: 'When it was started.' })
  startedAt: Date;

  @Field(() => Boolean, { description: 'Whether it has reported itself within the last 15 seconds.' })
  live: boolean;

  @Field(() => DateTimeScalar, { description: 'When it last reported itself.' })
  lastSeenAt: Date;

  @Field(() => ID, {
    nullable: true,
    description: 'The lineage of the routing table that it serves; null where it serves none.',
  })
  lineage: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The number of the latest revision that it has seen; null where it has seen none.',
  })
  observedRevision: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The number of the revision that it serves; null where it serves none.',
  })
  appliedRevision: number | null;

  @Field(() => Boolean, { description: 'Whether it serves the latest published revision of this lineage.' })
  upToDate: boolean;

  @Field(() => RevisionRejection, {
    nullable: true,
    description: 'The revision that it refused and has not got past; null where there is none.',
  })
  rejection: RevisionRejection | null;

  @Field(() => Int, { description: 'How many requests it has in flight.' })
  requestsInFlight: number;

  @Field(() => Int, { description: 'How many targets it has suspended.' })
  suspensionCount: number;
}
