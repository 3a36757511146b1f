import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The consumer to delete.' })
export class DeleteConsumerInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The consumer's id." })
  consumerId: string;
}

@ObjectType({ description: 'The deleted consumer.', implements: [ChangePayload] })
export class DeleteConsumerPayload extends ChangePayload {
  @Field(() => ID, { description: "The consumer's id." })
  deletedId: string;
}
