import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { Provider } from '../providers/provider';

@InputType({ description: 'The endpoint to delete.' })
export class DeleteEndpointInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The endpoint's id." })
  endpointId: string;
}

@ObjectType({ description: 'The deleted endpoint.', implements: [ChangePayload] })
export class DeleteEndpointPayload extends ChangePayload {
  @Field(() => ID, { description: "The endpoint's id." })
  deletedId: string;

  @Field(() => Provider, { description: 'The provider after the change.' })
  provider: Provider;
}
