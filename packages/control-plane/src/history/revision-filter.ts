import { Field, ID, InputType } from 'type-graphql';
import { ObjectKind } from '../kernel/object-kind';
import { DateTimeScalar } from '../kernel/graphql/scalars';

@InputType({ description: 'Filters revisions.' })
export class RevisionFilter {
  @Field(() => [ID], {
    nullable: true,
    description:
      'Those that changed one of these objects, deleted ones included; only ADMIN finds changes of access tokens.',
  })
  objectIds?: string[] | null;

  @Field(() => [ObjectKind], {
    nullable: true,
    description: 'Those that changed an object of one of these kinds; only ADMIN finds changes of access tokens.',
  })
  kinds?: ObjectKind[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those by these actors.' })
  actorIds?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Those made by these mutations, or by these operations of the system if `includeSystem` is true.',
  })
  operations?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Those whose comment or operation contains this, ignoring case.',
  })
  search?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Those committed at or after this time.' })
  since?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Those committed before this time.' })
  until?: Date | null;
}
