import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Endpoint } from './endpoint';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The endpoint whose credential should be removed.' })
export class RemoveEndpointCredentialInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The endpoint's id." })
  endpointId: string;
}

@ObjectType({ description: 'The endpoint whose credential was removed.', implements: [ChangePayload] })
export class RemoveEndpointCredentialPayload extends ChangePayload {
  @Field(() => Endpoint, { description: 'The endpoint.' })
  endpoint: Endpoint;
}
