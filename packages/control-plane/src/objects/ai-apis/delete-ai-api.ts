import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The AI API to delete.' })
export class DeleteAiApiInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The AI API's id." })
  aiApiId: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether to revoke the access of consumers instead of refusing the deletion.',
    defaultValue: false,
  })
  revokeAccess?: boolean | null;
}

@ObjectType({ description: 'The deleted AI API.', implements: [ChangePayload] })
export class DeleteAiApiPayload extends ChangePayload {
  @Field(() => ID, { description: "The AI API's id." })
  deletedId: string;
}
