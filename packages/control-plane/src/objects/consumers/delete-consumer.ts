import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'Which consumer to delete.' })
export class DeleteConsumerInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The consumer's id." })
  consumerId: string;
}

@ObjectType({ description: 'That a consumer was deleted.', implements: [ChangePayload] })
export class DeleteConsumerPayload extends ChangePayload {
  @Field(() => ID, { description: "The consumer's id." })
  deletedId: string;
}
