import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../kernel/graphql/connection';
import { DateTimeScalar } from '../kernel/graphql/scalars';
import { Actor } from '../kernel/caller/actor';

@ObjectType({ description: 'A committed change of the configuration.' })
export class Revision {
  @Field(() => ID, { description: 'Made of the lineage and the number.' })
  id: string;

  @Field(() => ID, {
    description: 'The lineage it belongs to; numbers of different lineages have nothing to do with each other.',
  })
  lineage: string;

  @Field(() => Int, { description: 'Its number, one more than the one before.' })
  number: number;

  @Field(() => DateTimeScalar, { description: 'When it was committed.' })
  committedAt: Date;

  @Field(() => Actor, { description: 'Who made it.' })
  actor: Actor;

  @Field(() => String, { description: 'The mutation that made it, such as `updateFailoverPolicy`.' })
  operation: string;

  @Field(() => String, { nullable: true, description: 'What its maker had to say about it.' })
  comment: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The revision that it went back to; null unless `rollBack` made it.',
  })
  rolledBackTo: number | null;

  @Field(() => ID, { description: 'The id that the answer and the log lines of the request carry.' })
  correlationId: string;

  @Field(() => Int, { description: 'How many objects it changed, access tokens included.' })
  changeCount: number;
}

export const RevisionConnection = connectionOf(Revision, 'revisions');
