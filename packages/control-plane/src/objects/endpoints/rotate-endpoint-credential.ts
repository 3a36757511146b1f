import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Endpoint } from './endpoint';
import { EndpointCredentialInput } from './endpoint-credential-input';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: "An endpoint's new credential." })
export class RotateEndpointCredentialInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The endpoint's id." })
  endpointId: string;

  @Field(() => EndpointCredentialInput, {
    description: 'The new credential. The same credential changes nothing.',
  })
  credential: EndpointCredentialInput;
}

@ObjectType({ description: 'The endpoint whose credential was replaced.', implements: [ChangePayload] })
export class RotateEndpointCredentialPayload extends ChangePayload {
  @Field(() => Endpoint, { description: 'The endpoint.' })
  endpoint: Endpoint;
}
