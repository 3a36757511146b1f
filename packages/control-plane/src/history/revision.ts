import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../kernel/graphql/connection';
import { DateTimeScalar } from '../kernel/graphql/scalars';
import { Actor } from '../kernel/caller/actor';

@ObjectType({ description: 'A committed change of the configuration, or of the routing table by the system.' })
export class Revision {
  @Field(() => ID, { description: 'Unique per lineage and number.' })
  id: string;

  @Field(() => ID, {
    description: 'The lineage that it belongs to. Revision numbers of different lineages cannot be compared.',
  })
  lineage: string;

  @Field(() => Int, { description: 'Its number: one more than that of the previous revision.' })
  number: number;

  @Field(() => DateTimeScalar, { description: 'When it was committed.' })
  committedAt: Date;

  @Field(() => Actor, { description: 'Who made it.' })
  actor: Actor;

  @Field(() => String, {
    description:
      'The mutation that made it, such as `updateFailoverPolicy`; for a system revision, `EXPIRE_KEYS` or `RECOMPILE`.',
  })
  operation: string;

  @Field(() => String, { nullable: true, description: 'The comment of the change.' })
  comment: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The revision that was restored; null unless `rollBack` created this one.',
  })
  rolledBackTo: number | null;

  @Field(() => ID, {
    description: "The request's id, in its response and its log lines; a random one for a system revision.",
  })
  correlationId: string;

  @Field(() => Int, {
    description: 'The number of objects that it changed, including access tokens; 0 for a system revision.',
  })
  changeCount: number;
}

export const RevisionConnection = connectionOf(Revision, 'revisions');
