import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The provider to delete.' })
export class DeleteProviderInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The provider's id." })
  providerId: string;
}

@ObjectType({ description: 'The deleted provider.', implements: [ChangePayload] })
export class DeleteProviderPayload extends ChangePayload {
  @Field(() => ID, { description: "The provider's id." })
  deletedId: string;
}
