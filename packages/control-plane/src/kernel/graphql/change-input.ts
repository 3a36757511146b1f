import { Field, InputType, Int } from 'type-graphql';

@InputType()
export abstract class ChangeInput {
  @Field(() => String, {
    nullable: true,
    description: 'What to note in the revision, such as a ticket or a commit; at most 500 characters.',
  })
  comment?: string | null;
}

@InputType()
export abstract class VersionedChangeInput extends ChangeInput {
  @Field(() => Int, {
    nullable: true,
    description: 'The version that the caller knows; another one is a CONFLICT, reason STALE_VERSION.',
  })
  expectedVersion?: number | null;
}
