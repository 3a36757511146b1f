import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'Which AI API to delete.' })
export class DeleteAiApiInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The AI API's id." })
  aiApiId: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether to revoke the access that consumers have to it, rather than to refuse.',
    defaultValue: false,
  })
  revokeAccess?: boolean | null;
}

@ObjectType({ description: 'That an AI API was deleted.', implements: [ChangePayload] })
export class DeleteAiApiPayload extends ChangePayload {
  @Field(() => ID, { description: "The AI API's id." })
  deletedId: string;
}
