import { Field, ID, InputType } from 'type-graphql';
import { ObjectKind } from '../kernel/object-kind';
import { DateTimeScalar } from '../kernel/graphql/scalars';

@InputType({ description: 'Which revisions to return.' })
export class RevisionFilter {
  @Field(() => [ID], {
    nullable: true,
    description:
      'Those that changed one of these objects, deleted ones included; changes of access tokens are found by ADMIN only.',
  })
  objectIds?: string[] | null;

  @Field(() => [ObjectKind], {
    nullable: true,
    description:
      'Those that changed an object of one of these kinds; changes of access tokens are found by ADMIN only.',
  })
  kinds?: ObjectKind[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those by these actors.' })
  actorIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Those made by these mutations.' })
  operations?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Those whose comment contains this, whatever the case.' })
  search?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Those committed at or after this moment.' })
  since?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Those committed before this moment.' })
  until?: Date | null;
}
