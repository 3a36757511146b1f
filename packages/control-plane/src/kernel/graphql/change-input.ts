import { Field, InputType, Int } from 'type-graphql';

@InputType()
export abstract class ChangeInput {
  @Field(() => String, {
    nullable: true,
    description: 'A comment for the revision, such as a ticket or a commit; at most 500 characters.',
  })
  comment?: string | null;
}

@InputType()
export abstract class VersionedChangeInput extends ChangeInput {
  @Field(() => Int, {
    nullable: true,
    description:
      'The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version.',
  })
  expectedVersion?: number | null;
}
