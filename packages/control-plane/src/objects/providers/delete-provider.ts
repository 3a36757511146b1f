import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'Which provider to delete.' })
export class DeleteProviderInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The provider's id." })
  providerId: string;
}

@ObjectType({ description: 'That a provider was deleted.', implements: [ChangePayload] })
export class DeleteProviderPayload extends ChangePayload {
  @Field(() => ID, { description: "The provider's id." })
  deletedId: string;
}
