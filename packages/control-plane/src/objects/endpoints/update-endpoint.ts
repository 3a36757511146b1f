import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { CA_CERTIFICATE_DESCRIPTION } from './ca-certificate-rules';
import { Endpoint } from './endpoint';
import { EndpointCredentialInput } from './endpoint-credential-input';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { SecretInput } from '../../kernel/graphql/secret-input';

@InputType({ description: 'What to change in an endpoint.' })
export class UpdateEndpointInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The endpoint's id." })
  endpointId: string;

  @Field(() => String, { nullable: true, description: 'Its new name.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Its new display name.' })
  displayName?: string | null;

  @Field(() => String, { nullable: true, description: 'Its new base URL.' })
  url?: string | null;

  @Field(() => EndpointCredentialInput, {
    nullable: true,
    description:
      'Its credential. Required if the URL moves to another origin, so that a caller who cannot read the credential cannot redirect it to another host.',
  })
  credential?: EndpointCredentialInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether requests may go to it.' })
  enabled?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'How long connecting may take, 1 to 60 seconds.' })
  connectTimeoutSeconds?: number | null;

  // No secret, but a private key may be pasted in with it.
  @SecretInput()
  @Field(() => String, {
    nullable: true,
    description: `${CA_CERTIFICATE_DESCRIPTION} Null for the public ones.`,
  })
  caCertificate?: string | null;
}

@ObjectType({ description: 'The endpoint that was changed.', implements: [ChangePayload] })
export class UpdateEndpointPayload extends ChangePayload {
  @Field(() => Endpoint, { description: 'The endpoint.' })
  endpoint: Endpoint;
}
