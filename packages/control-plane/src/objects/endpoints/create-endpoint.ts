import { type Environment } from '@switchyard/contract';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { CA_CERTIFICATE_DESCRIPTION } from './ca-certificate-rules';
import { Endpoint } from './endpoint';
import { EndpointCredentialInput } from './endpoint-credential-input';
import { endpointDefaults } from './endpoint-rules';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { SecretInput } from '../../kernel/graphql/secret-input';
import { EnvironmentEnum } from '../../kernel/graphql/environment';

@InputType({ description: 'The endpoint to create.' })
export class CreateEndpointInput extends ChangeInput {
  @Field(() => ID, { description: "The provider's id." })
  providerId: string;

  @Field(() => String, {
    description: 'Its name, unique within the provider, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`.',
  })
  name: string;

  @Field(() => String, { nullable: true, description: 'A human-readable name; defaults to `name`.' })
  displayName?: string | null;

  @Field(() => EnvironmentEnum, { description: 'The environment that it is for. It cannot be changed later.' })
  environment: Environment;

  @Field(() => String, { description: 'Its base URL: http or https, without user information.' })
  url: string;

  @Field(() => EndpointCredentialInput, { nullable: true, description: 'Its credential; none by default.' })
  credential?: EndpointCredentialInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether requests may go to it.', defaultValue: true })
  enabled?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long connecting may take, 1 to 60 seconds.',
    defaultValue: endpointDefaults.connectTimeoutSeconds,
  })
  connectTimeoutSeconds?: number | null;

  // No secret, but a private key may be pasted in with it.
  @SecretInput()
  @Field(() => String, {
    nullable: true,
    description: `${CA_CERTIFICATE_DESCRIPTION} By default the public ones.`,
  })
  caCertificate?: string | null;
}

@ObjectType({ description: 'The endpoint that was created.', implements: [ChangePayload] })
export class CreateEndpointPayload extends ChangePayload {
  @Field(() => Endpoint, { description: 'The endpoint.' })
  endpoint: Endpoint;
}
